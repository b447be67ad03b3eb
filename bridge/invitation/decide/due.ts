import type { Commit } from '../../core/commit.ts'
import { dueAfter } from '../../core/time.ts'
import { openLibrary, type Library, type Stored } from '../../definitions/library.ts'
import { needsRead } from './needs.ts'
import { recordDecision, type Asked, type OrgFacts } from './record.ts'
import type { Fields } from './recipient.ts'

/** One event waiting for its decisions. */
export type Pending = {
  id: string
  object: string
  recordId: string
  fields: Fields
  note: 'deleted' | 'too_wide' | null
}

/** How many are decided in one transaction. */
const batch = 500

type Row = { id: string; object: string; record_id: string; fields_json: string | null; note: string | null }

/** Undecided events that are due; those that wait for a read have their own turn. */
export function pendingEvents(sql: SqlStorage, needsReading: 0 | 1, limit: number, now: Date): Pending[] {
  return sql
    .exec<Row>(
      `SELECT id, object, record_id, fields_json, note FROM notifications
       WHERE needs_read = ?1 AND decide_at <= ?2 ORDER BY decide_at LIMIT ?3`,
      needsReading,
      now.getTime(),
      limit,
    )
    .toArray()
    .map((row) => ({
      id: row.id,
      object: row.object,
      recordId: row.record_id,
      fields: { Id: row.record_id, ...(row.fields_json === null ? {} : (JSON.parse(row.fields_json) as Fields)) },
      note: row.note as Pending['note'],
    }))
}

/** Decides what the messages alone allow, batch by batch; the rest is marked to be read. A second run finds nothing undecided. */
export function decideDue(commit: Commit, facts: OrgFacts, asked: Asked): number {
  for (let decided = 0; ;) {
    const done = commit((sql, now) => {
      const pending = pendingEvents(sql, 0, batch, now)
      const library = openLibrary(sql)
      const toRead = pending.filter((event) => mustRead(library, event))
      sql.exec(
        'UPDATE notifications SET needs_read = 1, decide_at = ?2 WHERE id IN (SELECT value FROM json_each(?1))',
        JSON.stringify(toRead.map(({ id }) => id)),
        dueAfter(now),
      )
      decideEvents(
        sql,
        library,
        pending.filter((event) => !toRead.includes(event)),
        facts,
        asked,
        now,
      )
      return pending.length
    })
    if (done === 0) return decided
    decided += done
  }
}

/** Every program about the event's object decides; an event no program is about keeps that as its reason. */
export function decideEvents(
  sql: SqlStorage,
  library: Library,
  events: Pending[],
  facts: OrgFacts,
  asked: Asked,
  now: Date,
): void {
  const changed: string[] = []
  for (const event of events) {
    for (const program of programsOn(library, event.object)) {
      changed.push(...recordDecision(sql, library, program, event, facts, now))
    }
    if (programsOn(library, event.object).length === 0) recordNoProgram(sql, event, now)
  }
  sql.exec(
    'UPDATE notifications SET decide_at = NULL WHERE id IN (SELECT value FROM json_each(?1))',
    JSON.stringify(events.map(({ id }) => id)),
  )
  if (changed.length > 0) asked(sql, changed, now)
}

export const programsOn = (library: Library, object: string): Stored<'program'>[] =>
  library.all('program').filter(({ body }) => body.on.object === object)

const mustRead = (library: Library, event: Pending): boolean =>
  event.note !== 'deleted' &&
  programsOn(library, event.object).some(({ body }) => needsRead(body, event.fields, event.note === 'too_wide'))

function recordNoProgram(sql: SqlStorage, event: Pending, now: Date): void {
  sql.exec(
    `INSERT INTO decisions (notification_id, program, program_version, record_id, outcome, reason, decided_at)
     VALUES (?1, '', 0, ?2, 'not_invited', 'no_program', ?3) ON CONFLICT DO NOTHING`,
    event.id,
    event.recordId,
    now.getTime(),
  )
}
