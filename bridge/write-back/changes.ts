import { dueAfter } from '../core/time.ts'
import type { ActionEvent } from './plan.ts'

/** An invitation or its response changed. What follows in the apps is planned a moment later, many at once: no customer waits for it. */
export type Change = { invitationId: string; event: ActionEvent }

/** Costs the transaction of the change one row, on a page that all changes of a second share; of one invitation they are one row. */
export function recordChanges(
  sql: SqlStorage,
  invitationIds: string[],
  event: ActionEvent,
  now: Date,
  afterMs = 0,
): void {
  sql.exec(
    `INSERT INTO changes (due_at, invitation_id, event) SELECT ?1, value, ?2 FROM json_each(?3)
     WHERE true ON CONFLICT DO NOTHING`,
    dueAfter(now, afterMs),
    event,
    JSON.stringify(invitationIds),
  )
}

/** The changes that are due, earliest first; they are no longer in the table. */
export function takeChanges(sql: SqlStorage, limit: number, now: Date): Change[] {
  const taken = sql
    .exec<{ due_at: number; invitation_id: string; event: string }>(
      'SELECT * FROM changes WHERE due_at <= ?1 ORDER BY due_at, invitation_id, event LIMIT ?2',
      now.getTime(),
      limit,
    )
    .toArray()
  const last = taken.at(-1)
  if (last)
    sql.exec(
      'DELETE FROM changes WHERE (due_at, invitation_id, event) <= (?1, ?2, ?3)',
      last.due_at,
      last.invitation_id,
      last.event,
    )
  return taken.map(({ invitation_id, event }) => ({ invitationId: invitation_id, event: event as ActionEvent }))
}
