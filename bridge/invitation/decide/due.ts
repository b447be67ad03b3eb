import type { Commit } from '../../core/commit.ts'
import { dueAfter } from '../../core/time.ts'
import { openLibrary, type Library, type Stored } from '../../definitions/library.ts'
import type { Reason } from '../decide.ts'
import { holdMass } from './hold.ts'
import type { OrgFacts } from './mode.ts'
import { needsRead } from './needs.ts'
import type { Fields } from './recipient.ts'
import { recordDecision } from './record.ts'

/** Told which invitations came into being or changed, in the same transaction. */
export type Asked = (sql: SqlStorage, invitationIds: string[], now: Date) => void

/** One event waiting for its decisions. */
export type Pending = {
  id: string
  object: string
  recordId: string
  fields: Fields
  note: 'deleted' | 'too_wide' | 'missed' | 'asked' | null // too wide and missed came without fields
  wish: { by: string; isInterview: boolean } | null // whose wish it is, when no event asks
}

/** How many are decided in one transaction: for some ms nothing else is taken in. */
export const decidedAtOnce = 10

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
      fields: { ...(JSON.parse(row.fields_json ?? '{}') as Fields), Id: row.record_id },
      note: row.note as Pending['note'],
      wish: null,
    }))
}

/**
 * Decides what the messages alone allow; the rest is marked to be read. Between two batches goes whatever came in meanwhile. A second
 * run finds nothing undecided.
 */
export async function decideDue(commit: Commit, facts: OrgFacts, asked: Asked): Promise<number> {
  for (let decided = 0; ; await scheduler.wait(0)) {
    const taken = commit((sql, now) => decideBatch(sql, facts, asked, now))
    decided += taken
    if (taken < decidedAtOnce) return decided
  }
}

/** One batch; gives how many it took on. */
export function decideBatch(sql: SqlStorage, facts: OrgFacts, asked: Asked, now: Date): number {
  const library = openLibrary(sql)
  const pending = pendingEvents(sql, 0, decidedAtOnce, now)
  const [toRead, ready] = partition(pending, (event) => mustRead(library, event))
  sql.exec(
    'UPDATE notifications SET needs_read = 1, decide_at = ?2 WHERE id IN (SELECT value FROM json_each(?1))',
    JSON.stringify(toRead.map(({ id }) => id)),
    dueAfter(now),
  )
  decideEvents(sql, library, ready, facts, asked, now)
  return pending.length
}

const partition = <T>(all: T[], isFirst: (one: T) => boolean): [T[], T[]] => {
  const parts: [T[], T[]] = [[], []]
  for (const one of all) parts[isFirst(one) ? 0 : 1].push(one)
  return parts
}

/**
 * Every program about an event's object decides, once; an event no program is about keeps that as its reason.
 * @param waiting programs that cannot decide yet: the event stays for them
 */
export function decideEvents(
  sql: SqlStorage,
  library: Library,
  events: Pending[],
  facts: OrgFacts,
  asked: Asked,
  now: Date,
  waiting: ReadonlySet<string> = new Set(),
): void {
  const ids = JSON.stringify(events.map(({ id }) => id))
  const decided = decidedBefore(sql, ids)
  const changed: string[] = []
  const inviting = new Map<string, Stored<'program'>>()
  for (const event of events) {
    const programs = programsOn(library, event.object)
    for (const program of programs) {
      if (waiting.has(program.name) || decided.has(`${event.id} ${program.name}`)) continue
      const { outcome, told } = recordDecision(sql, library, program, event, facts, now)
      if (told) changed.push(told)
      if (outcome === 'invited') inviting.set(program.name, program)
    }
    if (programs.length === 0 && !decided.has(`${event.id} `)) recordNoProgram(sql, event, now)
  }
  for (const { body } of inviting.values()) changed.push(...holdMass(sql, body, now))
  if (waiting.size === 0) {
    sql.exec('UPDATE notifications SET decide_at = NULL WHERE id IN (SELECT value FROM json_each(?1))', ids)
  }
  if (changed.length > 0) asked(sql, [...new Set(changed)], now)
}

/** Those of an earlier turn, when other programs had to wait. */
function decidedBefore(sql: SqlStorage, ids: string): Set<string> {
  const rows = sql.exec<{ notification_id: string; program: string }>(
    'SELECT notification_id, program FROM decisions WHERE notification_id IN (SELECT value FROM json_each(?1))',
    ids,
  )
  return new Set([...rows].map(({ notification_id, program }) => `${notification_id} ${program}`))
}

/** Every program about an object, also those that are off: they too say why nobody is asked. */
export const programsOn = (library: Library, object: string): Stored<'program'>[] =>
  library.all('program').filter(({ body }) => body.on.object === object)

const mustRead = (library: Library, event: Pending): boolean =>
  event.note !== 'deleted' && programsOn(library, event.object).some(({ body }) => needsRead(body, event.fields))

function recordNoProgram(sql: SqlStorage, event: Pending, now: Date): void {
  const reason: Reason = event.object === '' ? 'record_deleted' : 'no_program' // without a record, no type either
  sql.exec(
    `INSERT INTO decisions (notification_id, program, program_version, record_id, outcome, reason, decided_at)
     VALUES (?1, '', 0, ?2, 'not_invited', ?3, ?4)`,
    event.id,
    event.recordId,
    reason,
    now.getTime(),
  )
}

/** What waits for a read is tried again at once: the programs or their reach have changed. */
export function decideAgain(sql: SqlStorage, now: Date): void {
  sql.exec('UPDATE notifications SET decide_at = ?1 WHERE needs_read = 1 AND decide_at > ?1', dueAfter(now))
}
