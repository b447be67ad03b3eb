import type * as z from 'zod'
import { fail, httpStatus, ok, type Failure, type Problem, type Result } from '../../core/failures.ts'
import { readWithin, textOf } from '../../trigger/door/body.ts'

const maxBytes = 1_048_576

/** A JSON body of the shape, or why not. */
export async function jsonBody<T>(request: Request, shape: z.ZodType<T>): Promise<Result<T>> {
  const text = await textBody(request)
  if (!text.ok) return text
  const parsed = shape.safeParse(parse(text.value))
  return parsed.success ? ok(parsed.data) : fail({ code: 'invalid_document', problems: problemsOf(parsed.error) })
}

/** A text body of at most 1 MB. */
export async function textBody(request: Request): Promise<Result<string>> {
  const bytes = await readWithin(request, maxBytes)
  return bytes.ok ? textOf(bytes.value) : bytes
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text || '{}')
  } catch {
    return undefined // what the shape then misses is said with its path
  }
}

/** Where and what, never the value that was sent: it may be a secret. */
export const problemsOf = (error: z.ZodError, prefix = ''): Problem[] =>
  error.issues.slice(0, 50).map(({ path, message }) => ({ path: prefix + path.join('.'), message }))

/** What the API answers: the value, or the failure's code with what to do next. */
export function toApi(result: Result<unknown>): Response {
  if (result.ok) return Response.json(result.value ?? {}, { headers: { 'cache-control': 'no-store' } })
  const { failure } = result
  const body = { message: messages[failure.code], ...failure }
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (failure.code === 'too_many') headers.set('retry-after', String(failure.retryAfter))
  return Response.json(body, { status: httpStatus(failure), headers })
}

const messages: Record<Failure['code'], string> = {
  unavailable: 'The org cannot be reached now. Nothing was changed; try again in a minute.',
  unauthorized: 'No, wrong or revoked credentials. Send Authorization: Bearer with the token of this org.',
  wrong_org: 'This address belongs to another organization.',
  not_found: 'There is no such thing in this org.',
  malformed: 'The request could not be read.',
  too_large: 'The request is too large.',
  unsupported_media_type: 'The content type is not one this address takes.',
  stale: 'The request was signed too long ago.',
  conflict: 'That cannot be done now.',
  too_many: 'Too many requests in a short time. Wait a minute.',
  link_closed: 'This link is closed.',
  invalid_answers: 'These are not possible answers.',
  invalid_document: 'Something in it is wrong; each problem says where and what to do.',
  call_failed: 'The outside app refused.',
}
