import { openLibrary } from '../../definitions/library.ts'
import { findInvitation, schedule, type Invitation } from '../invitations.ts'
import { isOpen } from './end.ts'
import type { Send } from './sends.ts'

/** A mail has left: the invitation is *Sent*, never back from further on, and the next reminder or the end is due. */
export function afterSend(sql: SqlStorage, { id }: Pick<Invitation, 'id'>, send: Pick<Send, 'kind'>, now: Date): void {
  sql.exec(
    `UPDATE invitations SET sent_at = coalesce(sent_at, ?2), reminders = reminders + ?3,
       reason = CASE WHEN status IN ('Queued', 'Bounced') THEN NULL ELSE reason END,
       status = CASE WHEN status IN ('Queued', 'Bounced') THEN 'Sent' ELSE status END WHERE id = ?1`,
    id,
    now.getTime(),
    send.kind === 'reminder' ? 1 : 0,
  )
  scheduleNext(sql, id, now)
}

/** What comes next for an invitation that is open: the first reminder that is not past, else the end. */
export function scheduleNext(sql: SqlStorage, id: string, now: Date): void {
  const invitation = findInvitation(sql, id)
  if (!invitation || !isOpen(invitation)) return
  const end = invitation.expiresAt.getTime()
  const next = remindersOf(sql, invitation).find((at) => at > now.getTime() && at < end)
  if (next === undefined) schedule(sql, id, 'expire', end)
  else schedule(sql, id, 'remind', next)
}

/** When the program reminds, in the version the invitation is bound to. A link is handed over once. */
function remindersOf(sql: SqlStorage, { program, programVersion, channel, sentAt }: Invitation): number[] {
  if (channel !== 'email' || sentAt === null) return []
  const found = openLibrary(sql).at('program', program, programVersion)
  return (found?.body.send.remind ?? []).map((offset) => sentAt.getTime() + offset)
}
