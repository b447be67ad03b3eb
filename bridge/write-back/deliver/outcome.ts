import { backoffMs, lockMs, type Random } from '../../core/backoff.ts'
import type { CallFailure } from '../../core/failures.ts'
import { callFailed, callSucceeded, halveChunk } from '../../core/tables/connections.ts'
import { dueAfter } from '../../core/time.ts'
import type { ApiUsage, RowResult } from '../records.ts'
import { familyOf, inFamily, isPaced, pacedAt, suspectUntil, type Write, type WriteError } from '../writes.ts'

/** `recordId` empty: there was nothing to write. */
export type Done = { key: string; recordId: string }
/** `value`: what stood in the field that was refused. */
export type Failed = { write: Write; failure: CallFailure; value: string | null }

/** Quota and sign-in are never a row's fault, whichever row heard of them. */
export const isOfConnection = ({ kind }: CallFailure): boolean => kind === 'quota' || kind === 'auth'

/** For a row that the app left out of its answer. */
export const unheard: CallFailure = {
  code: 'call_failed',
  kind: 'transient',
  status: 'NO_RESULT',
  message: 'the reply said nothing about this row',
  field: null,
  hint: 'The bridge tries again by itself.',
  unknownOutcome: true,
}

/** Of the rows of a call: when more are locked, calls that take less time stand in each other's way less. A lone lock is chance. */
const crowded = 0.2

/** A call went through: its connection is charged with what is not the fault of a row. */
export function chargeCall(
  sql: SqlStorage,
  connection: string,
  results: RowResult[],
  usage: ApiUsage,
  now: Date,
  random: Random,
): void {
  if (results.length === 0) return // nothing was sent
  const failures = results.flatMap((result) => (result.ok ? [] : [result.failure]))
  const ofConnection = failures.find(isOfConnection)
  if (ofConnection) return callFailed(sql, connection, ofConnection, now, random)
  callSucceeded(sql, connection, usage, now)
  const locked = failures.filter(({ kind }) => kind === 'lock').length
  if (locked > results.length * crowded) halveChunk(sql, connection)
}

/** Records what stands now: done, or due again because it was changed meanwhile or an older call may still commit over it. */
export function recordDone(sql: SqlStorage, done: Done[], now: Date): void {
  if (done.length === 0) return
  const json = JSON.stringify(done)
  wakeChildren(sql, done, now)
  sql.exec(
    `UPDATE writes SET
       state = CASE WHEN wanted > claimed OR suspect_until > ?3 THEN 'waiting' ELSE 'done' END,
       due_at = CASE WHEN wanted > claimed THEN iif(${isPaced}, ?4, ?2) WHEN suspect_until > ?3 THEN suspect_until END,
       ended_at = CASE WHEN wanted > claimed OR suspect_until > ?3 THEN NULL ELSE ?3 END,
       suspect_until = CASE WHEN suspect_until > ?3 THEN suspect_until END,
       record_id = coalesce(nullif(result.value ->> 'recordId', ''), record_id),
       attempts = 0, error_json = NULL, claimed_at = NULL
     FROM json_each(?1) AS result WHERE writes.key = result.value ->> 'key' AND state = 'in_flight'`,
    json,
    dueAfter(now),
    now.getTime(),
    pacedAt(now),
  )
  attempted(
    sql,
    done.map(({ key }) => ({ key, outcome: 'done', status: null })),
    now,
  )
}

/** Children go when their parent stands; those that went without it, because it was dead, are written once more with their link. */
function wakeChildren(sql: SqlStorage, done: Done[], now: Date): void {
  sql.exec(
    `UPDATE writes SET state = 'waiting', due_at = ?2, ended_at = NULL
     FROM (SELECT parent.key, value ->> 'family' AS family, parent.record_id IS NULL AND value ->> 'recordId' <> '' AS stands_first
       FROM json_each(?1) CROSS JOIN writes AS parent ON parent.key = value ->> 'key') AS parent
     WHERE ${inFamily('parent.family', 'writes.key')} AND writes.parent_key = parent.key
       AND (state = 'waiting' AND due_at IS NULL OR state = 'done' AND record_id IS NOT NULL AND stands_first)`,
    JSON.stringify(done.map(({ key, recordId }) => ({ key, recordId, family: familyOf(key) }))),
    now.getTime(), // at once: the lane that runs takes them along
  )
}

/** A call failed as a whole: its connection is charged, not its rows. */
export function chargeFailedCall(
  sql: SqlStorage,
  connection: string,
  claimed: { write: Write }[],
  failure: CallFailure,
  now: Date,
  random: Random,
): void {
  callFailed(sql, connection, failure, now, random)
  recordCallFailed(
    sql,
    claimed.map(({ write }) => write.key),
    failure,
    now,
  )
}

