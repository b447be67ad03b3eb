import type { NewAlert } from '../failures.ts'
import type { AlertCode } from './alert-codes.ts'

/** Raises an alert, or counts it up when it stands already. `detail` is a sentence and the next step; never a value of a record. */
export function raiseAlert(sql: SqlStorage, alert: NewAlert, now: Date): void {
  sql.exec(
    `INSERT INTO alerts (id, code, detail, first_at, last_at, times) VALUES (?1, ?2, ?3, ?4, ?4, 1)
     ON CONFLICT (id) DO UPDATE SET detail = excluded.detail, last_at = excluded.last_at, times = times + 1,
       first_at = CASE WHEN closed_at IS NULL THEN first_at ELSE excluded.first_at END, closed_at = NULL`,
    alert.id,
    alert.code,
    alert.detail,
    now.getTime(),
  )
}

const mostOfKind = 20

/**
 * Raises an alert whose id the sender of a message chooses by what he sends. So many of a kind stand, and the others are counted in one:
 * else whoever has the right key could bury every other alert, and fill the table.
 */
export function raiseBounded(sql: SqlStorage, alert: NewAlert, now: Date): void {
  const others = `${alert.code}|others`
  const { n } = sql
    .exec<{ n: number }>(
      'SELECT count(*) AS n FROM alerts WHERE code = ?1 AND closed_at IS NULL AND id NOT IN (?2, ?3)',
      alert.code,
      alert.id,
      others,
    )
    .one()
  if (n < mostOfKind) return raiseAlert(sql, alert, now)
  raiseAlert(sql, { ...alert, id: others, detail: `Beside ${mostOfKind} others that stand: ${alert.detail}` }, now)
}

/** Closes an alert because what it was about is over; `raisedUntil`: unless it was raised again after that moment. */
export function closeAlert(sql: SqlStorage, id: string, now: Date, raisedUntil = Number.MAX_SAFE_INTEGER): void {
  sql.exec(
    'UPDATE alerts SET closed_at = ?2 WHERE id = ?1 AND closed_at IS NULL AND last_at <= ?3',
    id,
    now.getTime(),
    raisedUntil,
  )
}

const aboutMessages: AlertCode[] = ['message_unreadable', 'message_too_large', 'event_stale', 'wrong_org']
const quietMs = 7 * 86_400_000 // Salesforce repeats a message for a day

/** Nothing says that messages are right again but that the wrong ones no longer come. */
export function closeQuiet(sql: SqlStorage, now: Date): void {
  sql.exec(
    'UPDATE alerts SET closed_at = ?2 WHERE closed_at IS NULL AND last_at < ?3 AND code IN (SELECT value FROM json_each(?1))',
    JSON.stringify(aboutMessages),
    now.getTime(),
    now.getTime() - quietMs,
  )
}

/** Closes the alerts whose ids begin alike: all that was wrong with one document. */
export function closeAlerts(sql: SqlStorage, prefix: string, now: Date): void {
  sql.exec(
    `UPDATE alerts SET closed_at = ?2 WHERE id BETWEEN ?1 AND ?1 || '\u{10ffff}' AND closed_at IS NULL`,
    prefix,
    now.getTime(),
  )
}

/** `code` as it was raised, by whichever release. */
export type Alert = Omit<NewAlert, 'code'> & { code: string; firstAt: Date; lastAt: Date; times: number }

/** The open alerts, newest first. Those about single mails come last: there may be hundreds, and one of the others says why. */
export const openAlerts = (sql: SqlStorage): Alert[] =>
  sql
    .exec<AlertRow>(
      `SELECT * FROM alerts WHERE closed_at IS NULL ORDER BY code = 'send_unknown', last_at DESC LIMIT 200`,
    )
    .toArray()
    .map((found) => ({
      id: found.id,
      code: found.code,
      detail: found.detail,
      firstAt: new Date(found.first_at),
      lastAt: new Date(found.last_at),
      times: found.times,
    }))

type AlertRow = { id: string; code: string; detail: string; first_at: number; last_at: number; times: number }
