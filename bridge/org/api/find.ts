import { isoOrNull } from '../../core/time.ts'
import { inFamily } from '../../write-back/writes.ts'
import { openLibrary, type Kind, type Stored } from '../../definitions/library.ts'
import {
  showInvitation,
  showNotification,
  showResponse,
  showSend,
  showWrite,
  type NotificationRow,
  type Shown,
} from './show.ts'

/** One event, and why its customer was or was not asked. */
export const findNotification = (sql: SqlStorage, id: string): Shown | null =>
  sql
    .exec<NotificationRow>('SELECT * FROM notifications WHERE id = ?1', id)
    .toArray()
    .map((row) => showNotification(sql, row))[0] ?? null

/** One ask from end to end: its mails, what came back, and where each part of it stands on its way into Salesforce. */
export function findAsk(sql: SqlStorage, id: string): Shown | null {
  const [row] = sql.exec('SELECT * FROM invitations WHERE id = ?1', id).toArray()
  if (!row) return null
  return {
    ...showInvitation(row),
    response: sql.exec('SELECT * FROM responses WHERE invitation_id = ?1', id).toArray().map(showResponse)[0] ?? null,
    sends: sql
      .exec('SELECT * FROM sends WHERE invitation_id = ?1 ORDER BY created_at', id)
      .toArray()
      .map((send) => showSend(sql, send)),
    writes: sql
      .exec(`SELECT * FROM writes WHERE ${inFamily('?1')} ORDER BY depth, key`, id)
      .toArray()
      .map((write) => showWrite(sql, write)),
  }
}

/** A document in one version, the newest unless told, with the versions there are. */
export function findDocument(sql: SqlStorage, kind: Kind, name: string, version: number | null): Shown | null {
  const library = openLibrary(sql)
  const found: Stored | null = version === null ? library.current(kind, name) : library.at(kind, name, version)
  if (!found) return null
  const versions = sql
    .exec<{ version: number; published_at: number }>(
      'SELECT version, published_at FROM documents WHERE kind = ?1 AND name = ?2 ORDER BY version',
      kind,
      name,
    )
    .toArray()
  return {
    ...found,
    versions: versions.map((one) => ({ version: one.version, publishedAt: isoOrNull(one.published_at) })),
  }
}
