import { isoOrNull } from '../../core/time.ts'
import { invitationRow } from '../../invitation/invitations.ts'
import { findAsk } from '../api/find.ts'
import { showNotification, type NotificationRow, type Shown } from '../api/show.ts'
import type { Gathered } from './gather.ts'
import { keysOfNames, knownAs, type Known } from './person.ts'

/** Everything that is stored about one person, as that person may ask to have it. */
export type Export = {
  knownAs: Known
  invitations: Shown[]
  notifications: Shown[]
  asked: Shown[]
  wishes: Shown[]
  mentions: number // values in rows about others
}

/** As JSON for the person who asks; changes nothing. */
export function exportOf(sql: SqlStorage, found: Gathered): Export {
  const keys = JSON.stringify(keysOfNames(found.names))
  return {
    knownAs: knownAs(found.names),
    invitations: [...found.invitations].flatMap((id) => invitationOf(sql, id)),
    notifications: [...found.notifications].flatMap((id) =>
      sql
        .exec<NotificationRow>('SELECT * FROM notifications WHERE id = ?1', id)
        .toArray()
        .map((row) => showNotification(sql, row)),
    ),
    asked: sql
      .exec<{ at: number; invitationId: string }>(
        `SELECT DISTINCT reserved_at AS at, invitation_id AS invitationId FROM json_each(?1) CROSS JOIN slots ON person_key = value ORDER BY at`,
        keys,
      )
      .toArray()
      .map(({ at, invitationId }) => ({ at: isoOrNull(at), invitationId })),
    wishes: sql
      .exec<{ reason: string; at: number }>(
        'SELECT DISTINCT reason, at FROM suppressions WHERE person_key IN (SELECT value FROM json_each(?1)) ORDER BY at',
        keys,
      )
      .toArray()
      .map(({ reason, at }) => ({ reason, at: isoOrNull(at) })),
    mentions: found.mentioning.size + found.notificationsMentioning.size,
  }
}

function invitationOf(sql: SqlStorage, id: string): Shown[] {
  const [row] = sql.exec('SELECT * FROM invitations WHERE id = ?1', id).toArray()
  if (!row) return []
  const links = sql
    .exec<{ kind: string; at: number }>(
      'SELECT kind, created_at AS at FROM links WHERE invitation_id = ?1 ORDER BY created_at',
      id,
    )
    .toArray()
    .map(({ kind, at }) => ({ kind, at: isoOrNull(at) }))
  return [{ ...findAsk(sql, id), fields: invitationRow(row).fields, links }]
}
