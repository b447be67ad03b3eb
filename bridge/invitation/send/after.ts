import type { Invitation } from '../invitations.ts'
import { schedule } from '../invitations.ts'
import type { Send } from './sends.ts'

/** A mail has left: the invitation is *Sent* (never back from further on) and the next reminder or the end is due. */
export function afterSend(sql: SqlStorage, invitation: Invitation, send: Pick<Send, 'kind'>, now: Date): void {
  sql.exec(
    `UPDATE invitations SET status = CASE WHEN status IN ('Queued', 'Bounced') THEN 'Sent' ELSE status END,
       sent_at = coalesce(sent_at, ?2), reason = NULL, reminders = reminders + ?3 WHERE id = ?1`,
    invitation.id,
    now.getTime(),
    send.kind === 'reminder' ? 1 : 0,
  )
  const { remind } = remindersOf(sql, invitation)
  const done = invitation.reminders + (send.kind === 'reminder' ? 1 : 0)
  const next = remind[done]
  const sentAt = (invitation.sentAt ?? now).getTime()
  if (next !== undefined && sentAt + next < invitation.expiresAt.getTime())
    schedule(sql, invitation.id, 'remind', sentAt + next)
  else schedule(sql, invitation.id, 'expire', invitation.expiresAt.getTime())
}

/** The program's reminders, in the version the invitation is bound to: ms after the first mail. */
function remindersOf(sql: SqlStorage, invitation: Invitation): { remind: number[] } {
  const found = sql
    .exec<{ remind: string | null }>(
      `SELECT body_json ->> '$.send.remind' AS remind FROM documents WHERE kind = 'program' AND name = ?1 AND version = ?2`,
      invitation.program,
      invitation.programVersion,
    )
    .toArray()
  return { remind: JSON.parse(found[0]?.remind ?? '[]') as number[] }
}
