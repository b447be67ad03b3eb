import type { AlertCode } from './tables/alert-codes.ts'

/** What a caller can meet and branch on. Bugs throw; these are values. Codes are never reworded once released. */
export type Failure =
  | { code: 'unavailable' } // the object could not open its tables, or is not connected: 503, no Ack
  | { code: 'unauthorized' } // no, wrong or revoked credentials
  | { code: 'wrong_org' } // right credentials, another org's organization id
  | { code: 'not_found' }
  | { code: 'malformed'; detail: string }
  | { code: 'too_large'; limit: number }
  | { code: 'unsupported_media_type'; detail: string }
  | { code: 'stale'; detail: string } // signed too long ago or too far ahead
  | { code: 'conflict'; detail: string }
  | { code: 'too_many'; retryAfter: number } // seconds: this sender knocks too often
  | { code: 'link_closed'; state: 'unknown' | 'expired' | 'answered'; answeredAt: Date | null; language: string | null }
  | { code: 'invalid_answers'; errors: AnswerError[] }
  | { code: 'invalid_document'; problems: Problem[] }
  | CallFailure

/** One answer that this survey cannot hold. `question` is the id as sent, cut to 40 characters. */
export type AnswerError = {
  question: string
  code: 'required' | 'type' | 'range' | 'choice' | 'too_long' | 'too_many' | 'unknown'
}

/** One thing wrong in a document: where (a path such as `questions.2.title`), what, and what to do next. */
export type Problem = { path: string; message: string }

/** Why a call to an outside app, or one row of it, failed. `kind` decides what happens next (`write-back/deliver/outcome.ts`). */
export type CallFailure = {
  code: 'call_failed'
  kind: 'transient' | 'lock' | 'quota' | 'auth' | 'gone' | 'rejected'
  status: string // the app's own code, e.g. REQUIRED_FIELD_MISSING
  message: string // the app's own text, cut to 200 characters
  field: string | null
  hint: string // what a person does next
  unknownOutcome: boolean // the call may have been done although we never heard
}

/** Something a person should look at. `id` names the trouble, so that the same trouble is one alert. */
export type NewAlert = { id: string; code: AlertCode; detail: string }

export type Result<T, F = Failure> = { ok: true; value: T } | { ok: false; failure: F }

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value })
export const fail = <F extends Failure>(failure: F): { ok: false; failure: F } => ({ ok: false, failure })

/** A rate limit counts over a minute and does not say when it will be over (CF/workers/runtime-apis/bindings/rate-limit). */
export const tooMany = fail({ code: 'too_many', retryAfter: 60 })

/** One answer for a link that never was and one that was taken back: nobody learns which exist. */
export const unknownLink = fail({ code: 'link_closed', state: 'unknown', answeredAt: null, language: null })

const statuses: Record<Failure['code'], number> = {
  unavailable: 503,
  unauthorized: 401,
  wrong_org: 403,
  not_found: 404,
  malformed: 400,
  too_large: 413,
  unsupported_media_type: 415,
  stale: 400,
  conflict: 409,
  too_many: 429,
  link_closed: 410,
  invalid_answers: 422,
  invalid_document: 422,
  call_failed: 502,
}

/** The one mapping of failures to HTTP. */
export const httpStatus = (failure: Failure): number => statuses[failure.code]
