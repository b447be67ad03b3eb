import { connections } from '../../core/tables/connections.ts'
import { isRecordId } from '../../core/salesforce/record-id.ts'
import { isoOrNull } from '../../core/time.ts'
import { inFamily } from '../../write-back/writes.ts'
import {
  showConnection,
  showInvitation,
  showNotification,
  showResponse,
  showSend,
  showWrite,
  type NotificationRow,
  type Shown,
} from './show.ts'

/** What a list may be asked for. `after` is the key of the last row of the page before. */
export type ListQuery = {
  after: string
  limit: number
  recordId: string | null // 15 or 18 characters
  invitation: string | null
  program: string | null
  state: string | null // an invitation's status, a response's, write's or send's state
}
/** `next`: go on after this key; a page that was filtered may hold fewer rows than asked for and still have a next one. */
export type Page = { rows: Shown[]; next: string | null }
export const listKinds = [
  'notifications',
  'invitations',
  'responses',
  'writes',
  'sends',
  'connections',
  'documents',
  'audit',
  'forgotten',
] as const
export type ListKind = (typeof listKinds)[number]

/** One page of a kind, ordered by its key. */
export function list(sql: SqlStorage, kind: ListKind, query: ListQuery): Page {
  const { rows, scannedTo = null } = readers[kind](sql, { ...query, limit: query.limit + 1 })
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > query.limit && last ? String(last['key'] ?? last['id']) : scannedTo }
}

type Reader = (sql: SqlStorage, query: ListQuery) => { rows: Shown[]; scannedTo?: string | null }

/** Rows one page may look at when a filter has no index: the object does nothing else meanwhile. */
const window = 2_000

/** The last key a page looked at, when there may be rows behind it. */
const endOf = (looked: { id: string }[]): string | null => (looked.length < window ? null : (looked.at(-1)?.id ?? null))

/** From and to, for all spellings of one record's id: both lengths share the first 15 characters. Another text is only itself. */
const spellings = (id: string): [string, string] =>
  isRecordId(id) ? [id.slice(0, 15), `${id.slice(0, 15)}~`] : [id, `${id}!`] // `!` sorts before letters, `~` behind them