/** Nothing was the fault of these rows: they are due when the connection opens again and keep their tries. */
export function recordCallFailed(sql: SqlStorage, keys: string[], failure: CallFailure, now: Date): void {
  sql.exec(
    `UPDATE writes SET state = 'waiting', due_at = ?2, claimed_at = NULL, attempts = attempts - 1,
       suspect_until = coalesce(?3, suspect_until)
     WHERE key IN (SELECT value FROM json_each(?1)) AND state = 'in_flight'`,
    JSON.stringify(keys),
    dueAfter(now),
    failure.unknownOutcome ? suspectUntil(now) : null,
  )
  attempted(
    sql,
    keys.map((key) => ({ key, outcome: 'retried', status: failure.status })),
    now,
  )
}

/** Rows failed by their own fault, which stays with each and never with its batch: later again, or dead. */
export function recordFailed(sql: SqlStorage, failed: Failed[], now: Date, random: Random): void {
  const attempts = failed.map(({ write, failure, value }): Attempt => {
    const wait = waitOf(failure, write.attempts, random)
    const error = JSON.stringify(errorOf(failure, value))
    if (wait === null) bury(sql, write.key, error, now)
    else
      sql.exec(
        `UPDATE writes SET state = 'waiting', due_at = CASE WHEN wanted > claimed THEN ?5 ELSE ?2 END, claimed_at = NULL, error_json = ?3,
           suspect_until = coalesce(?4, suspect_until) WHERE key = ?1 AND state = 'in_flight'`,
        write.key,
        dueAfter(now, wait),
        error,
        failure.unknownOutcome ? suspectUntil(now) : null,
        dueAfter(now),
      )
    return { key: write.key, outcome: wait === null ? 'dead' : 'retried', status: failure.status }
  })
  attempted(sql, attempts, now)
}

/**
 * Dead until a person replays or dismisses it; a change that came meanwhile is tried. What can go without it goes: only an answer cannot
 * stand without its response.
 */
function bury(sql: SqlStorage, key: string, error: string, now: Date): void {
  sql.exec(
    `UPDATE writes SET state = CASE WHEN wanted > claimed THEN 'waiting' ELSE 'dead' END,
       due_at = CASE WHEN wanted > claimed THEN ?3 END, attempts = CASE WHEN wanted > claimed THEN 0 ELSE attempts END,
       ended_at = CASE WHEN wanted > claimed THEN NULL ELSE ?4 END, claimed_at = NULL, error_json = ?2
     WHERE key = ?1 AND state = 'in_flight'`,
    key,
    error,
    dueAfter(now),
    now.getTime(),
  )
  sql.exec(
    `UPDATE writes SET due_at = ?2 WHERE ${inFamily('?3')} AND parent_key = ?1 AND state = 'waiting' AND due_at IS NULL
       AND subject_kind <> 'answer' AND EXISTS (SELECT 1 FROM writes AS parent WHERE parent.key = ?1 AND parent.state = 'dead')`,
    key,
    dueAfter(now),
    familyOf(key),
  )
}

const quickTries = 10 // in the company of others a lock is a matter of seconds; after that it is somebody's long job

/** How long a row waits before its next try; null: no more tries. */
function waitOf(failure: CallFailure, attempts: number, random: Random): number | null {
  switch (failure.kind) {
    case 'lock':
      return attempts <= quickTries ? lockMs(random) : backoffMs(attempts - quickTries, random)
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

type Attempt = { key: string; outcome: 'done' | 'retried' | 'dead'; status: string | null }
const keptAttempts = 20

/** One line per write and call; the oldest go, so a write that fails for weeks stays small. */
function attempted(sql: SqlStorage, attempts: Attempt[], now: Date): void {
  if (attempts.length === 0) return
  const json = JSON.stringify(attempts)
  sql.exec(
    `INSERT INTO attempts (write_key, n, at, outcome, status)
     SELECT value ->> 'key', coalesce((SELECT max(n) FROM attempts WHERE write_key = value ->> 'key'), 0) + 1, ?2,
       value ->> 'outcome', value ->> 'status' FROM json_each(?1) WHERE true`,
    json,
    now.getTime(),
  )
  if (attempts.every(({ outcome }) => outcome === 'done')) return // only what fails grows
  sql.exec(
    `DELETE FROM attempts WHERE write_key IN (SELECT value ->> 'key' FROM json_each(?1))
       AND n <= (SELECT max(n) FROM attempts AS newest WHERE newest.write_key = attempts.write_key) - ${keptAttempts}`,
    json,
  )
}
