import { z } from 'zod'
import { fail, ok, type CallFailure, type Result } from '../../core/failures.ts'
import type { ApiUsage, Row, RowResult, Update, UpsertResult } from '../../write-back/records.ts'
import type { Call, Reply } from './call.ts'
import { collectionsPerCall, composite } from './composite.ts'
import {
  apiErrors,
  classifyCall,
  classifyRow,
  ourFault,
  unreadable,
  type ApiError,
  type Place,
} from './errors/classify.ts'

/** REST guide "sObject Collections": a collection of records of one object, and one call to save them. */
const rowsPerCollection = 200
/** A message may have 50 MB and a Worker 128; five collections of this size leave room in both. */
const charactersPerCollection = 1_000_000

type Planned = { index: number; path: string; place: Place; identity: string; record: Record<string, unknown> }
type Collection = {
  path: string
  place: Place
  rows: Planned[]
  identities: Set<string>
  size: number
  direct: boolean
}

export async function upsertRows(call: Call, version: string, rows: Row[], chunk: number): Promise<UpsertResult> {
  const keyless = new Map<number, RowResult>()
  const planned: Planned[] = []
  for (const [index, { entity, key, fields }] of rows.entries()) {
    const place = { object: entity, key }
    const identity = String(fields[key] ?? '')
    if (identity === '') keyless.set(index, fail(ourFault('NO_KEY_VALUE', place)))
    const path = `${collectionsPath(version)}/${encodeURIComponent(entity)}/${encodeURIComponent(key)}`
    // The value of the key stands in the body, where nothing of it needs encoding.
    if (identity !== '')
      planned.push({ index, path, place, identity, record: { attributes: { type: entity }, ...fields } })
  }
  return send(call, collect(planned, Math.min(chunk, rowsPerCollection)), keyless, rows.length)
}

export async function updateRows(call: Call, version: string, rows: Update[]): Promise<UpsertResult> {
  const planned = rows.map(({ entity, id, fields }, index) => ({
    index,
    path: collectionsPath(version),
    place: { object: entity },
    identity: id.slice(0, 15),
    record: { attributes: { type: entity }, id, ...fields },
  }))
  return send(call, collect(planned, rowsPerCollection), new Map(), rows.length)
}

const collectionsPath = (version: string): string => `/services/data/v${version}/composite/sobjects`

/** Rows of one object and key together, in their order, never two of one record: Salesforce refuses both then. */
function collect(rows: Planned[], limit: number): Collection[] {
  const collections: Collection[] = []
  const open = new Map<string, Collection>()
  for (const row of rows) {
    const text = JSON.stringify(row.record)
    const direct = text.includes('@{')
    const name = `${direct} ${row.path} ${row.place.object}`
    let collection = open.get(name)
    if (!collection || !hasRoom(collection, row, text.length, limit)) {
      collection = { path: row.path, place: row.place, rows: [], identities: new Set(), size: 0, direct }
      collections.push(collection)
      open.set(name, collection)
    }
    collection.rows.push(row)
    collection.identities.add(row.identity)
    collection.size += text.length
  }
  return collections
}

const hasRoom = ({ rows, identities, size }: Collection, row: Planned, length: number, limit: number): boolean =>
  rows.length < limit && size + length <= charactersPerCollection && !identities.has(row.identity)

/**
 * In composite calls, `@{name.field}` refers to another part wherever it stands and cannot be escaped (REST guide
 * "Composite"): a customer who types it would fail a whole collection. Such rows go as a collection of their own, outside.
 */
function calls(collections: Collection[]): Collection[][] {
  const together = collections.filter(({ direct }) => !direct)
  const batches = collections.filter(({ direct }) => direct).map((collection) => [collection])
  for (let at = 0; at < together.length; at += collectionsPerCall)
    batches.splice(at / collectionsPerCall, 0, together.slice(at, at + collectionsPerCall))
  return batches
}

/** After a call that failed as a whole nothing more is sent; its rows and those left carry its failure. */
async function send(
  call: Call,
  collections: Collection[],
  settled: Map<number, RowResult>,
  total: number,
): Promise<UpsertResult> {
  let usage: ApiUsage = null
  let count = 0
  let heard = collections.length === 0
  let failed: CallFailure | null = null
  for (const batch of calls(collections)) {
    let replies: Result<RowResult[][], CallFailure>
    if (failed) replies = fail({ ...failed, unknownOutcome: false })
    else {
      const reply = await sendBatch(call, batch)
      replies = reply.result
      usage = reply.usage ?? usage
      count += reply.calls
      heard ||= reply.result.ok
      if (!reply.result.ok) failed = reply.result.failure
    }
    for (const [part, collection] of batch.entries())
      for (const [at, row] of collection.rows.entries())
        settled.set(row.index, replies.ok ? replies.value[part]![at]! : replies)
  }
  if (failed && !heard) return { result: fail(failed), usage, calls: count }
  return { result: ok(Array.from({ length: total }, (_, index) => settled.get(index)!)), usage, calls: count }
}

async function sendBatch(call: Call, batch: Collection[]): Promise<Reply<RowResult[][]>> {
  const [first] = batch
  if (first?.direct) return sendDirect(call, first)
  const parts = batch.map((collection) => ({
    method: 'PATCH' as const,
    path: collection.path,
    body: bodyOf(collection),
  }))
  const { result, ...spent } = await composite(call, parts)
  if (!result.ok) return { ...spent, result }
  const rows = batch.map((collection, part) => {
    const { status, body } = result.value[part]!
    return status < 300 ? rowResults(collection, body) : allOf(collection, classifyCall(status, body, collection.place))
  })
  return { ...spent, result: ok(rows) }
}

async function sendDirect(call: Call, collection: Collection): Promise<Reply<RowResult[][]>> {
  const { path, place } = collection
  const { result, ...spent } = await call({ method: 'PATCH', path, place, body: bodyOf(collection) })
  if (result.ok) return { ...spent, result: ok([rowResults(collection, result.value)]) }
  const { kind } = result.failure
  const ofRows = kind === 'rejected' || kind === 'gone' || kind === 'lock'
  return { ...spent, result: ofRows ? ok([allOf(collection, result.failure)]) : result }
}

const bodyOf = ({ rows }: Collection) => ({ allOrNone: false, records: rows.map(({ record }) => record) })

const allOf = ({ rows }: Collection, failure: CallFailure): RowResult[] => rows.map(() => fail(failure))

const item = z.object({
  id: z.string().nullish(),
  success: z.boolean(),
  created: z.boolean().nullish(),
  errors: z.union([apiErrors, z.array(z.never())]).default([]),
})

/** The rows' own outcomes, in their order; rows that cannot be read may have been written. */
function rowResults(collection: Collection, body: unknown): RowResult[] {
  const items = z.array(item).length(collection.rows.length).safeParse(body)
  if (!items.success) return allOf(collection, unreadable)
  const errors: ApiError[] = items.data.flatMap((found) => found.errors)
  return items.data.map(({ success, id, created, errors: own }) => {
    if (!success) return fail(classifyRow(own, collection.place, errors))
    return id ? ok({ recordId: id, created: created ?? false }) : fail(unreadable)
  })
}
