import { closeAlert } from '../../core/tables/alerts.ts'
import { dueAfter } from '../../core/time.ts'
import { familyOf, inFamily, waitsForParent } from '../writes.ts'
import { failedAlert } from './removals.ts'

/** Dead writes by key, or all with one error code (null: whatever their code). */
export type Wanted = { keys: string[] } | { status: string | null }

/** At most so many in one go: the object does nothing else meanwhile. */
const atOnce = 2_000

/** The connection that keeps some of them from going, or null. */
export const stoppedFor = (sql: SqlStorage, wanted: Wanted): string | null =>
  sql
    .exec<{ name: string }>(
      `SELECT name FROM writes JOIN connections ON name = connection WHERE state <> 'done' AND state = 'dead' AND opens_at IS NULL
         AND (?1 IS NULL OR key IN (SELECT value FROM json_each(?1))) AND (?2 IS NULL OR error_json ->> 'status' = ?2) LIMIT 1`,
      'keys' in wanted ? JSON.stringify(wanted.keys) : null,
      'keys' in wanted ? null : wanted.status,
    )
    .toArray()[0]?.name ?? null

/**
 * Makes dead writes due again; a named one whose next try is far off comes at once. The keys stay the same, so nothing is done twice.
 * `left`: dead ones that did not fit into this go.
 */
export function reviveWrites(sql: SqlStorage, wanted: Wanted, now: Date): { keys: string[]; left: number } {
  const found = ('keys' in wanted ? byKey(sql, wanted.keys) : byStatus(sql, wanted.status)).toArray()
  const keys = found.slice(0, atOnce).map(({ key }) => key)
  const json = JSON.stringify(keys)
  sql.exec(
    `UPDATE writes SET state = 'waiting', attempts = 0, due_at = NULL, ended_at = NULL WHERE key IN (SELECT value FROM json_each(?1))`,
    json,
  )
  sql.exec(
    `UPDATE writes AS child SET due_at = ?2 WHERE key IN (SELECT value FROM json_each(?1)) AND NOT ${waitsForParent}`,
    json,
    dueAfter(now),
  )
  return { keys, left: found.length - keys.length }
}

const byKey = (sql: SqlStorage, keys: string[]) =>
  sql.exec<{ key: string }>(
    `SELECT key FROM writes WHERE key IN (SELECT value FROM json_each(?1))
       AND (state = 'dead' OR state = 'waiting' AND error_json IS NOT NULL AND due_at IS NOT NULL)`,
    JSON.stringify(keys),
  )

/** Parents first, so that none is left behind its children. */
const byStatus = (sql: SqlStorage, status: string | null) =>
  sql.exec<{ key: string }>(
    `SELECT key FROM writes WHERE state <> 'done' AND state = 'dead' AND (?1 IS NULL OR error_json ->> 'status' = ?1) ORDER BY depth`,
    status,
  )

/** Nobody wants a dead write any more, nor the answers that wait for it. False when it is not dead. */
export function dismissWrite(sql: SqlStorage, key: string, now: Date): boolean {
  const dismissed = sql
    .exec(
      `UPDATE writes SET state = 'dismissed', ended_at = ?2 WHERE key = ?1 AND state IN ('dead', 'dismissed') RETURNING key`,
      key,
      now.getTime(),
    )
    .toArray()
  if (dismissed.length === 0) return false
  closeAlert(sql, failedAlert(key), now)
  sql.exec(
    `UPDATE writes SET state = 'dismissed', ended_at = ?2 WHERE ${inFamily('?3')} AND parent_key = ?1 AND state = 'waiting' AND due_at IS NULL`,
    key,
    now.getTime(),
    familyOf(key),
  )
  return true
}
