import * as z from 'zod'
import type { CallFailure } from '../../../core/failures.ts'
import { defect, notTheToken, ruleFor, rules, signIn, wait, type Rule } from './catalogue.ts'
import { otherSignIn, ourFaults, tokenRules } from './sign-in.ts'
import { cleaned, fieldIn, filled, parsedJson } from './texts.ts'

/** Where a row was going: makes hints concrete, and tells our own key from other unique fields. */
export type Place = { object: string; key?: string }

/** `errorCode` in replies, `statusCode` in the rows of a collection. */
const apiError = z
  .object({
    errorCode: z.string().optional(),
    statusCode: z.string().optional(),
    message: z.string().default(''),
    fields: z.array(z.string()).nullish(),
  })
  .transform(({ errorCode, statusCode, message, fields }) => ({
    code: (errorCode ?? statusCode ?? '').slice(0, 80),
    message,
    field: fields?.[0] ?? null,
  }))
export const apiErrors = z.array(apiError).min(1)
export type ApiError = z.output<typeof apiError>

const oauthError = z.object({ error: z.string(), error_description: z.string().default('') })

/**
 * A reply of 300 and above. With a `place` it is about the rows of one collection, and what is wrong is theirs. Without,
 * nothing of the call can work: a wrong address stops the connection instead of killing whatever waits in it.
 */
export function classifyCall(status: number, body: unknown, place?: Place): CallFailure {
  const errors = apiErrors.safeParse(typeof body === 'string' ? parsedJson(body) : body)
  if (!errors.success || status === 300) return classifyStatus(status, typeof body === 'string' ? body : '', place)
  const found = classifyErrors(errors.data, status, place)
  return !place && found.status === 'NOT_FOUND' ? { ...found, kind: 'auth', hint: address } : found
}

/** One row of a batch. `ofOthers`: the other rows' errors, where the cause stands when this one was rolled back with them. */
export function classifyRow(errors: ApiError[], place: Place, ofOthers: ApiError[] = []): CallFailure {
  if (errors.some(isOwn)) return classifyErrors(errors, 400, place)
  const cause = ofOthers.find(isOwn)
  return failure({
    kind: 'lock', // not its fault: again soon, in smaller company
    status: errors[0]?.code ?? 'ROW_FAILED',
    message: cleaned(
      cause ? `rolled back with another row: ${cause.code} ${cause.message}` : (errors[0]?.message ?? ''),
    ),
    hint: 'Another row of the call failed: the bridge sends this one again by itself.',
  })
}

/** What the token endpoint answered. A session was not made, so nothing can have been done. */
export function classifyToken(status: number, body: string): CallFailure {
  const parsed = oauthError.safeParse(parsedJson(body))
  if (status >= 500 || !parsed.success) return { ...classifyStatus(status, body), unknownOutcome: false }
  const { error, error_description } = parsed.data
  const { kind, hint } = ruleFor(tokenRules, error, error_description) ?? otherSignIn
  return failure({ kind, status: error.slice(0, 80), message: cleaned(error_description), hint })
}

/** No reply, or not all of it. The error's own text is not kept: it may hold an address. */
export function classifyThrown(error: unknown): CallFailure {
  const status = lossOf(error)
  return failure({ kind: 'transient', status, ...losses[status], unknownOutcome: status !== 'REDIRECT_REFUSED' })
}

/** A 2xx that cannot be read: the work may well have been done. */
export const unreadable: CallFailure = failure({
  kind: 'transient',
  status: 'UNREADABLE_REPLY',
  message: 'the reply was cut off or is no JSON',
  hint: 'Something between the bridge and Salesforce broke the reply: the bridge tries again by itself.',
  unknownOutcome: true,
})

/** A failure that we saw and Salesforce did not name. */
export function ourFault(status: keyof typeof ourFaults, place?: Place): CallFailure {
  const { kind, message, hint } = ourFaults[status]
  const field = place?.key ?? null
  return failure({ kind, status, message, field, hint: filled(hint, place?.object, field) })
}

