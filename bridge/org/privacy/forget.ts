import { inFamily } from '../../write-back/writes.ts'

/**
 * Everything about some invitations is gone, but for the fact that they were: a late copy of their event is not asked about again, and
 * their links show what a link shows that never was. Calls in flight find no row to record in. Harmless to repeat.
 */
export function forget(sql: SqlStorage, ids: string[], why: 'purged' | 'erased', now: Date): void {
  const json = JSON.stringify(ids)
  sql.exec(
    `INSERT INTO forgotten (id, program, status, asked_on, why)
     SELECT id, program, status, asked_at / 86400000 * 86400000, ?2 FROM invitations WHERE id IN (SELECT value FROM json_each(?1))
     ON CONFLICT DO NOTHING`,
    json,
    why,
  )
  sql.exec(
    `UPDATE alerts SET closed_at = ?2 WHERE closed_at IS NULL AND id IN (
       SELECT 'send_unknown:' || id FROM sends WHERE invitation_id IN (SELECT value FROM json_each(?1)) AND state = 'unknown')`,
    json,
    now.getTime(),
  )
  sql.exec('DELETE FROM sends WHERE invitation_id IN (SELECT value FROM json_each(?1))', json)
  sql.exec('DELETE FROM links WHERE invitation_id IN (SELECT value FROM json_each(?1))', json)
  sql.exec('DELETE FROM responses WHERE invitation_id IN (SELECT value FROM json_each(?1))', json)
  sql.exec(
    `DELETE FROM attempts WHERE write_key IN (SELECT write_key FROM json_each(?1) CROSS JOIN attempts
       ON ${inFamily('value', 'write_key')})`,
    json,
  )
  sql.exec(
    `DELETE FROM writes WHERE key IN (SELECT writes.key FROM json_each(?1) AS family CROSS JOIN writes
       ON ${inFamily('family.value', 'writes.key')})`,
    json,
  )
  sql.exec('DELETE FROM invitations WHERE id IN (SELECT value FROM json_each(?1))', json)
}

/** Events that never became an invitation and shall not become one. */
export const neverAsk = (sql: SqlStorage, asks: { id: string; program: string }[], now: Date): void =>
  void sql
    .exec(
      `INSERT INTO forgotten (id, program, status, asked_on, why)
       SELECT value ->> 'id', value ->> 'program', 'Not Sent', ?2, 'erased' FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING`,
      JSON.stringify(asks),
      Math.floor(now.getTime() / 86_400_000) * 86_400_000,
    )
    .toArray()
