import { createHash } from 'node:crypto'
import type { Commit } from '../core/commit.ts'
import { ok, type CallFailure, type Result } from '../core/failures.ts'
import { dueAfter } from '../core/time.ts'
import { openLibrary } from '../definitions/library.ts'
import { occasionOf } from '../invitation/decide/occasion.ts'
import { storeNotifications } from './accept.ts'
import { invitationIdOf } from '../invitation/invitations.ts'
import type { Notification } from './notification.ts'

const everyMs = 12 * 3_600_000 // Salesforce drops a message after 24 hours
const overlapMs = 3_600_000

/** What this leg asks of the app that keeps the records. Never throws. */
export interface EventReader {
  /** Records whose moment in `field` is not before `since`, in the order of their ids, at most a page after `after`. */
  eventsSince(
    object: string,
    field: string,
    since: Date,
    after: string,
  ): Promise<Result<{ events: { id: string; at: unknown }[]; more: boolean }, CallFailure>>
}

/** From now on, events of programs that are on are looked for; what happened before a program was on is not its business. */
export function keepMarks(sql: SqlStorage, now: Date): void {
  const programs = openLibrary(sql).all('program')
  const on = programs.filter(({ body }) => body.mode !== 'off').map(({ name }) => name)
  sql.exec('DELETE FROM marks WHERE program NOT IN (SELECT value FROM json_each(?1))', JSON.stringify(on))
  sql.exec(
    'INSERT INTO marks (program, looked_at, due_at) SELECT value, ?2, ?3 FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING',
    JSON.stringify(on),
    now.getTime(),
    dueAfter(now, everyMs),
  )
}

type Mark = { program: string; object: string; field: string; since: Date }

/**
 * Finds events whose message never came and accepts them as if it had: twice a day, for each program whose occasion is a moment.
 * Harmless to repeat: an event gives the same id, and one that has its invitation is left alone.
 */
export async function acceptMissed(commit: Commit, reader: EventReader): Promise<Result<number, CallFailure>> {
  for (let looked = 0; ; looked++) {
    const mark = commit(nextMark)
    if (mark === null) return ok(looked)
    const startedAt = commit((_sql, now) => now)
    const found = await lookFor(commit, reader, mark)
    // An occasion that is no moment cannot be looked for: the query is refused, today and tomorrow.
    if (!found.ok && found.failure.kind !== 'rejected') return found
    commit((sql, now) => {
      sql.exec(
        'UPDATE marks SET looked_at = ?2, due_at = ?3 WHERE program = ?1',
        mark.program,
        startedAt.getTime(),
        dueAfter(now, everyMs),
      )
    })
  }
}

function nextMark(sql: SqlStorage, now: Date): Mark | null {
  const due = sql
    .exec<{ program: string; looked_at: number }>(
      'SELECT program, looked_at FROM marks WHERE due_at <= ?1 ORDER BY due_at LIMIT 1',
      now.getTime(),
    )
    .toArray()[0]
  if (!due) return null
  const program = openLibrary(sql).current('program', due.program)?.body
  if (!program) {
    sql.exec('DELETE FROM marks WHERE program = ?1', due.program)
    return null
  }
  return {
    program: due.program,
    object: program.on.object,
    field: program.occasion,
    since: new Date(due.looked_at - overlapMs),
  }
}

async function lookFor(commit: Commit, reader: EventReader, mark: Mark): Promise<Result<null, CallFailure>> {
  for (let after = '', more = true; more;) {
    const page = await reader.eventsSince(mark.object, mark.field, mark.since, after)
    if (!page.ok) return page
    const { events } = page.value
    commit((sql, now) => storeNotifications(sql, missedOf(sql, mark, events), now))
    after = events.at(-1)?.id ?? ''
    more = page.value.more && events.length > 0
  }
  return ok(null)
}

/** Events without an invitation of this program. Their fields are read when they are decided. */
function missedOf(sql: SqlStorage, mark: Mark, events: { id: string; at: unknown }[]): Notification[] {
  const { orgKey } = sql.exec<{ orgKey: string }>('SELECT org_key AS orgKey FROM org').one()
  return events.flatMap(({ id: recordId, at }) => {
    const occasion = occasionOf(mark.field, { [mark.field]: at })
    if (occasion === null) return []
    const known = sql
      .exec(
        'SELECT id FROM invitations WHERE id = ?1 UNION ALL SELECT id FROM forgotten WHERE id = ?1',
        invitationIdOf(orgKey, mark.program, recordId, occasion),
      )
      .toArray()
    if (known.length > 0) return []
    const id = `missed-${createHash('sha256').update(`${mark.program}|${recordId}|${occasion}`).digest('hex').slice(0, 32)}`
    return [{ id, object: mark.object, recordId, fields: null, note: 'missed' }]
  })
}
