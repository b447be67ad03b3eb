import { backoffMs, type Random } from '../../core/backoff.ts'
import type { CallFailure } from '../../core/failures.ts'
import { callFailed } from '../../core/tables/connections.ts'
import { dueAfter } from '../../core/time.ts'
import { keysOf } from '../decide/recipient.ts'
import { giveBack } from '../decide/reserve.ts'
import { schedule, type Invitation } from '../invitations.ts'
import type { SendResult } from '../mailer.ts'
import { isAddressAtFault, suppress } from '../delivery/suppress.ts'
import { scheduleNext } from './after.ts'
import { recordSend, type Send } from './sends.ts'

type Refusal = Extract<SendResult, { state: 'refused' }>

/** The fault of the connection is charged to it: the mail waits for it as it was, and keeps its tries. */
export function refusedByConnection(sql: SqlStorage, send: Send, refusal: Refusal, now: Date, random: Random): void {
  sql.exec(`UPDATE sends SET state = 'waiting', claimed_at = NULL, due_at = created_at WHERE id = ?1`, send.id)
  const failure: CallFailure = {
    code: 'call_failed',
    kind: refusal.again ? 'transient' : 'auth',
    status: refusal.code,
    message: '',
    field: null,
    hint: 'Check host, port, user and password of the mail connection.',
    unknownOutcome: false,
  }
  callFailed(sql, send.connection, failure, now, random)
}

/**
 * This recipient's mail was refused. For now: tried again later, checked anew. For good: the invitation is *Bounced* and its slots are
 * given back; an address that is at fault is not written to again. Gives the invitation when Salesforce has to hear of it.
 */
export function refusedForRecipient(
  sql: SqlStorage,
  invitation: Invitation,
  send: Send,
  refusal: Refusal,
  now: Date,
  random: Random,
): string[] {
  recordSend(sql, send.id, refusal, now)
  const { id, recipient, status } = invitation
  const isAddress = !refusal.again && isRecipientAtFault(refusal.code)
  if (isAddress) suppress(sql, keysOf({ person: null, email: recipient.email }), 'bounced', now)
  const wait = refusal.again ? backoffMs(triesOf(sql, id, send.kind), random) : null
  if (wait !== null) {
    if (invitation.step !== null) schedule(sql, id, send.kind === 'reminder' ? 'remind' : 'send', dueAfter(now, wait))
    return []
  }
  if (status !== 'Queued' && status !== 'Bounced') {
    scheduleNext(sql, id, now)
    return []
  }
  sql.exec(
    `UPDATE invitations SET status = 'Bounced', reason = ?2, step = NULL, due_at = NULL WHERE id = ?1`,
    id,
    isAddress ? 'bounced' : 'refused',
  )
  giveBack(sql, id)
  return [id]
}

const triesOf = (sql: SqlStorage, invitationId: string, kind: Send['kind']): number =>
  sql
    .exec<{ n: number }>(
      `SELECT count(*) AS n FROM sends WHERE invitation_id = ?1 AND state = 'refused' AND kind = ?2`,
      invitationId,
      kind,
    )
    .one().n

/** RFC 5321 4.2.3: 550 mailbox unavailable, 551 not local, 553 name not allowed; an enhanced code behind it says it better. */
export function isRecipientAtFault(code: string): boolean {
  const enhanced = /^5\d\d (5\.\S+)$/.exec(code)?.[1]
  if (enhanced !== undefined) return isAddressAtFault(enhanced)
  return ['550', '551', '553', 'invalid_address'].includes(code)
}
