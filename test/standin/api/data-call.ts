import { Rejected, rejected, type User } from '../data/record.ts'
import { transact } from '../data/transaction.ts'
import type { StandInOrg } from '../org.ts'
import { disturbed } from './disturbed.ts'
import type { Bindings } from './door.ts'
import { errorAnswer, type Answer, type Ask } from './rest/reply.ts'
import { serve } from './rest/resources.ts'
import { send } from './send.ts'

/** One call of whoever is logged in: counted, and answered in one transaction. */
export function dataCall(org: StandInOrg, user: User, request: Request, env: Bindings): Response {
  org.apiUsage.used++
  const answer = disturbed(env.faults) ?? refusing(() => work(org, user, request, env))
  return send(answer, org.apiUsage, env.faults)
}

function work(org: StandInOrg, user: User, request: Request, { body, call, faults }: Bindings): Answer {
  if (org.apiUsage.used > org.apiUsage.limit) {
    throw rejected('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', undefined, 403)
  }
  const ask = readAsk(request, body)
  return transact(org, { user, faults, body }, (tx) => {
    const answer = serve(ask, { org, tx, serve })
    if (tx.changes.length > 0) call.rows = tx.changes.length
    return answer
  })
}

function refusing(answer: () => Answer): Answer {
  try {
    return answer()
  } catch (error) {
    if (error instanceof Rejected) return errorAnswer(error)
    throw error
  }
}

function readAsk({ url, method, headers }: Request, body: string): Ask {
  const { pathname, searchParams } = new URL(url)
  const [version = '', ...path] = pathname.split('/').slice(3).filter(Boolean)
  return {
    method,
    version: version.slice(1),
    path: path.map(decode), // only now: a `%2F` stays inside its step
    search: searchParams,
    header: (name) => headers.get(name) ?? undefined,
    body: parseBody(body, headers.get('Content-Type') ?? ''),
  }
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    throw rejected('NOT_FOUND', 'The requested resource does not exist', undefined, 404)
  }
}

function parseBody(body: string, contentType: string): unknown {
  if (body.trim() === '') return undefined
  if (!/^application\/json\b/i.test(contentType)) {
    throw rejected('UNSUPPORTED_MEDIA_TYPE', `Content-Type: ${contentType} not supported`, undefined, 415)
  }
  try {
    return JSON.parse(body) as unknown
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    throw rejected('JSON_PARSER_ERROR', `${text} at [line:1, column:1]`)
  }
}
