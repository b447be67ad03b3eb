import type { Program } from '../../definitions/program.ts'
import type { Invitation, NewInvitation } from '../invitations.ts'
import type { History } from '../decide.ts'
import { personKeys } from '../suppress.ts'
import type { Recipient } from './recipient.ts'

/** The keys a person is known by: contact or lead by its id's prefix, and the address. */
export const keysOf = (recipient: Pick<Recipient, 'person' | 'email'>): string[] =>
  personKeys({
    contactId: recipient.person?.startsWith('003') ? recipient.person : null,
    leadId: recipient.person?.startsWith('00Q') ? recipient.person : null,
    email: recipient.email,
  })

/** What the tables know about this event, its record and its person. A cap matches on any of the person's keys. */
export function historyOf(
  sql: SqlStorage,
  program: Program,
  subject: { recordId: string; records: Invitation['records'] },
  recipient: Recipient,
  occasion: string,
  now: Date,
): History {
  const keys = JSON.stringify(keysOf(recipient))
  const sameEvent = sql
    .exec<{ id: string }>(
      'SELECT id FROM invitations WHERE program = ?1 AND record_id = ?2 AND occasion = ?3',
      program.program,
      subject.recordId,
      occasion,
    )
    .toArray()
  const last = sql
    .exec<{ at: number | null }>(
      `SELECT max(at) AS at FROM (SELECT (SELECT max(reserved_at) FROM slots WHERE person_key = keys.value) AS at
       FROM json_each(?1) AS keys)`,
      keys,
    )
    .one().at
  const suppressed = sql
    .exec<{ reason: string }>(
      'SELECT reason FROM suppressions WHERE person_key IN (SELECT value FROM json_each(?1)) LIMIT 1',
      keys,
    )
    .toArray()
  return {
    sameEvent: sameEvent[0]?.id ?? null,
    sameRecord: askedRecord(sql, program, subject.records),
    lastAskedAt: last === null ? null : new Date(last),
    suppressed: (suppressed[0]?.reason as History['suppressed'] | undefined) ?? null,
    recent: program.hold ? recentCount(sql, program.program, now.getTime() - program.hold.in) : 0,
  }
}

function askedRecord(sql: SqlStorage, program: Program, records: Invitation['records']): string | null {
  if (program.participation.onReopen === 'ask') return null
  for (const role of program.participation.oncePer) {
    const found = sql
      .exec<{ invitation_id: string }>(
        'SELECT invitation_id FROM invited_records WHERE program = ?1 AND role = ?2 AND record_id = ?3 LIMIT 1',
        program.program,
        role,
        records[role] ?? '',
      )
      .toArray()
    if (found[0]) return found[0].invitation_id
  }
  return null
}

const recentCount = (sql: SqlStorage, program: string, since: number): number =>
  sql
    .exec<{ n: number }>(
      `SELECT count(*) AS n FROM invitations WHERE program = ?1 AND asked_at > ?2 AND status IN ('Queued', 'Held', 'Sent')`,
      program,
      since,
    )
    .one().n

/** Takes the person's and the record's slots, in the transaction that makes the invitation. */
export function reserve(sql: SqlStorage, program: Program, invitation: NewInvitation, now: Date): void {
  if (!program.participation.exempt) {
    sql.exec(
      'INSERT INTO slots (person_key, invitation_id, reserved_at) SELECT value, ?2, ?3 FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING',
      JSON.stringify(keysOf(invitation.recipient)),
      invitation.id,
      now.getTime(),
    )
  }
  for (const role of program.participation.oncePer) {
    const recordId = invitation.records[role]
    if (recordId === undefined) continue
    sql.exec(
      'INSERT INTO invited_records (program, role, record_id, invitation_id) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING',
      invitation.program,
      role,
      recordId,
      invitation.id,
    )
  }
}

/** A mass close: everything of this program that is not sent yet waits for a person too. */
export function holdRecent(sql: SqlStorage, program: string, since: number): string[] {
  return sql
    .exec<{ id: string }>(
      `UPDATE invitations SET status = 'Held', due_at = NULL WHERE program = ?1 AND status = 'Queued' AND asked_at > ?2
         AND id NOT IN (SELECT invitation_id FROM sends WHERE state IN ('in_flight', 'unknown')) RETURNING id`,
      program,
      since,
    )
    .toArray()
    .map(({ id }) => id)
}
