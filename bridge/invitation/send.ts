import type { Random } from '../core/backoff.ts'
import type { Commit } from '../core/commit.ts'
import type { Result } from '../core/failures.ts'
import { raiseAlert } from '../core/tables/alerts.ts'
import { callSucceeded } from '../core/tables/connections.ts'
import type { Asked } from './decide/due.ts'
import { keysOf } from './decide/recipient.ts'
import type { Reason } from './decide.ts'
import { findInvitation, type Invitation } from './invitations.ts'
import type { Mail, Mailer, SendResult } from './mailer.ts'
import { afterSend } from './send/after.ts'
import { isOpen, stopSending } from './send/end.ts'
import { refusedByConnection, refusedForRecipient } from './send/refused.ts'
import { claimSend, dropWaiting, recordSend, staleSends, type Send } from './send/sends.ts'
import { recordUnknown } from './send/unknown.ts'
import { isSuppressed } from './delivery/suppress.ts'

const checkedForMs = 300_000
const atOnce = 2 // outside calls of one lane

/** The mail of one send, filled in; a failure when a text cannot be. */
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
  let taken = commit((sql, now) => checkAgain(sql, connection, now))
  const worker = async () => {
    for (;;) {
      const claimed = commit((sql, now) => claimMail(sql, connection, compose, asked, now))
      if (claimed === null) return
      taken++
      if (claimed.mail === null) continue
      // A mailer never throws; should one do so all the same, nobody knows what it did before.
      const result = await mailer.send(claimed.mail).catch((): SendResult => ({ state: 'unknown', code: 'threw' }))
      commit((sql, now) => record(sql, claimed.send, result, asked, now, random))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return taken
}

/** What was checked longer ago goes back: much may have changed while the connection was closed. */
function checkAgain(sql: SqlStorage, connection: string, now: Date): number {
  const stale = staleSends(sql, connection, now.getTime() - checkedForMs)
  dropWaiting(sql, stale)
  sql.exec(
    `UPDATE invitations SET due_at = ?2 WHERE step IS NOT NULL AND due_at IS NULL AND status <> 'Held'
       AND id IN (SELECT value FROM json_each(?1))`,
    JSON.stringify(stale),
    now.getTime(),
  )
  return stale.length
}

/** The next mail, filled in; `mail` null for one that ended here. */
function claimMail(
  sql: SqlStorage,
  connection: string,
  compose: Compose,
  asked: Asked,
  now: Date,
): { send: Send; mail: Mail | null } | null {
  const send = claimSend(sql, connection, now)
  if (send === null) return null
  const invitation = findInvitation(sql, send.invitationId)
  const reason = invitation ? whyNot(sql, invitation, now) : 'record_deleted'
  const mail = invitation && reason === null ? compose(sql, send, invitation) : null
  if (mail?.ok) return { send, mail: mail.value }
  const code = reason ?? 'not_rendered'
  recordSend(sql, send.id, { state: 'refused', code, again: false, of: 'recipient' }, now)
  const changed = invitation ? stopSending(sql, invitation, code) : []
  if (changed.length > 0) asked(sql, changed, now)
  if (invitation && reason === null) alertUnfilled(sql, invitation.program, now)
  return { send, mail: null }
}

/** A wish, an answer or the end may have come in the minutes since the check. */
function whyNot(sql: SqlStorage, invitation: Invitation, now: Date): Reason | null {
  if (!isOpen(invitation) && invitation.status !== 'Bounced') return 'dropped'
  if (invitation.expiresAt <= now) return 'expired'
  return isSuppressed(sql, keysOf(invitation.recipient))
}

/** No text is ever half a text. */
function alertUnfilled(sql: SqlStorage, program: string, now: Date): void {
  const detail = `A text of the program ${program} could not be filled in. Correct its mail texts and publish it.`
  raiseAlert(sql, { id: `not_rendered:${program}`, code: 'not_rendered', detail }, now)
}

function record(sql: SqlStorage, send: Send, result: SendResult, asked: Asked, now: Date, random: Random): void {
  if (result.state === 'unknown') return recordUnknown(sql, send, result.code, now)
  if (result.state === 'refused' && result.of === 'connection')
    return refusedByConnection(sql, send, result, now, random)
  callSucceeded(sql, send.connection, null, now)
  const changed =
    result.state === 'sent' ? recordSent(sql, send, result, now) : recordRefused(sql, send, result, now, random)
  if (changed.length > 0) asked(sql, changed, now)
}

function recordRefused(
  sql: SqlStorage,
  send: Send,
  refusal: Extract<SendResult, { state: 'refused' }>,
  now: Date,
  random: Random,
): string[] {
  const invitation = findInvitation(sql, send.invitationId)
  if (invitation) return refusedForRecipient(sql, invitation, send, refusal, now, random)
  recordSend(sql, send.id, refusal, now)
  return []
}

function recordSent(sql: SqlStorage, send: Send, result: SendResult, now: Date): string[] {
  recordSend(sql, send.id, result, now)
  afterSend(sql, { id: send.invitationId }, send, now)
  return [send.invitationId]
}
