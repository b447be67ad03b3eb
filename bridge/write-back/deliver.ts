import type { Random } from '../core/backoff.ts'
import { inSlices, type Commit } from '../core/commit.ts'
import { fail, type CallFailure, type Result } from '../core/failures.ts'
import { connection as connectionOf, isProbing } from '../core/tables/connections.ts'
import { followGone, type GoneRow } from './deliver/gone.ts'
import {
  chargeCall,
  chargeFailedCall,
  isOfConnection,
  recordCallFailed,
  recordDone,
  recordFailed,
  unheard,
  type Done,
  type Failed,
} from './deliver/outcome.ts'
import type { Records, Row, RowResult } from './records.ts'
import { claimDue, type Write } from './writes.ts'

const collections = 5 // in one composite call

/** Looks up once what a batch is about, and gives the row each write carries now; null: there is nothing to write. */
export type Render = (sql: SqlStorage, writes: Write[], now: Date) => (write: Write) => Result<Row | null, CallFailure>

type Claimed = { write: Write; row: Row }
type Answered = Claimed & { result: RowResult }
const recordedAtOnce = 50

/** One lane: claim, call, record, until nothing is due. A repeated call is harmless: every row carries its key. */
export async function deliver(
  connection: string,
  commit: Commit,
  records: Records,
  render: Render,
  random: Random,
): Promise<number> {
  for (let delivered = 0; ;) {
    const { taken, claimed, chunk } = await claimBatch(connection, commit, render, random)
    if (taken === 0) return delivered
    delivered += taken
    if (claimed.length === 0) continue
    const { result, usage } = await records.upsert(
      claimed.map(({ row }) => row),
      chunk,
    )
    if (!result.ok) {
      commit((sql, now) => chargeFailedCall(sql, connection, claimed, result.failure, now, random))
      continue
    }
    commit((sql, now) => chargeCall(sql, connection, result.value, usage, now, random))
    const gone: GoneRow[] = []
    const answered = claimed.map((row, index): Answered => ({ ...row, result: result.value[index] ?? fail(unheard) }))
    await inSlices(answered, recordedAtOnce, (slice) =>
      gone.push(...commit((sql, now) => recordRows(sql, slice, now, random))),
    )
    if (gone.length > 0) await followGone(connection, commit, records, gone, random)
  }
}

type Batch = { taken: number; claimed: Claimed[]; chunk: number }

/** As many rows as a call holds, a collection at a time: others get their turn between them, because rendering takes its time. */
async function claimBatch(connection: string, commit: Commit, render: Render, random: Random): Promise<Batch> {
  const batch: Batch = { taken: 0, claimed: [], chunk: 1 }
  for (let part = 0; part < collections; part++) {
    if (part > 0) await scheduler.wait(0)
    const { taken, claimed, chunk, isLast } = commit((sql, now) => claimRendered(sql, connection, render, now, random))
    batch.taken += taken
    batch.claimed.push(...claimed)
    batch.chunk = chunk
    if (isLast) break
  }
  batch.claimed.sort(byParent)
  return batch
}

/** Rendered when it is sent, so a row always carries the newest state. What cannot be rendered is dead, what need not be written is done. */
function claimRendered(
  sql: SqlStorage,
  connection: string,
  render: Render,
  now: Date,
  random: Random,
): Batch & { isLast: boolean } {
  const found = connectionOf(sql, connection)
  const chunk = found?.chunk ?? 1
  const isProbe = found !== null && isProbing(found)
  const writes = claimDue(sql, connection, 'upsert', isProbe ? 1 : chunk, now)
  const rowOf = render(sql, writes, now)
  const claimed: Claimed[] = []
  const done: Done[] = []
  const failed: Failed[] = []
  for (const write of writes) {
    const rendered = rowOf(write)
    if (!rendered.ok) failed.push({ write, failure: rendered.failure, value: null })
    else if (rendered.value === null) done.push({ key: write.key, recordId: '' })
    else claimed.push({ write, row: rendered.value })
  }
  recordDone(sql, done, now)
  recordFailed(sql, failed, now, random)
  return { taken: writes.length, claimed, chunk, isLast: isProbe || writes.length === 0 }
}

/** Rows of one parent lie side by side, so that two chunks never fight for its lock; of one record the newest comes last. */
const byParent = (a: Claimed, b: Claimed): number =>
  a.write.depth - b.write.depth || inOrder(a.row.entity, b.row.entity) || inOrder(parentOf(a.row), parentOf(b.row))
const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const parentOf = (row: Row): string => String(row.fields['Account__c'] ?? row.fields['Case__c'] ?? '')

/** Every row ends in one state. Gives back those that are to be followed to where their parents went. */
function recordRows(sql: SqlStorage, answered: Answered[], now: Date, random: Random): GoneRow[] {
  const done: Done[] = []
  const failed: Failed[] = []
  const gone: GoneRow[] = []
  const waiting: string[] = []
  for (const { write, row, result } of answered) {
    if (result.ok) done.push({ key: write.key, recordId: result.value.recordId })
    else if (result.failure.kind === 'gone') gone.push({ write, row, failure: result.failure })
    else if (isOfConnection(result.failure)) waiting.push(write.key)
    else failed.push({ write, failure: result.failure, value: valueOf(row, result.failure.field) })
  }
  recordDone(sql, done, now)
  recordFailed(sql, failed, now, random)
  const ofConnection = answered.find(({ result }) => !result.ok && isOfConnection(result.failure))?.result
  if (ofConnection && !ofConnection.ok) recordCallFailed(sql, waiting, ofConnection.failure, now)
  return gone
}

function valueOf(row: Row, field: string | null): string | null {
  const value = field === null ? undefined : row.fields[field]
  return value === undefined || value === null
    ? null
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)
}
