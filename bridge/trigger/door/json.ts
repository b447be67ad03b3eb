import type * as z from 'zod'
import { fail, ok, type Failure, type Result } from '../../core/failures.ts'

export function readJson(text: string): Result<unknown, Extract<Failure, { code: 'malformed' }>> {
  try {
    return ok(JSON.parse(text) as unknown)
  } catch {
    return fail({ code: 'malformed', detail: 'not JSON' })
  }
}

/** Where and what; never a value, for it ends up in an alert. */
export function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0]!
  return `${issue.path.join('.') || 'body'}: ${issue.message}`.slice(0, 200)
}
