import * as z from 'zod'
import { lockMs, opensAfter, restMs, type Random } from '../backoff.ts'
import type { CallFailure } from '../failures.ts'
import { dueAfter, moment } from '../time.ts'
import { closeAlerts, raiseAlert } from './alerts.ts'

const quotaRestMs = 1_800_000
const readRestMs = 15_000
const automaticShare = 0.8 // of the daily API budget; the rest is the customer's
const largestChunk = 200 // rows of one sObject collection

const row = z
  .object({
    name: z.string(),
    app: z.enum(['salesforce', 'smtp', 'send_email']),
    config_json: z.string(),
    credentials: z.string().nullable(),
    opens_at: z.number().nullable(),
    reads_at: z.number().nullable(),
    failures: z.number(),
    chunk: z.number(),
    api_used: z.number().nullable(),
    api_limit: z.number().nullable(),
    last_error_json: z.string().nullable(),
    last_success_at: z.number().nullable(),
  })
  .transform((found) => ({
    name: found.name,
    app: found.app,
    config: JSON.parse(found.config_json) as unknown,
    credentials: found.credentials,
    opensAt: moment(found.opens_at),
    readsAt: moment(found.reads_at),
    failures: found.failures,
    chunk: found.chunk,
    apiUsed: found.api_used,
    apiLimit: found.api_limit,
    lastError: found.last_error_json === null ? null : (JSON.parse(found.last_error_json) as Partial<CallFailure>),
    lastSuccessAt: moment(found.last_success_at),
  }))

/** One managed authentication to one app. `opensAt` null: stopped until a person reconnects it. `failures` counts calls in a row. */
export type Connection = z.output<typeof row>

/** Its circuit is open: one row at a time tries whether the outage is over. */
export const isProbing = ({ failures }: Connection): boolean => failures >= opensAfter

export const connections = (sql: SqlStorage): Connection[] =>
  sql
    .exec('SELECT * FROM connections ORDER BY name')
    .toArray()
    .map((found) => row.parse(found))

export const connection = (sql: SqlStorage, name: string): Connection | null =>
  sql
    .exec('SELECT * FROM connections WHERE name = ?1', name)
    .toArray()
    .map((found) => row.parse(found))[0] ?? null

/** Makes or changes a connection and opens it. `credentials` null keeps what is stored. */
export function putConnection(
  sql: SqlStorage,
  given: { name: string; app: Connection['app']; config: unknown; credentials: string | null },
  now: Date,
): void {
  sql.exec(
    `INSERT INTO connections (name, app, config_json, credentials, opens_at, reads_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
     ON CONFLICT (name) DO UPDATE SET app = excluded.app, config_json = excluded.config_json,
       credentials = coalesce(excluded.credentials, credentials)`,
    given.name,
    given.app,
    JSON.stringify(given.config),
    given.credentials,
    dueAfter(now),
  )
  openConnection(sql, given.name, now)
}

/** The same credentials, sealed anew; not when somebody stored others meanwhile. */
export const putCredentials = (sql: SqlStorage, name: string, old: string | null, sealed: string): void =>
  void sql
    .exec('UPDATE connections SET credentials = ?3 WHERE name = ?1 AND credentials = ?2', name, old, sealed)
    .toArray()

/** A person reconnects it: due now, with a clean slate. False when there is no such connection. */
export function openConnection(sql: SqlStorage, name: string, now: Date): boolean {
  const opened = sql
    .exec(
      `UPDATE connections SET opens_at = ?2, reads_at = ?2, failures = 0, last_error_json = NULL WHERE name = ?1 RETURNING name`,
      name,
      dueAfter(now),
    )
    .toArray()
  closeAlerts(sql, alertOf(name, ''), now)
  return opened.length > 0
}

