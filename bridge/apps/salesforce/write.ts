import * as z from 'zod'
import { fail, ok, type CallFailure, type Result } from '../../core/failures.ts'
import type { ApiUsage, Named, Row, RowResult, Update, UpsertResult } from '../../write-back/records.ts'
import type { Call, Reply } from './call.ts'
import { bodyOf, updateCollections, upsertCollections, type Collection } from './collections.ts'
import { collectionsPerCall, composite } from './composite.ts'
import { apiErrors, classifyCall, classifyRow, unreadable, type ApiError } from './errors/classify.ts'
import { culprits } from './errors/culprits.ts'
import { query } from './soql.ts'

type Outcomes = Map<number, RowResult>
/** What became of one collection: its rows' outcomes, or why it was refused as a whole. */
type Part = Result<unknown, CallFailure>

export async function upsertRows(call: Call, version: string, rows: Row[], chunk: number): Promise<UpsertResult> {
  const outcomes: Outcomes = new Map()
  return send(call, upsertCollections(version, rows, chunk, outcomes), outcomes, rows.length)
}

export const updateRows = (call: Call, version: string, rows: Update[]): Promise<UpsertResult> =>
  send(call, updateCollections(version, rows), new Map(), rows.length)

const idsPerCall = 200 // REST guide "Delete Multiple Records"

/** To the recycle bin, and details with their master; the first call that fails ends it, for what is gone is not found again. */
export async function removeNamed(call: Call, version: string, named: Named[]): Promise<UpsertResult> {
  let usage: ApiUsage = null
  let calls = 0
  const rows: RowResult[] = []
  for (const [object, some] of Map.groupBy(named, ({ entity }) => entity)) {
    const place = { object }
    const wanted = some.map(({ field, values }) => ({ object, select: ['Id'], where: field, values }))
    const found = await query(call, version, wanted)
    calls += Math.ceil(wanted.length / collectionsPerCall)
    if (!found.ok) return { result: found, usage, calls }
    const ids = [...new Set(found.value.map((record) => String(record['Id'])))]
    for (let at = 0; at < ids.length; at += idsPerCall) {
      const batch = ids.slice(at, at + idsPerCall)
      const path = `/composite/sobjects?allOrNone=false&ids=${batch.join(',')}`
      const reply = await call({ method: 'DELETE', path, place })
      usage = reply.usage ?? usage
      calls += reply.calls
      if (!reply.result.ok) return { result: reply.result, usage, calls }
      const items = z.array(item).length(batch.length).safeParse(reply.result.value)
      if (!items.success) return { result: fail(unreadable), usage, calls }
      for (const { success, id, errors } of items.data)
        rows.push(success ? ok({ recordId: id ?? '', created: false }) : fail(classifyRow(errors, place)))
    }
  }
  return { result: ok(rows), usage, calls }
}

/** After a call that failed as a whole nothing more is sent: its rows and those left carry its failure. */
async function send(call: Call, collections: Collection[], outcomes: Outcomes, total: number): Promise<UpsertResult> {
  let usage: ApiUsage = null
  let calls = 0
  let heard = false
  let unsent: RowResult = fail({ ...unreadable, unknownOutcome: false })
  for (let waiting = collections; waiting.length > 0;) {
    const batch = nextBatch(waiting)
    const reply = await sendBatch(call, batch)
    usage = reply.usage ?? usage
    calls += reply.calls
    if (!reply.result.ok) {
      const { failure } = reply.result
      if (failure.kind === 'rejected' && !batch[0]?.direct) {
        // Some value refused the whole call: each collection for itself, where its rows can be told apart.
        waiting = waiting.map((collection) =>
          batch.includes(collection) ? { ...collection, direct: true } : collection,
        )
        continue
      }
      if (!heard) return { result: fail(failure), usage, calls }
      for (const { rows } of batch) for (const { index } of rows) outcomes.set(index, fail(failure))
      unsent = fail({ ...failure, unknownOutcome: false })
      break
    }
    heard = true
    waiting = waiting.filter((collection) => !batch.includes(collection))
    for (const [index, part] of reply.result.value.entries()) waiting.push(...settle(batch[index]!, part, outcomes))
  }
  return { result: ok(Array.from({ length: total }, (_, index) => outcomes.get(index) ?? unsent)), usage, calls }
}

function nextBatch(waiting: Collection[]): Collection[] {
  const together = waiting.filter(({ direct }) => !direct)
  return together.length > 0 ? together.slice(0, collectionsPerCall) : waiting.slice(0, 1)
}

async function sendBatch(call: Call, batch: Collection[]): Promise<Reply<Part[]>> {
  const [first] = batch
  if (first?.direct) return sendDirect(call, first)
  const parts = batch.map((collection) => ({
    method: 'PATCH' as const,
    path: collection.path,
    body: bodyOf(collection),
  }))
  const { result, ...spent } = await composite(call, parts)
  if (!result.ok) return { ...spent, result }
  const answers = batch.map(({ place }, index) => {
    const { status, body } = result.value[index]!
    return status < 300 ? ok(body) : fail(classifyCall(status, body, place))
  })
  return { ...spent, result: ok(answers) }
}

async function sendDirect(call: Call, collection: Collection): Promise<Reply<Part[]>> {
  const { path, place } = collection
  const { result, ...spent } = await call({ method: 'PATCH', path, place, body: bodyOf(collection) })
  const ofRows = result.ok || ['rejected', 'gone', 'lock'].includes(result.failure.kind)
  return { ...spent, result: ofRows ? ok([result]) : result }
}

const item = z.object({
  id: z.string().nullish(),
  success: z.boolean(),
  created: z.boolean().nullish(),
  errors: z.union([apiErrors, z.array(z.never())]).default([]),
})

/** Notes the outcome of each row; gives back what is to be sent once more. */
function settle(collection: Collection, part: Part, outcomes: Outcomes): Collection[] {
  const { rows, place } = collection
  if (!part.ok) return settleRefused(collection, part.failure, outcomes)
  const items = z.array(item).length(rows.length).safeParse(part.value)
  const errors: ApiError[] = items.data?.flatMap((found) => found.errors) ?? []
  for (const [at, { index }] of rows.entries()) {
    const { success, id, created, errors: own } = items.data?.[at] ?? { success: true, errors: [] }
    if (!success) outcomes.set(index, fail(classifyRow(own, place, errors)))
    // A row whose outcome cannot be read may have been written.
    else outcomes.set(index, id ? ok({ recordId: id, created: created ?? false }) : fail(unreadable))
  }
  return []
}

const mostRounds = 5

/** One bad row never fails its batch: those that spoiled it keep the error, the others go again at once. */
function settleRefused(collection: Collection, failure: CallFailure, outcomes: Outcomes): Collection[] {
  const records = collection.rows.map(({ record }) => record)
  const blamed = culprits(failure, records)
  const innocent = collection.rows.filter((_, at) => blamed?.[at] !== true)
  const goAgain = blamed !== null && collection.again < mostRounds
  for (const row of collection.rows) {
    if (!innocent.includes(row)) outcomes.set(row.index, fail(failure))
    // When nobody can tell: soon, in half the company, until the culprit is alone.
    else if (!goAgain) outcomes.set(row.index, fail({ ...failure, kind: 'lock' }))
  }
  return goAgain && innocent.length > 0 ? [{ ...collection, rows: innocent, again: collection.again + 1 }] : []
}
