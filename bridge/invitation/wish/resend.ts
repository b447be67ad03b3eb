import { fail, ok, type Result } from '../../core/failures.ts'
import { dueAfter } from '../../core/time.ts'
import { keysOf } from '../decide/recipient.ts'
import { findInvitation, schedule, type Invitation } from '../invitations.ts'
import { isSuppressed } from '../delivery/suppress.ts'
import { isOpen } from '../send/end.ts'
import { closeUnknown } from '../send/unknown.ts'

/**
 * A person takes the risk of a second mail: an unknown, refused or bounced one goes again, after the usual last look. That an address
 * bounced is forgotten, for who resends says that it works; a wish of the person is not.
 */
export function resend(sql: SqlStorage, invitationId: string, now: Date): Result<null> {
  const invitation = findInvitation(sql, invitationId)
  if (!invitation || invitation.channel !== 'email') return fail({ code: 'not_found' })
  const detail = whyNot(sql, invitation, now)
  if (detail) return fail({ code: 'conflict', detail })
  sql.exec(
    `DELETE FROM suppressions WHERE reason = 'bounced' AND person_key IN (SELECT value FROM json_each(?1))`,
    JSON.stringify(keysOf(invitation.recipient)),
  )
  closeUnknown(sql, invitationId, 'resend', now)
  schedule(sql, invitationId, 'send', dueAfter(now))
  return ok(null)
}

function whyNot(sql: SqlStorage, invitation: Invitation, now: Date): string | null {
  const { id, status, step } = invitation
  const wish = isSuppressed(sql, keysOf(invitation.recipient))
  if (wish === 'unsubscribed' || wish === 'complained') return `the person does not want to be asked (${wish})`
  if (!isOpen(invitation) && status !== 'Bounced') return `an invitation that is ${status} cannot be sent again`
  if (invitation.expiresAt <= now) return 'its time to be answered is over'
  const running = sql.exec(`SELECT 1 FROM sends WHERE invitation_id = ?1 AND state IN ('waiting', 'in_flight')`, id)
  return step === 'send' || running.toArray().length > 0 ? 'a mail of this invitation is on its way' : null
}