const readers: Record<ListKind, Reader> = {
  notifications(sql, { after, limit, recordId }) {
    const rows =
      recordId === null
        ? sql.exec<NotificationRow>('SELECT * FROM notifications WHERE id > ?1 ORDER BY id LIMIT ?2', after, limit)
        : sql.exec<NotificationRow>(
            `SELECT * FROM notifications WHERE id > ?1 AND id IN (
               SELECT notification_id FROM decisions WHERE record_id >= ?3 AND record_id < ?4
               UNION SELECT id FROM notifications INDEXED BY notifications_due WHERE decide_at IS NOT NULL AND record_id >= ?3 AND record_id < ?4)
             ORDER BY id LIMIT ?2`,
            after,
            limit,
            ...spellings(recordId),
          )
    return { rows: rows.toArray().map((row) => showNotification(sql, row)) }
  },

  invitations(sql, { after, limit, recordId, program, state }) {
    if (recordId !== null) {
      const rows = sql.exec(
        `SELECT * FROM invitations WHERE record_id >= ?3 AND record_id < ?4 AND id > ?1
           AND (?5 IS NULL OR program = ?5) AND (?6 IS NULL OR status = ?6) ORDER BY id LIMIT ?2`,
        after,
        limit,
        ...spellings(recordId),
        program,
        state,
      )
      return { rows: rows.toArray().map(showInvitation) }
    }
    if (state === 'Queued' || state === 'Held') {
      const rows = sql.exec(
        `SELECT * FROM invitations INDEXED BY invitations_unsent WHERE status IN ('Queued', 'Held') AND status = ?4 AND id > ?1
           AND (?3 IS NULL OR program = ?3) ORDER BY id LIMIT ?2`,
        after,
        limit,
        program,
        state,
      )
      return { rows: rows.toArray().map(showInvitation) }
    }
    const looked = sql
      .exec<{ id: string; fits: number }>(
        `SELECT id, (?2 IS NULL OR program = ?2) AND (?3 IS NULL OR status = ?3) AS fits
         FROM invitations WHERE id > ?1 ORDER BY id LIMIT ?4`,
        after,
        program,
        state,
        program === null && state === null ? limit : window,
      )
      .toArray()
    const ids = looked.filter(({ fits }) => fits === 1).slice(0, limit)
    const rows = sql.exec(
      'SELECT * FROM invitations WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id',
      JSON.stringify(ids.map(({ id }) => id)),
    )
    return { rows: rows.toArray().map(showInvitation), scannedTo: endOf(looked) }
  },

  responses(sql, { after, limit, state, invitation }) {
    const looked = sql
      .exec<{ id: string; state: string }>(
        `SELECT *, invitation_id AS id FROM responses WHERE invitation_id > ?1 AND (?2 IS NULL OR invitation_id = ?2)
         ORDER BY invitation_id LIMIT ?3`,
        after,
        invitation,
        state === null ? limit : window,
      )
      .toArray()
    const rows = looked.filter((row) => state === null || row.state === state).slice(0, limit)
    return { rows: rows.map(showResponse), scannedTo: endOf(looked) }
  },

  writes(sql, { after, limit, state, invitation }) {
    const rows =
      invitation !== null
        ? sql.exec(
            `SELECT * FROM writes WHERE ${inFamily('?3')} AND key > ?1 AND (?4 IS NULL OR state = ?4) ORDER BY key LIMIT ?2`,
            after,
            limit,
            invitation,
            state,
          )
        : state === null || state === 'done'
          ? sql.exec(
              'SELECT * FROM writes WHERE key > ?1 AND (?3 IS NULL OR state = ?3) ORDER BY key LIMIT ?2',
              after,
              limit,
              state,
            )
          : sql.exec(
              `SELECT * FROM writes INDEXED BY writes_open WHERE state <> 'done' AND state = ?3 AND key > ?1 ORDER BY key LIMIT ?2`,
              after,
              limit,
              state,
            )
    return { rows: rows.toArray().map((row) => showWrite(sql, row)) }
  },

  sends(sql, { after, limit, state, invitation }) {
    if (invitation !== null) {
      const rows = sql.exec(
        'SELECT * FROM sends WHERE invitation_id = ?3 AND id > ?1 AND (?4 IS NULL OR state = ?4) ORDER BY id LIMIT ?2',
        after,
        limit,
        invitation,
        state,
      )
      return { rows: rows.toArray().map((row) => showSend(sql, row)) }
    }
    if (state === 'unknown') {
      // Those that nothing has settled yet: what a person has to look at.
      const rows = sql.exec(
        `SELECT * FROM sends INDEXED BY sends_open WHERE state IN ('in_flight', 'unknown') AND state = 'unknown'
           AND settled_by IS NULL AND id > ?1 ORDER BY id LIMIT ?2`,
        after,
        limit,
      )
      return { rows: rows.toArray().map((row) => showSend(sql, row)) }
    }
    const looked = sql
      .exec<{ id: string; state: string }>(
        'SELECT * FROM sends WHERE id > ?1 ORDER BY id LIMIT ?2',
        after,
        state === null ? limit : window,
      )
      .toArray()
    const rows = looked.filter((row) => state === null || row.state === state).slice(0, limit)
    return { rows: rows.map((row) => showSend(sql, row)), scannedTo: endOf(looked) }
  },

  connections: (sql, { after }) => ({
    rows: connections(sql)
      .filter(({ name }) => name > after)
      .map(showConnection),
  }),

  documents: (sql, { after, limit }) => ({
    rows: sql
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
  }),

  audit: (sql, { after, limit }) => ({
    rows: sql
      .exec<{ n: number; at: number; who: string; what: string; of: string }>(
        'SELECT * FROM audit WHERE n > ?1 ORDER BY n LIMIT ?2',
        Number(after) || 0,
        limit,
      )
      .toArray()
      .map(({ n, at, who, what, of }) => ({ id: n, at: isoOrNull(at), who, what, of })),
  }),

  /** What is left of invitations that were purged or erased. */
  forgotten: (sql, { after, limit }) => ({
    rows: sql
      .exec<{ id: string; program: string; status: string; asked_on: number; why: string }>(
        'SELECT * FROM forgotten WHERE id > ?1 ORDER BY id LIMIT ?2',
        after,
        limit,
      )
      .toArray()
      .map(({ asked_on, ...row }) => ({ ...row, askedOn: isoOrNull(asked_on) })),
  }),
}
