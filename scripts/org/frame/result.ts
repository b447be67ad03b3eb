/** What became of one thing a verb looked at or did. `person`: only a person can do it, `next` says how. */
export type StepState = 'done' | 'already' | 'would' | 'person' | 'skipped' | 'failed'

export type Step = {
  /** `<part>.<what>`, e.g. `package.deploy`. */
  id: string
  title: string
  state: StepState
  /** What was found or done. */
  detail: string
  /** Why it failed, for machines. */
  code?: string
  /** The exact next step; absent when nothing is left to do. */
  next?: string
}

/** What a verb gives back; `data` is for machines (`--json`). No secret in it. */
export type VerbResult = { ok: boolean; steps: Step[]; data?: Record<string, unknown> }

/** A failure with a name, a sentence and what to do about it. */
export class OrgError extends Error {
  readonly code: string
  readonly next: string

  constructor(code: string, message: string, next: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
    this.next = next
  }
}

/** Whatever was thrown, in the shape of ours. */
export function toOrgError(thrown: unknown, code = 'unexpected', next = 'Run the same command again.'): OrgError {
  if (thrown instanceof OrgError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new OrgError(apiCode(thrown) ?? code, message, next, thrown)
}

/** Salesforce's own code, where the client library kept it. */
function apiCode(thrown: unknown): string | null {
  const code = typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, 'errorCode') : null
  return typeof code === 'string' ? code : null
}
