import type { NewAlert } from '../failures.ts'

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

/** Closes an alert because what it was about is over. */
export function closeAlert(sql: SqlStorage, id: string, now: Date): void {
  sql.exec('UPDATE alerts SET closed_at = ?2 WHERE id = ?1 AND closed_at IS NULL', id, now.getTime())
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

/** The open alerts, newest first. */
export const openAlerts = (sql: SqlStorage): Alert[] =>
  sql
    .exec<AlertRow>('SELECT * FROM alerts WHERE closed_at IS NULL ORDER BY last_at DESC LIMIT 200')
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
