import { raiseAlert } from '../core/tables/alerts.ts'
import { backoffMs, type Random } from '../core/backoff.ts'
import type { Commit } from '../core/commit.ts'
import { callFailed, callSucceeded } from '../core/tables/connections.ts'
import type { CallFailure, Result } from '../core/failures.ts'
import { log } from '../core/log.ts'
import { dueAfter } from '../core/time.ts'
import { afterSend } from './send/after.ts'
import { findInvitation, endUnsent, schedule, type Invitation } from './invitations.ts'
import type { Mail, Mailer, SendResult } from './mailer.ts'
import type { Asked } from './decide/record.ts'
import { claimSend, recordSend, type Send } from './send/sends.ts'

const checkedForMs = 300_000
const atOnce = 2 // outside calls of one lane

export type Compose = (sql: SqlStorage, send: Send, invitation: Invitation) => Result<Mail>

/** Sends every checked mail of one connection, two at a time. A mail is claimed durably before it leaves, so none leaves twice. */
export async function sendChecked(
  connection: string,
  commit: Commit,
  mailer: Mailer,
  compose: Compose,
  asked: Asked,
  random: Random,
): Promise<number> {
  let sent = 0
  const worker = async () => {
    for (;;) {
      const claimed = commit((sql, now) => claimMail(sql, connection, compose, asked, now))
      if (claimed === null) return
      sent++
      if (claimed.mail === null) continue
      const result = await mailer.send(claimed.mail)
      commit((sql, now) => record(sql, claimed.send, result, mailer, asked, now, random))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return sent
}

/** The next mail, filled in. A mail that cannot be filled in ends here with its reason: no text is ever half a text. */
function claimMail(
  sql: SqlStorage,
  connection: string,
  compose: Compose,
  asked: Asked,
  now: Date,
): { send: Send; mail: Mail | null } | null {
  const send = claimSend(sql, connection, checkedForMs, now)
  if (send === null) return null
  const invitation = findInvitation(sql, send.invitationId)
  const mail = invitation ? compose(sql, send, invitation) : null
  if (mail?.ok) return { send, mail: mail.value }
  recordSend(sql, send.id, { state: 'refused', code: 'not_rendered', again: false, of: 'recipient' }, now)
  if (invitation) {
    endUnsent(sql, invitation.id, 'not_rendered', now)
    asked(sql, [invitation.id], now)
    const detail = `A text of the program ${invitation.program} could not be filled in. Correct its mail texts and publish it, then resend.`
    raiseAlert(sql, { id: `not_rendered:${invitation.program}`, code: 'not_rendered', detail }, now)
  }
  return { send, mail: null }
}

function record(
  sql: SqlStorage,
  send: Send,
  result: SendResult,
  mailer: Mailer,
  asked: Asked,
  now: Date,
  random: Random,
): void {
  recordSend(sql, send.id, result, now)
  const invitation = findInvitation(sql, send.invitationId)
  if (!invitation) return
  if (result.state === 'sent') {
    callSucceeded(sql, send.connection, null, now)
    afterSend(sql, invitation, send, now)
    asked(sql, [invitation.id], now)
  } else if (result.state === 'unknown') recordUnknown(sql, invitation, send, result.code, mailer, now)
  else recordRefusal(sql, invitation, send, result, asked, now, random)
}

/** It may have left. With an idempotency key the identical mail goes again; without one a person or a later sign settles it. */
function recordUnknown(
  sql: SqlStorage,
  invitation: Invitation,
  send: Send,
  code: string,
  mailer: Mailer,
  now: Date,
): void {
  if (mailer.repeatable) {
    const wait = backoffMs(send.attempts, Math.random) ?? 0
    sql.exec(`UPDATE sends SET state = 'waiting', due_at = ?2 WHERE id = ?1`, send.id, dueAfter(now, wait))
    return
  }
  schedule(sql, invitation.id, 'expire', invitation.expiresAt.getTime())
  listUnknown(sql, send.id, now)
  log('warn', 'send_unknown', { send: send.id, invitation: invitation.id, code })
}

export function listUnknown(sql: SqlStorage, sendId: string, now: Date): void {
  const detail = `Nobody can say whether this mail left. It is not repeated by itself: resend it, or wait for an opening, an answer or a delivery notice.`
  raiseAlert(sql, { id: `send_unknown:${sendId}`, code: 'send_unknown', detail }, now)
}

function recordRefusal(
  sql: SqlStorage,
  invitation: Invitation,
  send: Send,
  refusal: SendResult & { state: 'refused' },
  asked: Asked,
  now: Date,
  random: Random,
): void {
  if (refusal.of === 'connection') callFailed(sql, send.connection, mailFailure(refusal), now, random)
  const tries = sql
    .exec<{ n: number }>(
      `SELECT count(*) AS n FROM sends WHERE invitation_id = ?1 AND state = 'refused' AND kind = ?2`,
      invitation.id,
      send.kind,
    )
    .one().n
  // A refusal of the connection is the connection's: it waits for it and keeps its tries.
  const wait = refusal.of === 'connection' ? 0 : refusal.again ? backoffMs(tries + 1, random) : null
  if (wait !== null)
    return schedule(sql, invitation.id, send.kind === 'reminder' ? 'remind' : 'send', dueAfter(now, wait))
  if (send.kind === 'reminder') return schedule(sql, invitation.id, 'expire', invitation.expiresAt.getTime())
  sql.exec(
    `UPDATE invitations SET status = 'Bounced', reason = 'refused', step = NULL, due_at = NULL WHERE id = ?1 AND status = 'Queued'`,
    invitation.id,
  )
  asked(sql, [invitation.id], now)
}

const mailFailure = (refusal: SendResult & { state: 'refused' }): CallFailure => ({
  code: 'call_failed',
  kind: refusal.again ? 'transient' : 'auth',
  status: refusal.code,
  message: '',
  field: null,
  hint: 'Check host, port, user and password of the mail connection.',
  unknownOutcome: false,
})
