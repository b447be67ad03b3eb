import * as z from 'zod'
import { fail, ok, type CallFailure, type Result } from '../../core/failures.ts'
import { noAssignment, type Call, type Reply } from './call.ts'
import { unreadable } from './errors/classify.ts'

/** `path` is the whole path: `/services/data/v66.0/…`. */
export type Subrequest = { method: 'GET' | 'PATCH'; path: string; body?: unknown }
export type Subreply = { status: number; body: unknown }

/** Collections and queries a composite call may hold: REST guide "Composite Request Limits". */
export const collectionsPerCall = 5

const compositeReply = z.object({
  compositeResponse: z.array(z.object({ body: z.unknown(), httpStatusCode: z.number(), referenceId: z.string() })),
})

/** Up to five collections or queries in one API call, one after the other, each with its own outcome. */
export async function composite(call: Call, subrequests: Subrequest[]): Promise<Reply<Subreply[]>> {
  const { result, ...spent } = await call({
    method: 'POST',
    path: '/composite',
    body: {
      allOrNone: false,
      collateSubrequests: false, // true since v49: independent ones then run in any order
      compositeRequest: subrequests.map(({ method, path, body }, index) => ({
        method,
        url: path,
        referenceId: reference(index),
        // The headers of the call do not reach its parts.
        ...(method === 'PATCH' && { httpHeaders: noAssignment, body }),
      })),
    },
  })
  return { ...spent, result: result.ok ? subreplies(result.value, subrequests.length) : result }
}

const reference = (index: number): string => `part${index}`

function subreplies(body: unknown, count: number): Result<Subreply[], CallFailure> {
  const parsed = compositeReply.safeParse(body)
  if (!parsed.success) return fail(unreadable)
  const found = new Map(parsed.data.compositeResponse.map((part) => [part.referenceId, part]))
  const replies: Subreply[] = []
  for (let index = 0; index < count; index++) {
    const part = found.get(reference(index))
    if (!part) return fail(unreadable)
    replies.push({ status: part.httpStatusCode, body: part.body })
  }
  return ok(replies)
}
