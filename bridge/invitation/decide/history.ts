import { moment } from '../../core/time.ts'
import type { Program } from '../../definitions/program.ts'
import type { History } from '../decide.ts'
import type { Invitation } from '../invitations.ts'
import { keysOf, type Recipient } from './recipient.ts'
import { recordKey } from './reserve.ts'

type Found = {
  same_event: string | null
  same_record: string | null
  last_asked_at: number | null
  suppressed: string | null
}

/**
 * What the tables know about this event, its record and its person, in one statement. A cap matches on any of the person's keys. Of two
 * entries on our own list the wish counts before the bounce.
 */
export function historyOf(
  sql: SqlStorage,
  { program, participation }: Program,
  subject: { id: string; records: Invitation['records'] }, // id: the invitation's, should there be one
  recipient: Recipient,
): History {
  const once = participation.onReopen === 'ask' ? [] : participation.oncePer
  const found = sql
    .exec<Found>(
      `SELECT
         coalesce((SELECT id FROM invitations WHERE id = ?2), (SELECT id FROM forgotten WHERE id = ?2)) AS same_event,
         (SELECT invitation_id FROM json_each(?3) AS role CROSS JOIN invited_records
          WHERE program = ?1 AND role = role.key AND record_id = role.value LIMIT 1) AS same_record,
         (SELECT max(at) FROM (
            SELECT (SELECT max(reserved_at) FROM slots WHERE person_key = value) AS at FROM json_each(?4))) AS last_asked_at,
         (SELECT reason FROM suppressions WHERE person_key IN (SELECT value FROM json_each(?4))
          ORDER BY reason = 'bounced' LIMIT 1) AS suppressed`,
      program,
      subject.id,
      JSON.stringify(Object.fromEntries(once.map((role) => [role, recordKey(subject.records[role])]))),
      JSON.stringify(keysOf(recipient)),
    )
    .one()
  return {
    sameEvent: found.same_event,
    sameRecord: found.same_record,
    lastAskedAt: moment(found.last_asked_at),
    suppressed: found.suppressed as History['suppressed'],
  }
}

/** When a person was last asked by another invitation, by any program and any key. */
export function lastAsked(sql: SqlStorage, keys: string[], except: string): Date | null {
  const { at } = sql
    .exec<{ at: number | null }>(
      `SELECT max(reserved_at) AS at FROM slots WHERE invitation_id <> ?2 AND person_key IN (SELECT value FROM json_each(?1))`,
      JSON.stringify(keys),
      except,
    )
    .one()
  return moment(at)
}
