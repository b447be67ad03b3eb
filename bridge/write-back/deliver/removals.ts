import type { Random } from '../../core/backoff.ts'
import type { Commit } from '../../core/commit.ts'
import { closeAlert, raiseAlert } from '../../core/tables/alerts.ts'
import type { Named, Records, UpsertResult } from '../records.ts'
import { claimDue, type Write } from '../writes.ts'
import { chargeCall, chargeFailedCall, isOfConnection, recordCallFailed, recordDone, recordFailed } from './outcome.ts'

/**
 * Deletes what an erasure names, one person after the other. What is to go is looked for at the moment it goes, so a second run finds
 * what the first one left. Once all is gone, the names go too.
 */
export async function deliverRemovals(
  connection: string,
  commit: Commit,
  records: Records,
  random: Random,
): Promise<number> {
  for (let delivered = 0; ; delivered++) {
    const [write] = commit((sql, now) => claimDue(sql, connection, 'delete', 1, now))
    if (!write) return delivered
    const removed = await records.remove(namedIn(write))
    commit((sql, now) => record(sql, write, removed, now, random))
  }
}

/** `Survey_Response__c.Contact__c` → the values it may have, as JSON. */
export const namesOf = (named: Named[]): Record<string, string> =>
  Object.fromEntries(named.map(({ entity, field, values }) => [`${entity}.${field}`, JSON.stringify(values)]))

const namedIn = ({ lookups }: Write): Named[] =>
  Object.entries(lookups).map(([place, values]) => {
    const [entity = '', field = ''] = place.split('.')
    return { entity, field, values: JSON.parse(values ?? '[]') as string[] }
  })

function record(sql: SqlStorage, write: Write, { result, usage }: UpsertResult, now: Date, random: Random): void {
  const { key, connection } = write
  if (!result.ok && isOfCall(result.failure.kind))
    return chargeFailedCall(sql, connection, [{ write }], result.failure, now, random)
  if (result.ok) chargeCall(sql, connection, result.value, usage, now, random)
  const failures = result.ok
    ? result.value.flatMap((row) => (row.ok || row.failure.kind === 'gone' ? [] : [row.failure]))
    : [result.failure]
  const [failure] = failures
  const ofConnection = failures.find(isOfConnection)
  if (ofConnection) recordCallFailed(sql, [key], ofConnection, now)
  else if (failure) recordFailed(sql, [{ write, failure, value: null }], now, random)
  else recordDone(sql, [{ key, recordId: '' }], now)
  sql.exec(`UPDATE writes SET lookups_json = NULL WHERE key = ?1 AND state = 'done'`, key)
  if (failure) alertDead(sql, key, now)
  else closeAlert(sql, failedAlert(key), now)
}

/** What Salesforce says to a query it does not take is about this one removal. */
const isOfCall = (kind: string): boolean => kind !== 'rejected' && kind !== 'gone'

/** Stands until the deletion is done, or somebody dismisses it. */
export const failedAlert = (key: string): string => `erasure_failed:${key}`

function alertDead(sql: SqlStorage, key: string, now: Date): void {
  const dead = sql.exec(`SELECT 1 FROM writes WHERE key = ?1 AND state = 'dead'`, key).toArray()
  if (dead.length === 0) return
  const detail = `Records of an erased person could not be deleted: see the dead write ${key}, mend what it says, then replay it.`
  raiseAlert(sql, { id: failedAlert(key), code: 'erasure_failed', detail }, now)
}
