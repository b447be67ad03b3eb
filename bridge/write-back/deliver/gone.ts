import type { Random } from '../../core/backoff.ts'
import type { Commit } from '../../core/commit.ts'
import type { CallFailure } from '../../core/failures.ts'
import { dueAfter } from '../../core/time.ts'
import type { Records, Row } from '../records.ts'
import type { Write } from '../writes.ts'
import { chargeFailedCall, recordFailed, type Failed } from './outcome.ts'

/** Objects by the first three characters of an id (Salesforce's key prefixes of standard objects). */
const objects: Record<string, string> = {
  '003': 'Contact',
  '00Q': 'Lead',
  '001': 'Account',
  '500': 'Case',
  '006': 'Opportunity',
}

/** A row that was refused because a record it points to is gone. */
export type GoneRow = { write: Write; row: Row; failure: CallFailure }

type Lookups = Record<string, string | null>

/**
 * A parent that was merged, converted or deleted never kills an answer: follow it to the winner, else write without that lookup.
 * A row none of whose lookups is gone is dead: then the record itself is.
 */
export async function followGone(
  connection: string,
  commit: Commit,
  records: Records,
  gone: GoneRow[],
  random: Random,
): Promise<void> {
  const successors = new Map<string, string | null>()
  for (const [object, ids] of lookupsByObject(gone)) {
    const found = await records.successors(object, ids)
    if (!found.ok) return commit((sql, now) => chargeFailedCall(sql, connection, gone, found.failure, now, random))
    for (const { id, successor } of found.value) successors.set(id, successor)
  }
  commit((sql, now) => {
    const dead: Failed[] = []
    for (const { write, row, failure } of gone) {
      const lookups = { ...write.lookups, ...followed(row, successors), ...leftOut(write, row, failure, successors) }
      const isNew = JSON.stringify(lookups) !== JSON.stringify(write.lookups)
      if (isNew) again(sql, write, lookups, now)
      else dead.push({ write, failure, value: null })
    }
    recordFailed(sql, dead, now, random)
  })
}

/** At once, with its parents as they are now; it keeps its tries. */
function again(sql: SqlStorage, write: Write, lookups: Lookups, now: Date): void {
  sql.exec(
    `UPDATE writes SET state = 'waiting', due_at = ?2, claimed_at = NULL, attempts = attempts - 1, lookups_json = ?3
     WHERE key = ?1 AND state = 'in_flight'`,
    write.key,
    dueAfter(now),
    JSON.stringify(lookups),
  )
}

function lookupsByObject(gone: GoneRow[]): Map<string, string[]> {
  const byObject = new Map<string, Set<string>>()
  for (const { row } of gone) {
    for (const [, id] of idsOf(row)) {
      const object = objects[id.slice(0, 3)]
      if (object) byObject.set(object, (byObject.get(object) ?? new Set()).add(id))
    }
  }
  return new Map([...byObject].map(([object, ids]) => [object, [...ids]]))
}

/** Fields whose value is an id. Text copies of ids (`…_Id_At_Ask__c`) keep what was true when we asked. */
const idsOf = (row: Row): [string, string][] =>
  Object.entries(row.fields).flatMap(([field, value]) =>
    typeof value === 'string' && /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(value) && !/_Id(_At_Ask)?__c$/.test(field)
      ? [[field, value] as [string, string]]
      : [],
  )

/** The lookups whose record went, with who took its place. */
function followed(row: Row, successors: Map<string, string | null>): Lookups {
  const changes: Lookups = {}
  for (const [field, id] of idsOf(row)) {
    const successor = successors.get(id)
    if (successor === undefined || successor === id) continue
    changes[field] = successor
    // A converted lead lives on as a contact.
    if (field === 'Lead__c' && successor?.startsWith('003'))
      Object.assign(changes, { Lead__c: null, Contact__c: successor })
  }
  return changes
}

/** What Salesforce names and nobody can look up: another object's record, or a parent's key. An answer cannot go without its parent. */
function leftOut(write: Write, row: Row, failure: CallFailure, successors: Map<string, string | null>): Lookups {
  const named = idsOf(row).find(([field, id]) => field === failure.field && !successors.has(id))
  if (named) return { [named[0]]: null }
  const key = /^Foreign key external ID: (.*?) not found for field/i.exec(failure.message)?.[1]
  const parents = Object.entries(row.fields).filter(
    ([, value]) => typeof value === 'object' && value !== null && Object.values(value).includes(key),
  )
  return write.subjectKind === 'answer' ? {} : Object.fromEntries(parents.map(([relation]) => [relation, null]))
}
