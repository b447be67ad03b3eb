import { dueAfter } from '../core/time.ts'
import type { Notification } from './notification.ts'

// Of one bound parameter, in UTF-8. The platform takes 2 MB; one wide row may pass this by its own ids.
const maxBytes = 1_000_000

/** Rows to store, as a JSON array of arrays, all caused by one user or by nobody knows whom. */
export type Rows = { causedBy?: string; json: string }

/**
 * The rows of a message, in as many parts as users caused them and statements can bind. Made at the edge: a string goes into the object,
 * and on into the statement, at a fraction of the price of objects.
 */
export function rowsOf(notifications: Notification[]): Rows[] {
  const users = new Set(notifications.map(({ causedBy }) => causedBy))
  return [...users].flatMap((causedBy) =>
    parts(notifications.filter((one) => one.causedBy === causedBy)).map((json) => ({
      ...(causedBy && { causedBy }),
      json,
    })),
  )
}

function parts(notifications: Notification[]): string[] {
  const json = JSON.stringify(
    notifications.map(({ id, object, recordId, fields, note }) => [id, object, recordId, fields, note]),
  )
  if (notifications.length < 2 || Buffer.byteLength(json) <= maxBytes) return [json]
  const half = Math.ceil(notifications.length / 2)
  return [...parts(notifications.slice(0, half)), ...parts(notifications.slice(half))]
}

/**
 * Stores what is new; a notification that is known already stays as it is. What `ownUser` caused (an id of either length) is left out:
 * our writes must not ask anybody anything.
 */
export function storeRows(sql: SqlStorage, rows: Rows[], ownUser: string | null, now: Date): { fresh: number } {
  let fresh = 0
  for (const { causedBy, json } of rows) {
    if (causedBy && causedBy.slice(0, 15) === ownUser?.slice(0, 15)) continue
    sql.exec(
      `INSERT INTO notifications (id, object, record_id, fields_json, note, decide_at, received_at)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?2, ?3 FROM json_each(?1)
       WHERE true ON CONFLICT DO NOTHING`,
      json,
      dueAfter(now),
      now.getTime(),
    )
    // A RETURNING would cost a fifth of the statement; nobody needs the ids.
    fresh += sql.exec<{ count: number }>('SELECT changes() AS count').one().count
  }
  return { fresh }
}

/** The same for events that nobody sent: they were found in Salesforce. */
export const storeNotifications = (sql: SqlStorage, notifications: Notification[], now: Date): { fresh: number } =>
  storeRows(sql, rowsOf(notifications), null, now)
