import { fail, type Result } from './failures.ts'
import { log } from './log.ts'

/**
 * One call of an org's object from the edge, and once more with a new stub when the object was moved or reset under it.
 * Only for methods that are harmless to repeat: the first call may have been done. Never throws.
 * What each error means: developers.cloudflare.com/durable-objects/best-practices/error-handling/
 */
export async function callOrg<Stub, T>(
  stubOf: () => Stub,
  call: (stub: Stub) => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    return await call(stubOf())
  } catch (first) {
    if (!isPassing(first)) return unavailable(first)
  }
  try {
    return await call(stubOf()) // the old stub of a reset object keeps failing with the same text
  } catch (second) {
    return unavailable(second)
  }
}

/** An overloaded object gets busier with every repeat. */
function isPassing(cause: unknown): boolean {
  const { overloaded, retryable, durableObjectReset } = Object(cause) as Record<string, unknown>
  if (overloaded === true) return false
  if (retryable === true || durableObjectReset === true) return true
  return cause instanceof Error && /Durable Object reset because|caused object to be reset/.test(cause.message)
}

function unavailable(cause: unknown): Result<never> {
  log('error', 'org_call_failed', { code: 'unavailable' }, cause)
  return fail({ code: 'unavailable' })
}
