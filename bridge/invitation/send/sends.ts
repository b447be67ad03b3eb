import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { newRef } from '../../core/keys.ts'
import { moment } from '../../core/time.ts'
import type { SendResult } from '../mailer.ts'

export type SendKind = 'invite' | 'reminder'

const row = z
  .object({
    id: z.string(),
    invitation_id: z.string(),
    kind: z.enum(['invite', 'reminder']),
    connection: z.string(),
    ref: z.string(),
    state: z.enum(['waiting', 'in_flight', 'sent', 'refused', 'unknown']),
    provider_id: z.string().nullable(),
    code: z.string().nullable(),
    settled_by: z.string().nullable(),
    created_at: z.number(),
    ended_at: z.number().nullable(),
  })
  .transform((found) => ({
    id: found.id,
    invitationId: found.invitation_id,
    kind: found.kind,
    connection: found.connection,
    ref: found.ref,
    state: found.state,
    providerId: found.provider_id,
    code: found.code,
    settledBy: found.settled_by,
    createdAt: new Date(found.created_at),
    endedAt: moment(found.ended_at),
  }))

/** One mail of one invitation and what became of it. */
export type Send = z.output<typeof row>
export const sendRow = (found: unknown): Send => row.parse(found)

/** A mail that was checked and may leave, with a link of its own. */
export function insertSend(sql: SqlStorage, invitationId: string, kind: SendKind, connection: string, now: Date): void {
  const ref = insertLink(sql, invitationId, kind === 'reminder' ? 'reminder' : 'mail', now)
  sql.exec(
    `INSERT INTO sends (id, invitation_id, kind, connection, ref, state, due_at, created_at)
     VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', ?6, ?6)`,
    randomUUID(),
    invitationId,
    kind,
    connection,
    ref,
    now.getTime(),
  )
}

/** A link of its own for every mail, reminder and copy: it can be revoked alone. Gives its ref. */
export function insertLink(
  sql: SqlStorage,
  invitationId: string,
  kind: 'mail' | 'reminder' | 'link' | 'agent',
  now: Date,
): string {
  const ref = newRef()
  sql.exec(
    'INSERT INTO links (ref, invitation_id, kind, created_at) VALUES (?1, ?2, ?3, ?4)',
    ref,
    invitationId,
    kind,
    now.getTime(),
  )
  return ref
}

/** Mails that were checked and are not on their way: gone without a trace, their links too. They can be checked again. */
export function dropWaiting(sql: SqlStorage, invitationIds: string[]): void {
  const dropped = sql.exec<{ ref: string }>(
    `DELETE FROM sends WHERE state = 'waiting' AND invitation_id IN (SELECT value FROM json_each(?1)) RETURNING ref`,
    JSON.stringify(invitationIds),
  )
  const refs = JSON.stringify(dropped.toArray().map(({ ref }) => ref))
  sql.exec('DELETE FROM links WHERE ref IN (SELECT value FROM json_each(?1))', refs)
}

/** Waiting mails whose check is too long ago: which invitations they belong to. */
export const staleSends = (sql: SqlStorage, connection: string, checkedBefore: number): string[] =>
  sql
    .exec<{ invitation_id: string }>(
      `SELECT invitation_id FROM sends WHERE state = 'waiting' AND connection = ?1 AND due_at < ?2`,
      connection,
      checkedBefore,
    )
    .toArray()
    .map(({ invitation_id }) => invitation_id)

/** Takes the oldest checked mail, while its connection is open. */
export const claimSend = (sql: SqlStorage, connection: string, now: Date): Send | null =>
  sql
    .exec(
      `UPDATE sends SET state = 'in_flight', claimed_at = ?2
       WHERE id = (SELECT id FROM sends WHERE state = 'waiting' AND connection = ?1 ORDER BY due_at LIMIT 1)
         AND coalesce((SELECT opens_at FROM connections WHERE name = ?1) <= ?2, 0) RETURNING *`,
      connection,
      now.getTime(),
    )
    .toArray()
    .map(sendRow)[0] ?? null

/** What became of a mail that was in flight. */
export function recordSend(sql: SqlStorage, id: string, result: SendResult, now: Date): void {
  sql.exec(
    `UPDATE sends SET state = ?2, provider_id = ?3, code = ?4, due_at = NULL, ended_at = ?5 WHERE id = ?1`,
    id,
    result.state,
    result.state === 'sent' ? result.providerId : null,
    result.state === 'sent' ? null : result.code,
    now.getTime(),
  )
}
