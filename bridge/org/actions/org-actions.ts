import { ok, type Failure, type Result } from '../../core/failures.ts'
import { note } from '../../core/tables/audit.ts'
import { askNow, type Granted, type Wish } from '../../invitation/wish/ask-now.ts'
import { cancel } from '../../invitation/wish/cancel.ts'
import type { Action, ActionResult, OfInvitation, Wish as WishGiven } from '../../trigger/actions/message.ts'
import { copyLink, resend } from '../api/actions.ts'
import { OrgPeople } from '../privacy/org-people.ts'
import type { OrgRow } from '../tables/org-row.ts'
import { lastDoctor, putDoctor, type DoctorInput, type DoctorResult } from './doctor.ts'
import { packageStatus, type PackageStatus } from './package-status.ts'
import { whyNotAsked } from './words.ts'

const isWish = (action: Action): action is WishGiven => action.do === 'send' || action.do === 'interview'

/** What people press in Salesforce. */
export abstract class OrgActions extends OrgPeople {
  /** A result for each action, in the order given. `userId`: who pressed, for the audit. */
  async act(generation: number, userId: string, actions: Action[]): Promise<Result<{ results: ActionResult[] }>> {
    const admitted = this.opened('events', generation, () => ok(null))
    if (!admitted.ok) return admitted
    const granted = await this.#ask(actions.filter(isWish).map((action) => wishOf(action, userId)))
    if (!granted.ok) return granted
    return this.opened('events', generation, (sql, now, org) => {
      const results = actions.map((action): ActionResult =>
        isWish(action)
          ? this.#resultOfWish(sql, org, action, granted.value.get(action.id), userId, now)
          : this.#resultOf(sql, org, action, userId, now),
      )
      return ok({ results })
    })
  }

  packageStatus(generation: number): Result<PackageStatus> {
    return this.opened('events', generation, (sql, now, org) => ok(packageStatus(sql, org, now)))
  }

  /** The doctor's last result, for the Setup Assistant. */
  putDoctor(generation: number, given: DoctorInput): Result<null> {
    return this.opened('api', generation, (sql, now) => {
      putDoctor(sql, given, now)
      return ok(null)
    })
  }

  doctor(generation: number): Result<{ doctor: DoctorResult | null }> {
    return this.opened('api', generation, (sql) => ok({ doctor: lastDoctor(sql) }))
  }

  /** Salesforce is asked what the records say now. When it does not answer, each wish says so. */
  #ask = async (wishes: Wish[]): Promise<Result<Map<string, Granted>>> => {
    if (wishes.length === 0) return ok(new Map())
    const { commit, facts, asked, records } = this.tools.forLanes()
    const reader = await records('salesforce')
    return ok(
      reader.ok
        ? await askNow(commit, reader.value, facts, asked, wishes)
        : new Map(wishes.map(({ id }): [string, Granted] => [id, reader])),
    )
  }

  #resultOfWish(
    sql: SqlStorage,
    org: OrgRow,
    { id, do: what, program }: WishGiven,
    granted: Granted | undefined,
    userId: string,
    now: Date,
  ): ActionResult {
    if (!granted?.ok) return refusal(id, granted?.failure ?? { code: 'unknown_program' }, program)
    const { id: invitation, status, reason, askAgainAt } = granted.value
    if (status === 'Not Sent' && reason) return refusal(id, { code: 'not_asked', reason, askAgainAt }, program)
    note(sql, `user ${userId}`, what, invitation, now)
    return what === 'interview'
      ? this.#linkOf(sql, org, id, invitation, userId, now)
      : { id, ok: true, invitation, message: 'The survey is on its way.' }
  }

  #resultOf(sql: SqlStorage, org: OrgRow, action: OfInvitation, userId: string, now: Date): ActionResult {
    const { id, invitation } = action
    if (action.do === 'link') return this.#linkOf(sql, org, id, invitation, userId, now)
    const who = `user ${userId}` as const
    if (action.do === 'resend') {
      const resent = resend(sql, invitation, who, now)
      if (!resent.ok) return refusal(id, resent.failure)
      return { id, ok: true, invitation, message: 'The mail goes again.' }
    }
    const cancelled = cancel(sql, invitation)
    if (!cancelled.ok) return refusal(id, cancelled.failure)
    this.tools.asked(sql, [invitation], now)
    note(sql, who, 'cancel', invitation, now)
    return { id, ok: true, invitation, message: 'The invitation is cancelled.' }
  }

  #linkOf(sql: SqlStorage, org: OrgRow, id: string, invitation: string, userId: string, now: Date): ActionResult {
    const copied = copyLink(sql, invitation, `user ${userId}`, now)
    if (!copied.ok) return refusal(id, copied.failure)
    const url = this.tools.surveyUrl(org, copied.value.ref)
    return { id, ok: true, invitation, url, message: 'Answers through this link are marked as given with an agent.' }
  }
}

const wishOf = ({ id, do: what, program, object, recordId }: WishGiven, by: string): Wish => ({
  id,
  by,
  program,
  object,
  recordId,
  isInterview: what === 'interview',
})

type NotGranted = Extract<Granted, { ok: false }>['failure'] | Failure

/** In words for the person who pressed. */
function refusal(id: string, failure: NotGranted, program = ''): ActionResult {
  const no = (code: string, message: string): ActionResult => ({ id, ok: false, code, message })
  switch (failure.code) {
    case 'not_asked': {
      const { reason, askAgainAt } = failure
      const message = whyNotAsked[reason]
      return { ...no(reason, message), ...(askAgainAt && { askAgainAt: askAgainAt.toISOString() }) }
    }
    case 'unknown_program':
      return no('unknown_program', `There is no program ${program} about this kind of record.`)
    case 'call_failed':
      return no('salesforce_unreachable', `The record could not be read (${failure.status}). ${failure.hint}`)
    case 'not_found':
      return no('not_found', 'There is no such invitation, or it is over. Send a new one.')
    case 'conflict':
      return no('conflict', `That cannot be done now: ${failure.detail}.`)
    default:
      return no(failure.code, 'That cannot be done now. Try again in a minute.')
  }
}
