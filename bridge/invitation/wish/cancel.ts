import { fail, ok, type Result } from '../../core/failures.ts'
import { giveBack } from '../decide/reserve.ts'
import { findInvitation } from '../invitations.ts'
import { dropWaiting } from '../send/sends.ts'

/**
 * A person takes an invitation back: its links open nothing any more and nothing more is sent. What has reached nobody frees the person
 * and the record to be asked about again. Cancelled twice is cancelled.
 */
export function cancel(sql: SqlStorage, id: string): Result<null> {
  const invitation = findInvitation(sql, id)
  if (!invitation) return fail({ code: 'not_found' })
  const { status } = invitation
  if (status === 'Cancelled') return ok(null)
  if (!['Queued', 'Held', 'Sent', 'Opened', 'Bounced'].includes(status))
    return fail({ code: 'conflict', detail: `an invitation that is ${status} cannot be cancelled` })
  sql.exec(`UPDATE invitations SET status = 'Cancelled', step = NULL, due_at = NULL, counts = 0 WHERE id = ?1`, id)
  dropWaiting(sql, [id])
  sql.exec('DELETE FROM links WHERE invitation_id = ?1', id)
  if (status === 'Queued' || status === 'Held') giveBack(sql, id)
  return ok(null)
}
