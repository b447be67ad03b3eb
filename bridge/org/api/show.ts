import type { Connection } from '../../core/tables/connections.ts'
import { isoOrNull } from '../../core/time.ts'
import { invitationRow, type Invitation } from '../../invitation/invitations.ts'
import { sendRow } from '../../invitation/send/sends.ts'
import { responseRow } from '../../survey/responses.ts'
import { writeRow } from '../../write-back/writes.ts'

/** A row as the API shows it. Never credentials, links or tokens. */
export type Shown = Record<string, unknown>

export type NotificationRow = {
  id: string
  object: string
  record_id: string
  fields_json: string | null
  note: string | null
  decide_at: number | null
  received_at: number
}

/** One event with what every program made of it. */
export const showNotification = (sql: SqlStorage, row: NotificationRow): Shown => ({
  id: row.id,
  object: row.object,
  recordId: row.record_id,
  fields: row.fields_json === null ? null : (JSON.parse(row.fields_json) as unknown),
  note: row.note,
  receivedAt: isoOrNull(row.received_at),
  decided: row.decide_at === null,
  decisions: sql
    .exec<DecisionRow>('SELECT * FROM decisions WHERE notification_id = ?1 ORDER BY program', row.id)
    .toArray()
    .map((decision) => ({
      program: decision.program,
      programVersion: decision.program_version,
      outcome: decision.outcome,
      reason: decision.reason,
      askAgainAt: isoOrNull(decision.ask_again_at),
      invitationId: decision.invitation_id,
      decidedAt: isoOrNull(decision.decided_at),
    })),
})

type DecisionRow = {
  program: string
  program_version: number
  outcome: string
  reason: string
  ask_again_at: number | null
  invitation_id: string | null
  decided_at: number
}

/** Without the fields kept for texts and mappings: they are the record's. */
export function showInvitation(row: unknown): Shown & Invitation {
  const { fields: _fields, ...shown } = invitationRow(row)
  return shown as Shown & Invitation
}

export function showResponse(row: unknown): Shown {
  const { invitationId, answersJson: _text, ...shown } = responseRow(row)
  return { id: invitationId, ...shown }
}

/** With every call it was part of. */
export const showWrite = (sql: SqlStorage, row: unknown): Shown => {
  const shown = writeRow(row)
  const tries = sql
    .exec<{ at: number; outcome: string; status: string | null }>(
      'SELECT at, outcome, status FROM attempts WHERE write_key = ?1 ORDER BY n',
      shown.key,
    )
    .toArray()
    .map(({ at, outcome, status }) => ({ at: isoOrNull(at), outcome, status }))
  return { ...shown, tries }
}

/** With what it belongs to, so that a person can decide about a mail nobody knows the fate of. */
export function showSend(sql: SqlStorage, row: unknown): Shown {
  const { ref: _ref, ...shown } = sendRow(row) // the ref is half of a link
  const [invitation] = sql
    .exec(
      'SELECT id, program, object, record_id AS recordId, status FROM invitations WHERE id = ?1',
      shown.invitationId,
    )
    .toArray()
  return { ...shown, invitation: invitation ?? null }
}

export const showConnection = ({ credentials, ...shown }: Connection): Shown => ({
  ...shown,
  key: shown.name,
  hasCredentials: credentials !== null,
})
