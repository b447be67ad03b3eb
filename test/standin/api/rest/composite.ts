import { rejected, Rejected } from '../../data/record.ts'
import { recordIn } from './records.ts'
import { fill } from './references.ts'
import type { Answer, Ask, Context } from './reply.ts'

export type Part = {
  method: string
  url: string
  referenceId: string
  body?: unknown
  httpHeaders?: Record<string, string>
}
export type PartAnswer = {
  body: unknown
  httpHeaders: Record<string, string>
  httpStatusCode: number
  referenceId: string
}

const forbidden = ['accept', 'authorization', 'content-type']

/** `POST /composite`: up to 25 parts in one call, each alone or all together. */
export function composite(ask: Ask, context: Context): Answer {
  const { compositeRequest, allOrNone, collateSubrequests } = recordIn(ask)
  const parts = readParts(compositeRequest)
  if (parts.length > 25) throw rejected('INVALID_INPUT', 'Composite request cannot contain more than 25 subrequests')
  const heavy = parts.filter(({ url }) => /\/(composite\/sobjects|query|queryAll)\b/.test(url))
  if (heavy.length > 5)
    throw rejected(
      'INVALID_INPUT',
      'Composite request cannot contain more than 5 query or sObject collection subrequests',
    )
  const mayReorder = collateSubrequests !== false && Number(ask.version) >= 49
  return { status: 200, body: { compositeResponse: runParts(parts, context, allOrNone === true, mayReorder) } }
}

export function readParts(given: unknown): Part[] {
  if (!Array.isArray(given) || given.length === 0)
    throw rejected('INVALID_INPUT', 'compositeRequest must have at least 1 subrequest')
  const parts = given as Part[]
  const seen = new Set<string>()
  for (const { referenceId, httpHeaders, method, url } of parts) {
    if (!/^[A-Za-z0-9]\w*$/.test(referenceId ?? '') && !/^[A-Za-z0-9][\w-]*$/.test(referenceId ?? '')) {
      throw rejected('INVALID_INPUT', `Invalid reference ID: ${referenceId}`)
    }
    if (seen.has(referenceId)) throw rejected('INVALID_INPUT', `Duplicate reference ID: ${referenceId}`)
    seen.add(referenceId)
    if (!/^(GET|POST|PATCH|PUT|DELETE)$/.test(method)) throw rejected('INVALID_INPUT', `Invalid method: ${method}`)
    if (!/^\/services\/data\/v\d+\.\d\//.test(url)) throw rejected('INVALID_INPUT', `Invalid subrequest URL: ${url}`)
    const bad = Object.keys(httpHeaders ?? {}).find((name) => forbidden.includes(name.toLowerCase()))
    if (bad) throw rejected('INVALID_INPUT', `Header ${bad} is not allowed in a subrequest`)
  }
  return parts
}

class PartFailed extends Error {}

/** Runs the parts in one transaction; with `together` the first failure undoes all. */
export function runParts(parts: Part[], context: Context, together: boolean, mayReorder = false): PartAnswer[] {
  const answers = new Map<string, PartAnswer>()
  const reordered = mayReorder && context.tx.origin.faults.of('reorder') !== undefined
  const isFree = (part: Part) => !JSON.stringify(part).includes('@{')
  const order = reordered ? [...parts.filter(isFree).reverse(), ...parts.filter((part) => !isFree(part))] : parts
  const run = () => {
    for (const part of order) {
      const answer = runPart(part, context, answers)
      answers.set(part.referenceId, answer)
      if (together && answer.httpStatusCode >= 400) throw new PartFailed()
    }
  }
  try {
    context.tx.attempt(run)
  } catch (error) {
    if (!(error instanceof PartFailed)) throw error
    return parts.map(({ referenceId }) => {
      const answer = answers.get(referenceId)
      return answer && answer.httpStatusCode >= 400 ? answer : halted(referenceId)
    })
  }
  return parts.map(({ referenceId }) => answers.get(referenceId)!)
}

/** What stands in for a part that was undone or never begun. */
export const halted = (referenceId: string): PartAnswer => ({
  body: [
    {
      errorCode: 'PROCESSING_HALTED',
      message: 'The transaction was rolled back since another operation in the same transaction failed.',
    },
  ],
  httpHeaders: {},
  httpStatusCode: 400,
  referenceId,
})

function runPart(part: Part, context: Context, answers: Map<string, PartAnswer>): PartAnswer {
  const { referenceId } = part
  try {
    const { url, body, httpHeaders = {} } = fill(part, answers)
    const [, version = '', rest = ''] = /^\/services\/data\/v(\d+\.\d)\/(.*)$/.exec(url) ?? []
    const [path = '', search = ''] = rest.split('?')
    const headers = new Headers(httpHeaders)
    const ask: Ask = {
      method: part.method,
      path: path.split('/').filter(Boolean).map(decodeURIComponent),
      search: new URLSearchParams(search),
      header: (name) => headers.get(name) ?? undefined, // its own only: those of the call are not handed down
      body,
      version,
    }
    const answer = context.serve(ask, context)
    const { 'Content-Type': _, ...own } = answer.headers ?? {}
    return { body: answer.body ?? null, httpHeaders: own, httpStatusCode: answer.status, referenceId }
  } catch (error) {
    if (!(error instanceof Rejected)) throw error
    const body = error.errors.map(({ code, message }) => ({ errorCode: code, message }))
    return { body, httpHeaders: {}, httpStatusCode: 400, referenceId }
  }
}
