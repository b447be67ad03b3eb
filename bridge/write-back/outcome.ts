import { backoffMs, type Random } from '../core/backoff.ts'
import type { CallFailure } from '../core/failures.ts'
import { dueAfter } from '../core/time.ts'
import type { Write, WriteError } from './writes.ts'

const rewriteAfterMs = 660_000 // a timed-out call of Salesforce may commit for another 10 minutes

/** Records what stands now: done, or due again because it was changed meanwhile or an older call may still commit over it. */
export function recordDone(sql: SqlStorage, done: { key: string; recordId: string }[], now: Date): void {
  const json = JSON.stringify(done)
  sql.exec(
    `UPDATE writes SET
       state = CASE WHEN wanted > claimed OR suspect = 1 THEN 'waiting' ELSE 'done' END,
       due_at = CASE WHEN wanted > claimed THEN ?2 WHEN suspect = 1 THEN ?3 ELSE NULL END,
       suspect = CASE WHEN wanted > claimed THEN suspect ELSE 0 END,
       record_id = coalesce(nullif(result.value ->> 'recordId', ''), record_id),
       attempts = 0, error_json = NULL, claimed_at = NULL, ended_at = ?4
     FROM json_each(?1) AS result WHERE writes.key = result.value ->> 'key' AND state = 'in_flight'`,
    json,
    dueAfter(now),
    dueAfter(now, rewriteAfterMs),
    now.getTime(),
  )
  sql.exec(
    `UPDATE writes SET due_at = ?2 WHERE state = 'waiting' AND due_at IS NULL
       AND parent_key IN (SELECT value ->> 'key' FROM json_each(?1))`,
    json,
    now.getTime(), // at once: the lane that runs takes them along
  )
  attempted(
    sql,
    done.map(({ key }) => key),
    'done',
    null,
    now,
  )
}

/** The call itself failed: its rows are due when the connection opens again and keep their tries. */
export function recordCallFailed(sql: SqlStorage, keys: string[], failure: CallFailure, now: Date): void {
  sql.exec(
    `UPDATE writes SET state = 'waiting', due_at = ?2, claimed_at = NULL, attempts = attempts - 1, suspect = max(suspect, ?3)
     WHERE key IN (SELECT value FROM json_each(?1)) AND state = 'in_flight'`,
    JSON.stringify(keys),
    dueAfter(now),
    failure.unknownOutcome ? 1 : 0,
  )
  attempted(sql, keys, 'retried', failure.status, now)
}

/** One row failed: its own fault stays with it, and never with its batch. */
export function recordRowFailed(
  sql: SqlStorage,
  write: Write,
  failure: CallFailure,
  value: string | null,
  now: Date,
  random: Random,
): void {
  const wait = waitOf(failure, write.attempts, random)
  if (wait === null) return bury(sql, write, failure, value, now)
  sql.exec(
    `UPDATE writes SET state = 'waiting', due_at = ?2, claimed_at = NULL, error_json = ?3 WHERE key = ?1`,
    write.key,
    dueAfter(now, wait),
    JSON.stringify(errorOf(failure, value)),
  )
  attempted(sql, [write.key], 'retried', failure.status, now)
}

/** Dead until a person replays or dismisses it. What can go without it goes: only an answer cannot stand without its response. */
export function bury(sql: SqlStorage, write: Write, failure: CallFailure, value: string | null, now: Date): void {
  sql.exec(
    `UPDATE writes SET state = CASE WHEN wanted > claimed THEN 'waiting' ELSE 'dead' END,
       due_at = CASE WHEN wanted > claimed THEN ?3 ELSE NULL END,
       claimed_at = NULL, error_json = ?2, ended_at = ?4 WHERE key = ?1`,
    write.key,
    JSON.stringify(errorOf(failure, value)),
    dueAfter(now),
    now.getTime(),
  )
  sql.exec(
    `UPDATE writes SET due_at = ?2 WHERE parent_key = ?1 AND state = 'waiting' AND due_at IS NULL AND subject_kind <> 'answer'`,
    write.key,
    dueAfter(now),
  )
  attempted(sql, [write.key], 'dead', failure.status, now)
}

/** How long a row waits before its next try; null: no more tries. */
function waitOf(failure: CallFailure, attempts: number, random: Random): number | null {
  switch (failure.kind) {
    case 'lock':
      return attempts > 10 ? null : 1_000 + Math.round(4_000 * random())
    case 'quota':
    case 'auth':
    case 'transient':
      return backoffMs(attempts, random)
    case 'gone':
    case 'rejected':
      return null
  }
}

const errorOf = (failure: CallFailure, value: string | null): WriteError => ({
  kind: failure.kind,
  status: failure.status,
  message: failure.message,
  field: failure.field,
  value: value?.slice(0, 200) ?? null,
  hint: failure.hint,
})

const keptAttempts = 20

/** One line per write and call; the oldest go, so a write that fails for weeks stays small. */
function attempted(sql: SqlStorage, keys: string[], outcome: string, status: string | null, now: Date): void {
  const json = JSON.stringify(keys)
  sql.exec(
    `INSERT INTO attempts (write_key, n, at, outcome, status)
     SELECT value, coalesce((SELECT max(n) FROM attempts WHERE write_key = value), 0) + 1, ?2, ?3, ?4 FROM json_each(?1) WHERE true`,
    json,
    now.getTime(),
    outcome,
    status,
  )
  sql.exec(
    `DELETE FROM attempts WHERE write_key IN (SELECT value FROM json_each(?1))
       AND n <= (SELECT max(n) FROM attempts AS newest WHERE newest.write_key = attempts.write_key) - ${keptAttempts}`,
    json,
  )
}
