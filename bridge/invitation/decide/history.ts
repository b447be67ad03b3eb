import type { Program } from '../../definitions/program.ts'
import type { History } from '../decide.ts'
import type { Invitation } from '../invitations.ts'
import { isSuppressed } from '../suppress.ts'
import { keysOf, type Recipient } from './recipient.ts'

/** What the tables know about this event, its record and its person. A cap matches on any of the person's keys. */
export function historyOf(
  sql: SqlStorage,
  program: Program,
  subject: { recordId: string; records: Invitation['records'] },
  recipient: Recipient,
  occasion: string,
): History {
  const sameEvent = sql
    .exec<{ id: string }>(
      'SELECT id FROM invitations WHERE program = ?1 AND record_id = ?2 AND occasion = ?3',
      program.program,
      subject.recordId,
      occasion,
    )
    .toArray()[0]
  const keys = keysOf(recipient)
  return {
    sameEvent: sameEvent?.id ?? null,
    sameRecord: askedRecord(sql, program, subject.records),
    lastAskedAt: program.participation.exempt ? null : lastAsked(sql, keys),
    suppressed: isSuppressed(sql, keys),
  }
}

/** When a person was last asked, by any program and any key; `except` leaves one invitation out. */
export function lastAsked(sql: SqlStorage, keys: string[], except = ''): Date | null {
  const { at } = sql
    .exec<{ at: number | null }>(
      `SELECT max(at) AS at FROM (
         SELECT (SELECT max(reserved_at) FROM slots WHERE person_key = keys.value AND invitation_id <> ?2) AS at
         FROM json_each(?1) AS keys)`,
      JSON.stringify(keys),
      except,
    )
    .one()
  return at === null ? null : new Date(at)
}

function askedRecord(sql: SqlStorage, program: Program, records: Invitation['records']): string | null {
  const { oncePer, onReopen } = program.participation
  if (onReopen === 'ask') return null
  for (const role of oncePer) {
    const found = sql
      .exec<{ invitation_id: string }>(
        'SELECT invitation_id FROM invited_records WHERE program = ?1 AND role = ?2 AND record_id = ?3 LIMIT 1',
        program.program,
        role,
        records[role] ?? '',
      )
      .toArray()[0]
    if (found) return found.invitation_id
  }
  return null
}
