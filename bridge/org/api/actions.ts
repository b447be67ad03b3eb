import { note } from '../../core/tables/audit.ts'
import { closeAlert } from '../../core/tables/alerts.ts'
import { fail, ok, type Result } from '../../core/failures.ts'
import { dueAfter } from '../../core/time.ts'
import { openLibrary } from '../../definitions/library.ts'
import { insideHours } from '../../invitation/send/hours.ts'
import { endUnsent, findInvitation } from '../../invitation/invitations.ts'
import { insertLink } from '../../invitation/send/sends.ts'
import type { Asked } from '../../invitation/decide/record.ts'

/** Dead writes to try again: some by key, or all with one error code. The same keys, so nothing is done twice. */
export function replay(
  sql: SqlStorage,
  wanted: { keys: string[] } | { status: string | null },
  now: Date,
): Result<{ replayed: number }> {
  const stopped = sql
    .exec<{ connection: string }>(
      `SELECT DISTINCT connection FROM writes JOIN connections ON name = connection WHERE state = 'dead' AND opens_at IS NULL`,
    )
    .toArray()[0]
  if (stopped)
    return fail({ code: 'conflict', detail: `the connection ${stopped.connection} is stopped: reconnect it first` })
  const replayed =
    'keys' in wanted
      ? sql.exec(
          `UPDATE writes SET state = 'waiting', attempts = 0, due_at = ?2, ended_at = NULL
           WHERE state = 'dead' AND key IN (SELECT value FROM json_each(?1)) RETURNING key`,
          JSON.stringify(wanted.keys),
          dueAfter(now),
        )
      : sql.exec(
          `UPDATE writes SET state = 'waiting', attempts = 0, due_at = ?2, ended_at = NULL
           WHERE state = 'dead' AND (?1 IS NULL OR error_json ->> 'status' = ?1) RETURNING key`,
          wanted.status,
          dueAfter(now),
        )
  const keys = replayed.toArray() as { key: string }[]
  for (const { key } of keys) note(sql, 'admin', 'replay', key, now)
  return ok({ replayed: keys.length })
}

/** A dead write nobody wants any more. */
export function dismiss(sql: SqlStorage, key: string, now: Date): Result<null> {
  const dismissed = sql
    .exec(
      `UPDATE writes SET state = 'dismissed', ended_at = ?2 WHERE key = ?1 AND state = 'dead' RETURNING key`,
      key,
      now.getTime(),
    )
    .toArray()
  if (dismissed.length === 0) return fail({ code: 'not_found' })
  note(sql, 'admin', 'dismiss', key, now)
  return ok(null)
}

/** A person takes the risk of a second mail: an unknown, refused or bounced one goes again, after the usual last look. */
export function resend(sql: SqlStorage, invitationId: string, now: Date): Result<null> {
  const invitation = findInvitation(sql, invitationId)
  if (!invitation || invitation.channel !== 'email') return fail({ code: 'not_found' })
  if (['Completed', 'Cancelled', 'Not Sent', 'Held'].includes(invitation.status) || invitation.expiresAt <= now)
    return fail({ code: 'conflict', detail: `an invitation that is ${invitation.status} cannot be sent again` })
  const running = sql
    .exec(`SELECT 1 FROM sends WHERE invitation_id = ?1 AND state IN ('waiting', 'in_flight')`, invitationId)
    .toArray()
  if (running.length > 0) return fail({ code: 'conflict', detail: 'a mail of this invitation is on its way' })
  const unknown = sql
    .exec<{ id: string }>(
      `UPDATE sends SET settled_by = 'resend' WHERE invitation_id = ?1 AND state = 'unknown' AND settled_by IS NULL RETURNING id`,
      invitationId,
    )
    .toArray()
  for (const { id } of unknown) closeAlert(sql, `send_unknown:${id}`, now)
  sql.exec(`UPDATE invitations SET step = 'send', due_at = ?2 WHERE id = ?1`, invitationId, dueAfter(now))
  note(sql, 'admin', 'resend', invitationId, now)
  return ok(null)
}

/** A link of its own for an agent to hand over; answers that come through it are marked. Gives its ref. */
export function copyLink(sql: SqlStorage, invitationId: string, now: Date): Result<{ ref: string }> {
  const invitation = findInvitation(sql, invitationId)
  if (!invitation || ['Cancelled', 'Not Sent', 'Expired'].includes(invitation.status))
    return fail({ code: 'not_found' })
  const ref = insertLink(sql, invitationId, 'agent', now)
  note(sql, 'admin', 'copy_link', invitationId, now)
  return ok({ ref })
}

/** What a mass close held back: sent after all, inside the delivery hours, or dropped. */
export function settleHeld(
  sql: SqlStorage,
  program: string,
  approve: boolean,
  asked: Asked,
  now: Date,
): Result<{ settled: number }> {
  const held = sql
    .exec<{ id: string; program_version: number }>(
      `SELECT id, program_version FROM invitations WHERE program = ?1 AND status = 'Held'`,
      program,
    )
    .toArray()
  const library = openLibrary(sql)
  for (const { id, program_version } of held) {
    if (!approve) endUnsent(sql, id, 'dropped', now)
    else {
      const hours = library.at('program', program, program_version)?.body.send.hours
      const dueAt = insideHours(new Date(dueAfter(now)), hours).getTime()
      sql.exec(`UPDATE invitations SET status = 'Queued', step = 'send', due_at = ?2 WHERE id = ?1`, id, dueAt)
    }
  }
  if (held.length > 0)
    asked(
      sql,
      held.map(({ id }) => id),
      now,
    )
  note(sql, 'admin', approve ? 'release' : 'drop', program, now)
  return ok({ settled: held.length })
}
