import type { Random } from '../core/backoff.ts'
import type { Commit } from '../core/commit.ts'
import { callFailed, callSucceeded, connection as connectionOf } from '../core/tables/connections.ts'
import type { CallFailure, Result } from '../core/failures.ts'
import { followGone, type GoneRow } from './gone.ts'
import { bury, recordCallFailed, recordDone, recordRowFailed } from './outcome.ts'
import type { Records, Row } from './records.ts'
import { claimDue, type Write } from './writes.ts'

const collections = 5 // in one composite call

/** Opens the documents once for a batch and gives the row each write carries now; null: there is nothing to write. */
export type Render = (sql: SqlStorage, now: Date) => (write: Write) => Result<Row | null, CallFailure>

type Claimed = { writes: Write[]; rows: Row[]; chunk: number }

/** One lane: claim, call, record, until nothing is due. A repeated call is harmless: every row carries its key. */
export async function deliver(
  connection: string,
  commit: Commit,
  records: Records,
  render: Render,
  random: Random,
): Promise<number> {
  for (let delivered = 0; ;) {
    const { writes, rows, chunk } = commit((sql, now) => claimRendered(sql, connection, render, now))
    if (writes.length === 0) return delivered
    delivered += writes.length
    if (rows.length === 0) continue
    const { result, usage } = await records.upsert(rows, chunk)
    const gone = commit((sql, now) => {
      const byKey = new Map(writes.map((write) => [write.key, write]))
      if (!result.ok) {
        callFailed(sql, connection, result.failure, now, random)
        recordCallFailed(
          sql,
          rows.map(({ writeKey }) => writeKey),
          result.failure,
          now,
        )
        return []
      }
      callSucceeded(sql, connection, usage, now)
      return recordRows(sql, byKey, rows, result.value, now, random)
    })
    if (gone.length > 0) await followGone(commit, records, gone)
  }
}

/** Rendered when it is sent, so a row always carries the newest state. What cannot be rendered is dead, what need not be written is done. */
function claimRendered(sql: SqlStorage, connection: string, render: Render, now: Date): Claimed {
  const chunk = connectionOf(sql, connection)?.chunk ?? 1
  const writes = claimDue(sql, connection, 'upsert', chunk * collections, now)
  const rows: Row[] = []
  const rowOf = render(sql, now)
  for (const write of writes) {
    const rendered = rowOf(write)
    if (!rendered.ok) bury(sql, write, rendered.failure, null, now)
    else if (rendered.value === null) recordDone(sql, [{ key: write.key, recordId: '' }], now)
    else rows.push(rendered.value)
  }
  return { writes, rows: rows.sort(byParent), chunk }
}

/** Rows of one parent lie side by side, so that two chunks never fight for its lock. */
const byParent = (a: Row, b: Row): number =>
  a.entity.localeCompare(b.entity) || parentOf(a).localeCompare(parentOf(b)) || a.writeKey.localeCompare(b.writeKey)
const parentOf = (row: Row): string => String(row.fields['Account__c'] ?? row.fields['Case__c'] ?? '')

function recordRows(
  sql: SqlStorage,
  byKey: Map<string, Write>,
  rows: Row[],
  results: Result<{ recordId: string }, CallFailure>[],
  now: Date,
  random: Random,
): GoneRow[] {
  const done: { key: string; recordId: string }[] = []
  const gone: GoneRow[] = []
  for (const [index, row] of rows.entries()) {
    const write = byKey.get(row.writeKey)
    const result = results[index]
    if (!write || !result) continue
    if (result.ok) done.push({ key: write.key, recordId: result.value.recordId })
    else if (result.failure.kind === 'gone') gone.push({ write, row, failure: result.failure })
    else recordRowFailed(sql, write, result.failure, valueOf(row, result.failure.field), now, random)
  }
  recordDone(sql, done, now)
  const connection = [...byKey.values()][0]?.connection
  if (connection && results.some((result) => !result.ok && result.failure.kind === 'lock')) halveChunk(sql, connection)
  return gone
}

const valueOf = (row: Row, field: string | null): string | null =>
  field === null || row.fields[field] === undefined ? null : String(row.fields[field])

const halveChunk = (sql: SqlStorage, connection: string): void =>
  void sql.exec('UPDATE connections SET chunk = max(1, chunk / 2), successes = 0 WHERE name = ?1', connection).toArray()
