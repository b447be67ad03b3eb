import { fail, ok, type CallFailure, type Result } from '../../../bridge/core/failures.ts'
import type { ReadRecord, Reader } from '../../../bridge/invitation/decide/reader.ts'
import type { Mail, Mailer, SendResult } from '../../../bridge/invitation/mailer.ts'

/** A call that failed, as the app's adapter classes it. */
export const aFailure = (kind: CallFailure['kind'], more: Partial<CallFailure> = {}): CallFailure => ({
  code: 'call_failed',
  kind,
  status: kind === 'rejected' ? 'INVALID_FIELD' : 'SERVER_UNAVAILABLE',
  message: '',
  field: null,
  hint: '',
  unknownOutcome: false,
  ...more,
})

type Values = Record<string, unknown>

/** Salesforce as the leg sees it: records by object and id, and fields it does not know. */
export class FakeReader implements Reader {
  readonly calls: { object: string; ids: string[]; paths: string[] }[] = []
  readonly roles: Record<string, string> = {}
  /** `Case.Nonsense__c`: a query that names it is refused whole. */
  readonly unknownFields = new Set<string>()
  /** What the next calls answer instead. */
  readonly failures: CallFailure[] = []
  /** Why contact roles cannot be read. */
  noRoles: CallFailure | null = null
  /** Runs in the middle of a call. */
  meanwhile: () => void | Promise<void> = () => {}
  readonly #records = new Map<string, { values: Values; isDeleted: boolean }>()

  put(object: string, id: string, values: Values): void {
    this.#records.set(`${object} ${id.slice(0, 15)}`, { values, isDeleted: false })
  }

  /** Into the recycle bin. */
  delete(object: string, id: string): void {
    this.#records.set(`${object} ${id.slice(0, 15)}`, { values: {}, isDeleted: true })
  }

  async read(object: string, ids: string[], paths: string[]): Promise<Result<ReadRecord[], CallFailure>> {
    this.calls.push({ object, ids, paths })
    await this.meanwhile()
    const failure = this.failures.shift()
    if (failure) return fail(failure)
    const field = paths.find((path) => this.unknownFields.has(`${object}.${path}`))
    if (field) return fail(aFailure('rejected', { field }))
    return ok(
      ids.flatMap((id) => {
        const found = this.#records.get(`${object} ${id.slice(0, 15)}`)
        if (!found) return []
        const values = Object.fromEntries(paths.map((path) => [path, found.values[path] ?? null]))
        return [{ id, isDeleted: found.isDeleted, values }]
      }),
    )
  }

  async primaryContacts(opportunityIds: string[]): Promise<Result<Record<string, string>, CallFailure>> {
    this.calls.push({ object: 'OpportunityContactRole', ids: opportunityIds, paths: [] })
    if (this.noRoles) return fail(this.noRoles)
    return ok(Object.fromEntries(Object.entries(this.roles).filter(([id]) => opportunityIds.includes(id))))
  }
}

/** A mail server that takes everything, unless told what it answers next. */
export class FakeMailer implements Mailer {
  readonly sent: Mail[] = []
  readonly answers: SendResult[] = []
  /** Runs while the mail is on its way. */
  meanwhile: () => void | Promise<void> = () => {}

  async send(mail: Mail): Promise<SendResult> {
    this.sent.push(mail)
    await this.meanwhile()
    return this.answers.shift() ?? { state: 'sent', providerId: `${mail.sendId}@example.com` }
  }
}

export const refused = (code: string, more: { again?: boolean; of?: 'recipient' | 'connection' } = {}): SendResult => ({
  state: 'refused',
  code,
  again: false,
  of: 'recipient',
  ...more,
})
