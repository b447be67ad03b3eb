import type { Keys, LinkPurpose } from '../../core/keys.ts'
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

/** The address behind which `app.ts` has the survey, or the unsubscribe page. */
export const linkUrl = (
  keys: Keys,
  { baseUrl, orgKey }: { baseUrl: string; orgKey: string },
  purpose: LinkPurpose,
  ref: string,
): string => `${baseUrl}/${purpose === 'answer' ? 's' : 'u'}/${orgKey}/${keys.link(purpose, orgKey, ref)}`

/** The newest link of an invitation that may be handed over, or null. */
export const linkRef = (sql: SqlStorage, invitationId: string): string | null =>
  sql
    .exec<{ ref: string }>(
      `SELECT ref FROM links WHERE invitation_id = ?1 AND kind = 'link' ORDER BY created_at DESC LIMIT 1`,
      invitationId,
    )
    .toArray()[0]?.ref ?? null
