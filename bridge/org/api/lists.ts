import { connections } from '../../core/tables/connections.ts'
import { isoOrNull } from '../../core/time.ts'
import { invitationRow, type Invitation } from '../../invitation/invitations.ts'
import { sendRow } from '../../invitation/send/sends.ts'
import { writeRow } from '../../write-back/writes.ts'

/** What a list may be asked for. `after` is the key of the last row of the page before. */
export type ListQuery = {
  after: string
  limit: number
  recordId: string | null
  program: string | null
  state: string | null // an invitation's status, a write's or a send's state
}
export type Page = { rows: Record<string, unknown>[]; next: string | null }
export const listKinds = [
  'notifications',
  'invitations',
  'responses',
  'writes',
  'sends',
  'connections',
  'documents',
] as const
export type ListKind = (typeof listKinds)[number]

/** One page of a kind, ordered by its key. Never credentials, links or tokens. */
export function list(sql: SqlStorage, kind: ListKind, query: ListQuery): Page {
  const rows = readers[kind](sql, { ...query, limit: query.limit + 1 })
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > query.limit && last ? String(last['key'] ?? last['id']) : null }
}

type Reader = (sql: SqlStorage, query: ListQuery) => Record<string, unknown>[]

const readers: Record<ListKind, Reader> = {
  notifications: (sql, { after, limit, recordId }) =>
    (recordId === null
      ? sql.exec<NotificationRow>('SELECT * FROM notifications WHERE id > ?1 ORDER BY id LIMIT ?2', after, limit)
      : sql.exec<NotificationRow>(
          `SELECT * FROM notifications WHERE id > ?1 AND id IN (SELECT notification_id FROM decisions WHERE record_id = ?3)
           ORDER BY id LIMIT ?2`,
          after,
          limit,
          recordId,
        )
    )
      .toArray()
      .map((row) => notification(sql, row)),
  invitations: (sql, { after, limit, recordId, program, state }) =>
    (recordId === null
      ? sql.exec(
          `SELECT * FROM invitations WHERE id > ?1 AND (?3 IS NULL OR program = ?3) AND (?4 IS NULL OR status = ?4) ORDER BY id LIMIT ?2`,
          after,
          limit,
          program,
          state,
        )
      : sql.exec(
          `SELECT * FROM invitations WHERE record_id = ?3 AND id > ?1 AND (?4 IS NULL OR status = ?4) ORDER BY id LIMIT ?2`,
          after,
          limit,
          recordId,
          state,
        )
    )
      .toArray()
      .map((row) => invitation(invitationRow(row))),
  responses: (sql, { after, limit, state }) =>
    sql
      .exec<ResponseRow>(
        'SELECT * FROM responses WHERE invitation_id > ?1 AND (?3 IS NULL OR state = ?3) ORDER BY invitation_id LIMIT ?2',
        after,
        limit,
        state,
      )
      .toArray()
      .map((row) => ({
        id: row.invitation_id,
        state: row.state,
        version: row.version,
        answers: JSON.parse(row.answers_json) as unknown,
        language: row.language,
        viaAgent: row.via_agent === 1,
        startedAt: isoOrNull(row.started_at),
        submittedAt: isoOrNull(row.submitted_at),
      })),
  writes: (sql, { after, limit, state }) =>
    sql
      .exec(
        'SELECT * FROM writes WHERE key > ?1 AND (?3 IS NULL OR state = ?3) ORDER BY key LIMIT ?2',
        after,
        limit,
        state,
      )
      .toArray()
      .map((row) => ({ ...writeRow(row) })),
  sends: (sql, { after, limit, state }) =>
    sql
      .exec(
        'SELECT * FROM sends WHERE id > ?1 AND (?3 IS NULL OR state = ?3) ORDER BY id LIMIT ?2',
        after,
        limit,
        state,
      )
      .toArray()
      .map((row) => {
        const { ref: _ref, ...send } = sendRow(row) // the ref is half of a link
        return send
      }),
  connections: (sql) =>
    connections(sql).map(({ credentials, ...found }) => ({
      ...found,
      key: found.name,
      hasCredentials: credentials !== null,
    })),
  documents: (sql, { after, limit }) =>
    sql
      .exec<{ kind: string; name: string; version: number; published_at: number }>(
        `SELECT kind, name, max(version) AS version, published_at FROM documents WHERE kind || '/' || name > ?1
         GROUP BY kind, name ORDER BY kind || '/' || name LIMIT ?2`,
        after,
        limit,
      )
      .toArray()
      .map((row) => ({
        key: `${row.kind}/${row.name}`,
        kind: row.kind,
        name: row.name,
        version: row.version,
        publishedAt: isoOrNull(row.published_at),
      })),
}

type NotificationRow = {
  id: string
  object: string
  record_id: string
  fields_json: string | null
  note: string | null
  decide_at: number | null
  received_at: number
}
type ResponseRow = {
  invitation_id: string
  state: string
  version: number
  answers_json: string
  language: string
  via_agent: number
  started_at: number
  submitted_at: number | null
}

/** One event with what every program made of it. */
export const findNotification = (sql: SqlStorage, id: string): Record<string, unknown> | null =>
  sql
    .exec<NotificationRow>('SELECT * FROM notifications WHERE id = ?1', id)
    .toArray()
    .map((row) => notification(sql, row))[0] ?? null

const notification = (sql: SqlStorage, row: NotificationRow): Record<string, unknown> => ({
  id: row.id,
  object: row.object,
  recordId: row.record_id,
  fields: row.fields_json === null ? null : (JSON.parse(row.fields_json) as unknown),
  note: row.note,
  receivedAt: isoOrNull(row.received_at),
  decided: row.decide_at === null,
  decisions: sql
    .exec<{
      program: string
      program_version: number
      outcome: string
      reason: string
      ask_again_at: number | null
      invitation_id: string | null
      decided_at: number
    }>('SELECT * FROM decisions WHERE notification_id = ?1 ORDER BY program', row.id)
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

/** Without the fields kept for texts and mappings: they are the record's, not the list's. */
const invitation = ({ fields: _fields, ...rest }: Invitation): Record<string, unknown> => rest
