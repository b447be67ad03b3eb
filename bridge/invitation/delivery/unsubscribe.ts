import type { Language } from '../../definitions/common.ts'
import { findInvitation, type Invitation } from '../invitations.ts'
import { keysOf } from '../decide/recipient.ts'
import { isSuppressed, suppress } from './suppress.ts'

/** What the page of an unsubscribe link may show; null when the link is unknown or revoked. Says nothing about the person. */
export function unsubscribePage(sql: SqlStorage, ref: string): { language: Language | null; done: boolean } | null {
  const invitation = invitationOf(sql, ref)
  return invitation && { language: invitation.language, done: isWish(isSuppressed(sql, keysOf(invitation.recipient))) }
}

/**
 * Never asks this person again, known by any key. Harmless to repeat. Gives the invitation, whose person Salesforce has to mark;
 * null when the link is unknown. A mail that waits is stopped by the last look before it is sent.
 */
export function unsubscribe(sql: SqlStorage, ref: string, now: Date): { invitationId: string } | null {
  const invitation = invitationOf(sql, ref)
  if (!invitation) return null
  suppress(sql, keysOf(invitation.recipient), 'unsubscribed', now)
  return { invitationId: invitation.id }
}

const isWish = (reason: string | null): boolean => reason === 'unsubscribed' || reason === 'complained'

function invitationOf(sql: SqlStorage, ref: string): Invitation | null {
  const [link] = sql.exec<{ invitation_id: string }>('SELECT invitation_id FROM links WHERE ref = ?1', ref).toArray()
  return link ? findInvitation(sql, link.invitation_id) : null
}
