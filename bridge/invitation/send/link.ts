import { afterSend } from './after.ts'
import type { Release } from './check-due.ts'
import { insertLink } from './sends.ts'

/** By link: the address is written to the record, for another tool to send. It counts as sent when it is handed over. */
export const releaseLink =
  (writeLink: (sql: SqlStorage, invitationId: string, now: Date) => void): Release =>
  (sql, invitation, now) => {
    insertLink(sql, invitation.id, 'link', now)
    writeLink(sql, invitation.id, now)
    afterSend(sql, invitation, { kind: 'invite' }, now)
  }

/** The newest link of an invitation that may be handed over, or null. */
export const linkRef = (sql: SqlStorage, invitationId: string): string | null =>
  sql
    .exec<{ ref: string }>(
      `SELECT ref FROM links WHERE invitation_id = ?1 AND kind = 'link' ORDER BY created_at DESC LIMIT 1`,
      invitationId,
    )
    .toArray()[0]?.ref ?? null
