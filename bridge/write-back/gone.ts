import type { Commit } from '../core/commit.ts'
import type { CallFailure } from '../core/failures.ts'
import { dueAfter } from '../core/time.ts'
import { bury } from './outcome.ts'
import type { Records, Row } from './records.ts'
import type { Write } from './writes.ts'

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

/**
 * A parent that was merged, converted or deleted never kills an answer: follow it to the winner, else write without that lookup.
 * A row none of whose lookups is gone is dead: then the record itself is.
 */
export async function followGone(commit: Commit, records: Records, gone: GoneRow[]): Promise<void> {
  const successors = new Map<string, string | null>()
  for (const [object, ids] of lookupsByObject(gone)) {
    const found = await records.successors(object, ids)
    if (!found.ok) return giveBack(commit, gone)
    for (const { id, successor } of found.value) successors.set(id, successor)
  }
  commit((sql, now) => {
    for (const { write, row, failure } of gone) {
      const lookups = { ...write.lookups, ...followed(row, failure, successors) }
      const changed = JSON.stringify(lookups) !== JSON.stringify(write.lookups)
      if (!changed) bury(sql, write, failure, null, now)
      else
        sql.exec(
          `UPDATE writes SET state = 'waiting', due_at = ?2, claimed_at = NULL, lookups_json = ?3 WHERE key = ?1`,
          write.key,
          dueAfter(now),
          JSON.stringify(lookups),
        )
    }
  })
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

function followed(
  row: Row,
  failure: CallFailure,
  successors: Map<string, string | null>,
): Record<string, string | null> {
  const changes: Record<string, string | null> = {}
  for (const [field, id] of idsOf(row)) {
    const successor = successors.get(id)
    if (successor !== undefined) changes[field] = successor
    // Only ids of objects we know can be looked up; any other lookup that Salesforce names is left out.
    else if (failure.field === field && objects[id.slice(0, 3)] === undefined) changes[field] = null
    // A converted lead lives on as a contact.
    if (field === 'Lead__c' && successor?.startsWith('003'))
      Object.assign(changes, { Lead__c: null, Contact__c: successor })
  }
  return changes
}

/** Nobody could be asked: the rows wait and will be refused, and followed, once more. */
const giveBack = (commit: Commit, gone: GoneRow[]): void =>
  commit((sql, now) => {
    sql.exec(
      `UPDATE writes SET state = 'waiting', due_at = ?2, claimed_at = NULL WHERE key IN (SELECT value FROM json_each(?1)) AND state = 'in_flight'`,
      JSON.stringify(gone.map(({ write }) => write.key)),
      dueAfter(now, 30_000),
    )
  })
