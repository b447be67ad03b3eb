import type { DatabaseSync } from 'node:sqlite'
import { numberedId } from '../data/ids.ts'
import { keptMs, waitAfter } from './retry.ts'

const table = `
  CREATE TABLE IF NOT EXISTS notifications (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    id              TEXT NOT NULL UNIQUE, -- 04l…, the same however often it is sent
    action          TEXT NOT NULL,    -- Case.<name of the outbound message>
    endpoint        TEXT NOT NULL,
    object          TEXT NOT NULL,
    record_id       TEXT NOT NULL,
    state           TEXT NOT NULL,    -- pending, sending, delivered, failed (24 h over)
    attempts        INTEGER NOT NULL DEFAULT 0,
    created_at      INTEGER NOT NULL, -- this and the following: ms of the org's own clock
    next_attempt_at INTEGER NOT NULL,
    delivered_at    INTEGER,
    reason          TEXT              -- of the last failure
  ) STRICT;
  CREATE INDEX IF NOT EXISTS notifications_due ON notifications (state, next_attempt_at);`

export type Queued = {
  id: string
  action: string
  endpoint: string
  object: string
  recordId: string
  state: 'pending' | 'sending' | 'delivered' | 'failed'
  attempts: number
  createdAt: Date
  nextAttemptAt: Date
  deliveredAt: Date | null
  reason: string | null
}
export type NewNotification = { action: string; endpoint: string; object: string; recordId: string }
type Columns = Record<string, string | number | null>

const queued = (row: Columns): Queued => ({
  id: String(row.id),
  action: String(row.action),
  endpoint: String(row.endpoint),
  object: String(row.object),
  recordId: String(row.record_id),
  state: row.state as Queued['state'],
  attempts: Number(row.attempts),
  createdAt: new Date(Number(row.created_at)),
  nextAttemptAt: new Date(Number(row.next_attempt_at)),
  deliveredAt: row.delivered_at === null ? null : new Date(Number(row.delivered_at)),
  reason: row.reason === null ? null : String(row.reason),
})

/** The queue of one org; `instance` are the two characters its ids share. */
export function openQueue(db: DatabaseSync, instance: string) {
  db.exec(table)
  const ask = (sql: string, ...values: (string | number | null)[]): Columns[] =>
    db.prepare(sql).all(...values) as Columns[]
  const tell = (sql: string, ...values: (string | number | null)[]): void => void db.prepare(sql).run(...values)
  // What was under way when the process ended goes out again: at least once, as in Salesforce.
  tell(`UPDATE notifications SET state = 'pending' WHERE state = 'sending'`)
  // SQLite remembers the highest number ever given, so an id never comes back even when its row is gone.
  let lastSeq = Number(ask(`SELECT seq FROM sqlite_sequence WHERE name = 'notifications'`)[0]?.seq ?? 1_000_000)

  return {
    add({ action, endpoint, object, recordId }: NewNotification, now: Date) {
      lastSeq += 1
      tell(
        `INSERT INTO notifications (seq, id, action, endpoint, object, record_id, state, created_at, next_attempt_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'pending', ?7, ?7)`,
        lastSeq,
        numberedId('04l', instance, lastSeq),
        action,
        endpoint,
        object,
        recordId,
        now.getTime(),
      )
    },
    /** Due ones, oldest first; `fresh` false leaves out those that were never tried. */
    due: (now: Date, fresh: boolean, limit: number): Queued[] =>
      ask(
        `SELECT * FROM notifications WHERE state = 'pending' AND next_attempt_at <= ? AND attempts >= ?
         ORDER BY seq LIMIT ?`,
        now.getTime(),
        fresh ? 0 : 1,
        limit,
      ).map(queued),
    claim: (ids: string[]) =>
      tell(
        `UPDATE notifications SET state = 'sending' WHERE id IN (SELECT value FROM json_each(?))`,
        JSON.stringify(ids),
      ),
    delivered: (ids: string[], now: Date) =>
      tell(
        `UPDATE notifications SET state = 'delivered', delivered_at = ?, attempts = attempts + 1, reason = NULL
         WHERE id IN (SELECT value FROM json_each(?))`,
        now.getTime(),
        JSON.stringify(ids),
      ),
    failed(items: Queued[], reason: string, now: Date) {
      for (const { id, attempts } of items) {
        tell(
          `UPDATE notifications SET state = 'pending', attempts = ?, reason = ?, next_attempt_at = ?
           WHERE id = ? AND state = 'sending'`,
          attempts + 1,
          reason,
          now.getTime() + waitAfter(attempts + 1),
          id,
        )
      }
    },
    /** Gives up what is 24 hours old, tried or not. */
    expire: (now: Date) =>
      tell(
        `UPDATE notifications SET state = 'failed', reason = coalesce(reason, 'Never attempted')
         WHERE state = 'pending' AND created_at <= ?`,
        now.getTime() - keptMs,
      ),
    /** Due now; a failed one gets another 24 hours, a delivered one leaves once more under its old id. */
    retry: (id: string, now: Date) =>
      tell(
        `UPDATE notifications SET created_at = CASE state WHEN 'pending' THEN created_at ELSE ?1 END,
           state = 'pending', next_attempt_at = ?1, delivered_at = NULL
         WHERE id = ?2 AND state <> 'sending'`,
        now.getTime(),
        id,
      ),
    remove: (id: string) => tell(`DELETE FROM notifications WHERE id = ?`, id),
    clear: () => tell(`DELETE FROM notifications`),
    find: (id: string): Queued | undefined => ask(`SELECT * FROM notifications WHERE id = ?`, id).map(queued)[0],
    list: (state: string | null, limit: number): Queued[] =>
      ask(
        `SELECT * FROM notifications WHERE ?1 IS NULL OR state = ?1 OR (?1 = 'pending' AND state = 'sending')
         ORDER BY seq DESC LIMIT ?2`,
        state,
        limit,
      ).map(queued),
    counts(): Record<'pending' | 'delivered' | 'failed', number> {
      const found = { pending: 0, delivered: 0, failed: 0 }
      const rows = ask(`SELECT state, count(*) AS n FROM notifications GROUP BY state`)
      for (const { state, n } of rows) found[state === 'sending' ? 'pending' : (state as 'pending')] += Number(n)
      return found
    },
    /** When something must be done next: the earliest attempt or the earliest 24 hours over. */
    nextAt(): Date | null {
      const [row] = ask(
        `SELECT min(min(next_attempt_at, created_at + ${keptMs})) AS at FROM notifications
         WHERE state = 'pending'`,
      )
      return row?.at == null ? null : new Date(Number(row.at))
    },
  }
}

export type Queue = ReturnType<typeof openQueue>