/** A call went through, whatever became of its rows. Ten in a row double the chunk; four fifths of the API budget close it for a while. */
export function callSucceeded(
  sql: SqlStorage,
  name: string,
  usage: { used: number; limit: number } | null,
  now: Date,
): void {
  const isSpent = usage !== null && usage.used >= usage.limit * automaticShare
  sql.exec(
    `UPDATE connections SET failures = 0, last_error_json = NULL, last_success_at = ?2,
       successes = (successes + 1) % 10, chunk = CASE WHEN successes = 9 THEN min(chunk * 2, ${largestChunk}) ELSE chunk END,
       api_used = coalesce(?3, api_used), api_limit = coalesce(?4, api_limit), opens_at = max(opens_at, ?5)
     WHERE name = ?1`,
    name,
    now.getTime(),
    usage?.used ?? null,
    usage?.limit ?? null,
    isSpent ? dueAfter(now, quotaRestMs) : 0,
  )
  closeAlerts(sql, alertOf(name, 'failing'), now)
  if (usage === null) return
  closeAlerts(sql, alertOf(name, 'quota'), now)
  if (!isSpent) return closeAlerts(sql, alertOf(name, 'api_budget'), now)
  const detail = `${usage.used} of ${usage.limit} API calls of the day are used. Automatic writes wait; nothing is lost. Ask Salesforce for more calls, or wait until the 24-hour window moves.`
  alert(sql, name, 'api_budget', detail, now)
}

/** Rows of a call met others on their records: fewer at a time. */
export const halveChunk = (sql: SqlStorage, name: string): void =>
  void sql.exec('UPDATE connections SET chunk = max(1, chunk / 2), successes = 0 WHERE name = ?1', name).toArray()

/**
 * A call failed: the fault is charged to the connection, its rows keep their tries. A stopped connection stays stopped.
 * A time-out or lock halves the chunk, because a smaller call may fit.
 */
export function callFailed(sql: SqlStorage, name: string, failure: CallFailure, now: Date, random: Random): void {
  const found = connection(sql, name)
  if (!found) return
  const failures = found.failures + 1
  const halves = failure.unknownOutcome || failure.kind === 'lock'
  sql.exec(
    `UPDATE connections SET opens_at = max(opens_at, ?2), failures = ?3, successes = 0, chunk = ?4, last_error_json = ?5 WHERE name = ?1`,
    name,
    failure.kind === 'auth' ? null : dueAfter(now, restOf(failure, failures, random)),
    failures,
    halves ? Math.max(1, Math.floor(found.chunk / 2)) : found.chunk,
    JSON.stringify({ kind: failure.kind, status: failure.status, message: failure.message, hint: failure.hint }),
  )
  if (failure.kind === 'auth') {
    sql.exec('UPDATE connections SET reads_at = NULL WHERE name = ?1', name)
    const detail = `The connection ${name} is stopped (${failure.status}) until somebody reconnects it. ${failure.hint}`
    alert(sql, name, 'stopped', detail, now)
  } else if (failure.kind === 'quota') {
    alert(sql, name, 'quota', `The connection ${name} waits (${failure.status}). ${failure.hint}`, now)
  } else if (failures >= opensAfter) {
    const detail = `${failures} calls of the connection ${name} failed in a row (${failure.status}). It goes on by itself; nothing is lost. ${failure.hint}`
    alert(sql, name, 'failing', detail, now)
  }
}

/** A read failed: only reads wait, writes have their own clock. An authentication fault stops both. */
export function readFailed(sql: SqlStorage, name: string, failure: CallFailure, now: Date, random: Random): void {
  if (failure.kind === 'auth') return callFailed(sql, name, failure, now, random)
  const wait = failure.kind === 'quota' ? quotaRestMs : readRestMs
  sql.exec('UPDATE connections SET reads_at = max(reads_at, ?2) WHERE name = ?1', name, dueAfter(now, wait))
}

type Trouble = 'stopped' | 'quota' | 'failing' | 'api_budget'

const alertOf = (name: string, trouble: Trouble | ''): string => `connection:${name}:${trouble}`

const alert = (sql: SqlStorage, name: string, trouble: Trouble, detail: string, now: Date): void =>
  raiseAlert(sql, { id: alertOf(name, trouble), code: `connection_${trouble}`, detail }, now)

function restOf(failure: CallFailure, failures: number, random: Random): number {
  if (failure.kind === 'quota') return quotaRestMs
  if (failure.kind === 'lock') return lockMs(random)
  return restMs(failures, random)
}
