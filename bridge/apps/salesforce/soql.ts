import * as z from 'zod'
import { fail, ok, type CallFailure, type Result } from '../../core/failures.ts'
import { fieldPath } from '../../definitions/common.ts'
import type { Call } from './call.ts'
import { collectionsPerCall, composite } from './composite.ts'
import { classifyCall, ourFault, unreadable } from './errors/classify.ts'

/** `all` reads deleted records too. `values` are quoted here; whoever asks has checked the names. */
export type Query = { object: string; select: string[]; where: string; values: string[]; and?: string; all?: boolean }
export type SObject = Record<string, unknown>

/** A field, or one of a parent: what may stand in a query's SELECT. */
export const isPath = (text: string): boolean => fieldPath.safeParse(text).success

const uriCharacters = 12_000 // a URI may have 16,384 bytes: REST guide "Status Codes and Error Responses"
const mostCalls = 50

/** Every record of all queries together, in as few calls as fit; one that fails fails all. */
export const query = (call: Call, version: string, queries: Query[]): Promise<Result<SObject[], CallFailure>> =>
  run(
    call,
    queries.flatMap((asked) => paths(version, asked).map((path) => ({ path, object: asked.object }))),
  )

/** One query in its own words; every name and value in it must have been checked. */
export const queryText = (call: Call, version: string, object: string, soql: string) =>
  run(call, [{ path: `/services/data/v${version}/query?q=${encodeURIComponent(soql)}`, object }])

async function run(call: Call, asked: { path: string; object: string }[]): Promise<Result<SObject[], CallFailure>> {
  const records: SObject[] = []
  let waiting = asked
  for (let calls = 0; waiting.length > 0; calls++) {
    if (calls === mostCalls) return fail(ourFault('TOO_MANY_RECORDS'))
    const now = waiting.slice(0, collectionsPerCall)
    waiting = waiting.slice(collectionsPerCall)
    const { result } = await composite(
      call,
      now.map(({ path }) => ({ method: 'GET', path })),
    )
    if (!result.ok) return result
    for (const [index, { status, body }] of result.value.entries()) {
      const { object } = now[index]!
      if (status >= 300) return fail(classifyCall(status, body, { object }))
      const page = pageOf.safeParse(body)
      if (!page.success) return fail(unreadable)
      records.push(...page.data.records)
      if (page.data.nextRecordsUrl) waiting.push({ path: page.data.nextRecordsUrl, object })
    }
  }
  return ok(records)
}

const pageOf = z.object({
  records: z.array(z.record(z.string(), z.unknown())),
  nextRecordsUrl: z
    .string()
    .regex(/^\/services\/data\/v[\d.]+\/query(All)?\/[\w-]+$/)
    .optional(),
})

/** One path, or several when the values do not fit into one. */
function paths(version: string, { object, select, where, values, and = '', all = false }: Query): string[] {
  const head = `SELECT ${select.join(', ')} FROM ${object} WHERE ${where} IN (`
  const tail = `)${and && ` AND ${and}`}`
  const path = (some: string[]) =>
    `/services/data/v${version}/${all ? 'queryAll' : 'query'}?q=${encodeURIComponent(head + some.join(',') + tail)}`
  const found: string[] = []
  let some: string[] = []
  let length = path([]).length
  for (const value of new Set(values.map(quoted))) {
    const more = encodeURIComponent(value).length + 3 // a comma is three characters
    if (some.length > 0 && length + more > uriCharacters) {
      found.push(path(some))
      some = []
      length = path([]).length
    }
    some.push(value)
    length += more
  }
  return some.length > 0 ? [...found, path(some)] : found
}

/** SOQL guide "Quoted String Escape Sequences". */
const quoted = (text: string): string =>
  `'${text.replace(/[\\']/g, '\\$&').replace(/[\p{Cc}\u2028\u2029]/gu, (character) => escapes[character] ?? ' ')}'`

const escapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
