import { dueAfter } from '../core/time.ts'
import type { Notification } from './notification.ts'

// Of one bound parameter, in UTF-8. The platform takes 2 MB; one wide row may pass this by its own ids.
const maxBytes = 1_000_000

/** Stores what is new; a notification that is known already stays as it is. */
export function storeNotifications(sql: SqlStorage, notifications: Notification[], now: Date): { fresh: number } {
  let fresh = 0
  for (const rows of rowsOf(notifications)) {
    sql.exec(
      `INSERT INTO notifications (id, object, record_id, fields_json, note, decide_at, received_at)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?2, ?3 FROM json_each(?1)
       WHERE true ON CONFLICT DO NOTHING`,
      rows,
      dueAfter(now),
      now.getTime(),
    )
    // A RETURNING would cost a fifth of the statement; nobody needs the ids.
    fresh += sql.exec<{ count: number }>('SELECT changes() AS count').one().count
  }
  return { fresh }
}

/** The rows as JSON, in one piece or, when that would be too much for one statement, several. */
function rowsOf(notifications: Notification[]): string[] {
  const rows = JSON.stringify(
    notifications.map(({ id, object, recordId, fields, note }) => [id, object, recordId, fields, note]),
  )
  if (notifications.length < 2 || Buffer.byteLength(rows) <= maxBytes) return [rows]
  const half = Math.ceil(notifications.length / 2)
  return [...rowsOf(notifications.slice(0, half)), ...rowsOf(notifications.slice(half))]
}

/** Without the events that our own user caused: our writes must not ask anybody anything. `userId` in either length. */
export const causedByOthers = (notifications: Notification[], userId: string | null): Notification[] =>
  userId === null
    ? notifications
    : notifications.filter(({ causedBy }) => causedBy?.slice(0, 15) !== userId.slice(0, 15))
