import jsforce from 'jsforce/lib/core.js'
import { fail, ok, type CallFailure, type Result } from '../../core/failures.ts'
import type { ApiUsage } from '../../write-back/records.ts'
import { classifyCall, classifyThrown, isExpiredSession, unreadable, type Place } from './errors/classify.ts'
import { parsedJson } from './errors/texts.ts'
import type { Token, TokenSource } from './token.ts'

/** `path` is below `/services/data/vXX.X`; `place` where the whole call is about the rows of one collection. */
export type Request = { method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; path: string; body?: unknown; place?: Place }
/** `calls` counts what was sent to the REST API; `usage` is what Salesforce said of the day's budget, if it did. */
export type Reply<T = unknown> = { result: Result<T, CallFailure>; usage: ApiUsage; calls: number }
export type Call = (request: Request) => Promise<Reply>

/** Without it, a score written on a closed Case runs the assignment rules and can move its owner. */
export const noAssignment = { 'Sforce-Auto-Assign': 'FALSE' }

type Connection = InstanceType<typeof jsforce.Connection>

const limitMsDefault = 20_000

/** One call to the REST API: never throws, ends within its limit, and asks for another token once. */
export function salesforceCall(version: string, tokens: TokenSource, limitMs = limitMsDefault): Call {
  return async (request) => {
    const token = await tokens.get()
    if (!token.ok) return { result: token, usage: null, calls: 0 }
    const first = await attempt(token.value, version, request, limitMs)
    if (!first.expired) return first
    const renewed = await tokens.renew(token.value)
    if (!renewed.ok) return { ...first, result: renewed }
    const second = await attempt(renewed.value, version, request, limitMs)
    return { ...second, calls: 2 }
  }
}

/** A connection of its own for every call: a shared one would keep the address of an older token. */
async function attempt(token: Token, version: string, request: Request, limitMs: number) {
  const connection = new jsforce.Connection({ ...token, version })
  try {
    const text = await connection.request<string>(httpRequest(request), {
      timeout: limitMs,
      retry: { maxRetries: 0, methods: [] }, // retries are ours; 420 would be repeated even with none
      responseType: 'text/plain', // else a reply that is no JSON passes for one, and an error loses its status
    })
    const reply = parsedJson(text)
    return { result: reply === undefined ? fail(unreadable) : ok(reply), ...spent(connection), expired: false }
  } catch (error) {
    const refused = refusal(error)
    if (!refused) return { result: fail(classifyThrown(error)), ...spent(connection), expired: false }
    const { status, body } = refused
    const result = fail(classifyCall(status, body, request.place))
    return { result, ...spent(connection), expired: isExpiredSession(status, body) }
  }
}

const spent = ({ limitInfo }: Connection) => ({ usage: limitInfo.apiUsage ?? null, calls: 1 })

const httpRequest = ({ method, path, body }: Request) => ({
  method,
  url: path,
  headers: { ...noAssignment, accept: 'application/json', 'content-type': 'application/json' },
  ...(body !== undefined && { body: JSON.stringify(body) }),
})

/** jsforce throws `ERROR_HTTP_<status>` with the body as message or data, and `MULTIPLE_CHOICES` for 300. */
function refusal(error: unknown): { status: number; body: string } | null {
  if (!(error instanceof Error) || !('errorCode' in error)) return null
  if (error.errorCode === 'MULTIPLE_CHOICES') return { status: 300, body: '' }
  const status = /^ERROR_HTTP_(\d{3})$/.exec(String(error.errorCode))?.[1]
  if (!status) return null
  return {
    status: Number(status),
    body: 'data' in error && typeof error.data === 'string' ? error.data : error.message,
  }
}
