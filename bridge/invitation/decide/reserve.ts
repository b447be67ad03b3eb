import type { Program } from '../../definitions/program.ts'
import { hashOf } from '../person-keys.ts'
import type { Invitation } from '../invitations.ts'
import { keysOf } from './recipient.ts'

/** A record as `invited_records` knows it: for ever, so without its id. */
export const recordKey = (recordId: string | undefined): string | undefined => recordId && hashOf(recordId.slice(0, 15))

type Asking = Pick<Invitation, 'id' | 'program' | 'recipient' | 'records' | 'askedAt'>

/** Takes the person's and the record's slots, in the transaction that makes the invitation. Harmless to repeat. */
export function reserve(sql: SqlStorage, { participation }: Program, invitation: Asking): void {
  if (!participation.exempt) {
    sql.exec(
      `INSERT INTO slots (person_key, invitation_id, reserved_at) SELECT value, ?2, ?3 FROM json_each(?1)
       WHERE true ON CONFLICT DO NOTHING`,
      JSON.stringify(keysOf(invitation.recipient)),
      invitation.id,
      invitation.askedAt.getTime(),
    )
  }
  for (const role of participation.oncePer) {
    const recordId = invitation.records[role]
    if (recordId === undefined) continue
    sql.exec(
      'INSERT INTO invited_records (program, role, record_id, invitation_id) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING',
      invitation.program,
      role,
      recordKey(recordId),
      invitation.id,
    )
  }
}

/** It ends without having reached anybody: the person and the record may be asked about again. */
export function giveBack(sql: SqlStorage, invitationId: string): void {
  sql.exec('DELETE FROM slots WHERE invitation_id = ?1', invitationId)
  sql.exec('DELETE FROM invited_records WHERE invitation_id = ?1', invitationId)
}
