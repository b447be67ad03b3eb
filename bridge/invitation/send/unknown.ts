import { closeAlert, raiseAlert } from '../../core/tables/alerts.ts'
import { log } from '../../core/log.ts'
import { scheduleNext } from './after.ts'
import { recordSend, sendRow, type Send } from './sends.ts'

/**
 * It may have left, so it is listed and never repeated by itself: a person settles it, or a delivery notice, an opening or an answer does.
 * The survey stays open until its time is over.
 */
export function recordUnknown(sql: SqlStorage, send: Send, code: string, now: Date): void {
  if (sql.exec('SELECT 1 FROM sends WHERE id = ?1', send.id).toArray().length === 0) return // erased meanwhile: nobody can resend it
  recordSend(sql, send.id, { state: 'unknown', code }, now)
  scheduleNext(sql, send.invitationId, now)
  const detail = `Nobody can say whether this mail left. It is not repeated by itself: resend it, or wait for an opening, an answer or a delivery notice.`
  raiseAlert(sql, { id: `send_unknown:${send.id}`, code: 'send_unknown', detail }, now)
  log('warn', 'send_unknown', { send: send.id, invitation: send.invitationId, code })
}

/** For the constructor: nobody will ever say what became of the mails an earlier instance had in flight. */
export function unknownInFlight(sql: SqlStorage, now: Date): void {
  const inFlight = sql.exec(`SELECT * FROM sends WHERE state = 'in_flight'`).toArray().map(sendRow)
  for (const send of inFlight) recordUnknown(sql, send, 'interrupted', now)
}

/** Nobody needs to know any more what became of these mails: an answer came, or a person sends another. */
export function closeUnknown(sql: SqlStorage, invitationId: string, by: 'answer' | 'resend', now: Date): void {
  const closed = sql
    .exec<{ id: string }>(
      `UPDATE sends SET settled_by = ?2 WHERE invitation_id = ?1 AND state = 'unknown' AND settled_by IS NULL RETURNING id`,
      invitationId,
      by,
    )
    .toArray()
  for (const { id } of closed) closeAlert(sql, `send_unknown:${id}`, now)
}
