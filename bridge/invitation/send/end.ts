import type { Reason } from '../decide.ts'
import { giveBack } from '../decide/reserve.ts'
import { schedule, type Invitation } from '../invitations.ts'
import { dropWaiting } from './sends.ts'

/** It ends without having been sent: its links are dead, and the person and the record may be asked about again. */
export function endUnsent(sql: SqlStorage, id: string, reason: Reason, askAgainAt: Date | null = null): void {
  const ended = sql
    .exec(
      `UPDATE invitations SET status = 'Not Sent', reason = ?2, ask_again_at = ?3, step = NULL, due_at = NULL, counts = 0
       WHERE id = ?1 AND status IN ('Queued', 'Held') RETURNING id`,
      id,
      reason,
      askAgainAt?.getTime() ?? null,
    )
    .toArray()
  if (ended.length === 0) return
  dropWaiting(sql, [id])
  sql.exec('DELETE FROM links WHERE invitation_id = ?1', id)
  giveBack(sql, id)
}

/**
 * What was due may not leave. A first mail ends the invitation; a reminder, or a mail that goes again, ends only the sending: the
 * survey stays open for what has left or may have. Gives the invitation when Salesforce has to hear of it.
 */
export function stopSending(
  sql: SqlStorage,
  invitation: Invitation,
  reason: Reason,
  askAgainAt: Date | null = null,
): string[] {
  const { id, status } = invitation
  if (status === 'Queued' && !mayHaveLeft(sql, id)) {
    endUnsent(sql, id, reason, askAgainAt)
    return [id]
  }
  dropWaiting(sql, [id])
  if (isOpen(invitation)) schedule(sql, id, 'expire', invitation.expiresAt.getTime())
  else schedule(sql, id, null, null)
  if (status !== 'Bounced') return []
  sql.exec('UPDATE invitations SET reason = ?2 WHERE id = ?1', id, reason)
  return [id]
}

/** Still to be answered, as far as is known. */
export const isOpen = ({ status }: Invitation): boolean => ['Queued', 'Sent', 'Opened', 'Partial'].includes(status)

const mayHaveLeft = (sql: SqlStorage, id: string): boolean =>
  sql
    .exec(`SELECT 1 FROM sends WHERE invitation_id = ?1 AND state IN ('in_flight', 'sent', 'unknown') LIMIT 1`, id)
    .toArray().length > 0
