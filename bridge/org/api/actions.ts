import { fail, ok, type Result } from '../../core/failures.ts'
import { note, type Who } from '../../core/tables/audit.ts'
import { openLibrary } from '../../definitions/library.ts'
import type { Asked } from '../../invitation/decide/due.ts'
import { settleHeld as settleMass } from '../../invitation/decide/hold.ts'
import { findInvitation } from '../../invitation/invitations.ts'
import { resend as resendMail } from '../../invitation/wish/resend.ts'
import { insertLink } from '../../invitation/send/sends.ts'
import { dismissWrite, reviveWrites, stoppedFor, type Wanted } from '../../write-back/deliver/replay.ts'

/** Dead writes to try again: some by key, or those with one error code. The same keys, so nothing is done twice. */
export function replay(sql: SqlStorage, wanted: Wanted, now: Date): Result<{ replayed: number; left: number }> {
  if ('keys' in wanted && !hasWrite(sql, wanted.keys)) return fail({ code: 'not_found' })
  const stopped = stoppedFor(sql, wanted)
  if (stopped) return fail({ code: 'conflict', detail: `the connection ${stopped} is stopped: reconnect it first` })
  const { keys, left } = reviveWrites(sql, wanted, now)
  note(sql, 'admin', 'replay', keys, now)
  return ok({ replayed: keys.length, left })
}

const hasWrite = (sql: SqlStorage, keys: string[]): boolean =>
  sql
    .exec('SELECT 1 FROM writes WHERE key IN (SELECT value FROM json_each(?1)) LIMIT 1', JSON.stringify(keys))
    .toArray().length > 0

/** A dead write nobody wants any more. */
export function dismiss(sql: SqlStorage, key: string, now: Date): Result<null> {
  if (!dismissWrite(sql, key, now)) return fail({ code: 'not_found' })
  note(sql, 'admin', 'dismiss', key, now)
  return ok(null)
}

/** A mail goes again, as far as that is wise. */
export function resend(sql: SqlStorage, invitationId: string, who: Who, now: Date): Result<null> {
  const resent = resendMail(sql, invitationId, now)
  if (resent.ok) note(sql, who, 'resend', invitationId, now)
  return resent
}

/** A link of its own for an agent to hand over; answers that come through it are marked. Gives its ref. */
export function copyLink(sql: SqlStorage, invitationId: string, who: Who, now: Date): Result<{ ref: string }> {
  const invitation = findInvitation(sql, invitationId)
  if (!invitation || ['Cancelled', 'Not Sent', 'Expired'].includes(invitation.status))
    return fail({ code: 'not_found' })
  const ref = insertLink(sql, invitationId, 'agent', now)
  note(sql, who, 'copy_link', invitationId, now)
  return ok({ ref })
}

/** What a mass close held back: sent after all, inside the delivery hours, or dropped. `left`: those that did not fit into this go. */
export function settleHeld(
  sql: SqlStorage,
  program: string,
  approve: boolean,
  asked: Asked,
  now: Date,
): Result<{ settled: number; left: number }> {
  if (!openLibrary(sql).current('program', program)) return fail({ code: 'not_found' })
  const { ids, left } = settleMass(sql, program, approve, now)
  if (ids.length > 0) asked(sql, ids, now)
  note(sql, 'admin', approve ? 'release' : 'drop', program, now)
  return ok({ settled: ids.length, left })
}
