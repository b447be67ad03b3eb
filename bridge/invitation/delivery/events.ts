import { giveBack } from '../decide/reserve.ts'
import { closeAlert } from '../../core/tables/alerts.ts'
import { afterSend } from '../send/after.ts'
import { findInvitation, type Invitation } from '../invitations.ts'
import type { DeliveryEvent } from '../mailer.ts'
import { keysOf } from '../decide/recipient.ts'
import { sendRow, type Send } from '../send/sends.ts'
import { suppress } from './suppress.ts'
import { personKeys } from '../person-keys.ts'

/** What an event changed of an invitation, so that Salesforce can be told. */
export type Delivered = { invitationId: string; became: 'sent' | 'bounced' | 'opted_out' }

/**
 * What a provider told us about a mail. Harmless to repeat and in any order: states only move forward, and null means
 * that nothing of an invitation changed. An event that names only an address still keeps us from writing there again.
 */
export function recordDeliveryEvent(sql: SqlStorage, event: DeliveryEvent, now: Date): Delivered | null {
  const send = findSend(sql, event)
  if (send) return record(sql, send, event, now)
  keepOff(sql, personKeys({ email: event.email }), event, now)
  return null
}

/** The same for a notice that came by mail: believed only about the mail whose link it carries, whatever else it says. */
export function recordNotice(sql: SqlStorage, ref: string, event: DeliveryEvent, now: Date): Delivered | null {
  const send = sql.exec('SELECT * FROM sends WHERE ref = ?1', ref).toArray().map(sendRow)[0]
  return send ? record(sql, send, event, now) : null
}

/** The link of a mail was used: it had left, so nobody needs to decide about it. Gives the invitation when its state changed. */
export function settleByLink(sql: SqlStorage, ref: string, by: 'opening' | 'answer', now: Date): string | null {
  const send = sql.exec(`SELECT * FROM sends WHERE ref = ?1 AND state = 'unknown'`, ref).toArray().map(sendRow)[0]
  return send && settle(sql, send, by, now) ? send.invitationId : null
}

function record(sql: SqlStorage, send: Send, event: DeliveryEvent, now: Date): Delivered | null {
  const invitationId = send.invitationId
  const settled = settle(sql, send, 'event', now) // whatever is said about a mail, it had left
  const invitation = findInvitation(sql, invitationId)
  if (!invitation) return null
  const news = keepOff(sql, keysFor(invitation, event), event, now)
  if (event.kind === 'bounced' && bounce(sql, invitation, now)) return { invitationId, became: 'bounced' }
  if (news && event.kind !== 'bounced') return { invitationId, became: 'opted_out' }
  return settled ? { invitationId, became: 'sent' } : null
}

/** A dead mailbox says nothing about the person behind it; a wish is the person's. */
const keysFor = ({ recipient }: Invitation, event: DeliveryEvent): string[] =>
  event.kind === 'bounced' ? personKeys({ email: recipient.email }) : keysOf(recipient)

/** True when somebody came onto the list. */
function keepOff(sql: SqlStorage, keys: string[], event: DeliveryEvent, now: Date): boolean {
  if (event.kind === 'bounced') return event.hard !== false && suppress(sql, keys, 'bounced', now)
  if (event.kind === 'complained' || event.kind === 'unsubscribed') return suppress(sql, keys, event.kind, now)
  return false
}

/** A mail that came back although its link was used (a reminder, say) leaves the invitation as it is. */
function bounce(sql: SqlStorage, { id }: Invitation, now: Date): boolean {
  const bounced = sql
    .exec(
      `UPDATE invitations SET status = 'Bounced', reason = 'bounced', step = NULL, due_at = NULL
       WHERE id = ?1 AND status IN ('Queued', 'Sent') RETURNING id`,
      id,
    )
    .toArray()
  if (bounced.length === 0) return false
  giveBack(sql, id) // it reached nobody
  sql.exec(
    `UPDATE sends SET state = 'refused', code = 'bounced', due_at = NULL, ended_at = ?2 WHERE invitation_id = ?1 AND state = 'waiting'`,
    id,
    now.getTime(),
  )
  return true
}

/** An unknown send that is known to have left. True when this moved the invitation on. */
function settle(sql: SqlStorage, send: Send, by: 'event' | 'opening' | 'answer', now: Date): boolean {
  const settled = sql
    .exec(
      `UPDATE sends SET state = 'sent', settled_by = ?2, ended_at = ?3 WHERE id = ?1 AND state = 'unknown' RETURNING id`,
      send.id,
      by,
      now.getTime(),
    )
    .toArray()
  if (settled.length === 0) return false
  closeAlert(sql, `send_unknown:${send.id}`, now)
  const invitation = findInvitation(sql, send.invitationId)
  if (!invitation || !['Queued', 'Sent', 'Opened'].includes(invitation.status)) return false
  afterSend(sql, invitation, send, now)
  return true
}

/** By our own id, else by the provider's; the Message-ID of our SMTP mails begins with our id. */
function findSend(sql: SqlStorage, { sendId, providerId }: DeliveryEvent): Send | null {
  const byId = (id: string) => sql.exec('SELECT * FROM sends WHERE id = ?1', id)
  const rows = [
    ...(sendId ? byId(sendId) : []),
    ...(providerId ? sql.exec('SELECT * FROM sends WHERE provider_id = ?1 LIMIT 1', providerId) : []),
    ...(providerId?.includes('@') ? byId(providerId.slice(0, providerId.indexOf('@'))) : []),
  ]
  return rows.length > 0 ? sendRow(rows[0]) : null
}