/** True when another token may help: nearly always after a 401. */
export const isExpiredSession = (status: number, body: string): boolean => status === 401 && !notTheToken.test(body)

const rolledBack = new Set(['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'PROCESSING_HALTED'])
const isOwn = ({ code }: ApiError): boolean => !rolledBack.has(code)

function classifyErrors(errors: ApiError[], status: number, place?: Place): CallFailure {
  const own = errors.filter(isOwn)
  const shown = own.length > 0 ? own : errors
  const first = shown[0]!
  const field = first.field ?? fieldIn(first.message)
  const { kind, hint } = ruleOf(first, field, status, place)
  return failure({
    kind,
    status: first.code || `HTTP_${status}`,
    message: cleaned(shown.map(({ message }) => message).join(' · ')),
    field,
    hint: filled(hint, place?.object, field),
  })
}

function ruleOf(
  { code, message }: ApiError,
  field: string | null,
  status: number,
  place?: Place,
): Pick<Rule, 'kind' | 'hint'> {
  // Two upserts of one new key met: the second try finds the record and updates it.
  if (code === 'DUPLICATE_VALUE' && place?.key && (field ?? place.key) === place.key)
    return { kind: 'lock', hint: 'Two saves of one key met: the bridge tries again by itself.' }
  return ruleFor(rules, code, message) ?? unknownCode(status)
}

function unknownCode(status: number): Pick<Rule, 'kind' | 'hint'> {
  if (status >= 500) return { kind: 'transient', hint: wait }
  if (status === 401) return { kind: 'auth', hint: signIn }
  const hint = 'Correct what the text says in the mapping or in Setup > Object Manager > {object}, then replay.'
  return { kind: 'rejected', hint }
}

const address =
  'Setup > My Domain shows the address of the org, and its /services/data the versions it speaks: correct the connection, then reconnect.'

/** A reply without a list of errors: a gateway, a proxy, a maintenance page, or several records for one key. */
function classifyStatus(status: number, body: string, place?: Place): CallFailure {
  const said = { status: `HTTP_${status}`, message: cleaned(body) }
  if (status === 300)
    return classifyErrors([{ code: 'MULTIPLE_CHOICES', message: 'several records match', field: null }], status, place)
  if (status === 401) return failure({ ...said, kind: 'auth', hint: signIn })
  if (status === 410) return failure({ ...said, kind: 'auth', hint: address })
  if (status === 429)
    return failure({ ...said, kind: 'quota', hint: 'Salesforce asks for fewer calls: the bridge waits.' })
  if (status === 413 || status === 414 || status === 431) return failure({ ...said, kind: 'rejected', hint: defect })
  return failure({
    ...said,
    kind: 'transient',
    hint: status >= 500 ? wait : `${wait} If it lasts, the address is wrong: Setup > My Domain shows it.`,
    unknownOutcome: status === 408 || status === 502 || status === 504, // a gateway gave up waiting
  })
}

const losses = {
  TIMEOUT: { message: 'no reply in time', hint: 'Salesforce was slow: the bridge tries again by itself.' },
  CONNECTION_LOST: { message: 'the connection broke', hint: 'The network failed: the bridge tries again by itself.' },
  REPLY_TOO_LARGE: { message: 'the reply was too large', hint: defect },
  REDIRECT_REFUSED: {
    message: 'the address answered with a redirect, which is never followed',
    hint: 'Setup > My Domain shows the address of the org: the connection must use exactly this one.',
  },
} as const

function lossOf(error: unknown): keyof typeof losses {
  if (!(error instanceof Error)) return 'CONNECTION_LOST'
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'TIMEOUT'
  const { code } = (error.cause ?? {}) as { code?: unknown }
  return code === 'REDIRECT_REFUSED' || code === 'REPLY_TOO_LARGE' ? code : 'CONNECTION_LOST'
}

function failure(given: Partial<CallFailure> & Pick<CallFailure, 'kind' | 'status' | 'message' | 'hint'>): CallFailure {
  return { code: 'call_failed', field: null, unknownOutcome: false, ...given }
}
