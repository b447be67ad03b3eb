import { sha256, type Keys } from '../../core/keys.ts'
import { dueAfter } from '../../core/time.ts'
import { openLibrary, type Library } from '../../definitions/library.ts'
import { namesOf } from '../../write-back/deliver/removals.ts'
import type { Named } from '../../write-back/records.ts'
import { render } from '../../write-back/render.ts'
import { inFamily, requestWrites, suspectUntil, writeRow, type Write } from '../../write-back/writes.ts'
import type { OrgRow } from '../tables/org-row.ts'
import { contextOf, findSubject, type Subject } from '../writes/mapping-context.ts'
import { planUpdate } from '../writes/own-updates.ts'
import { salesforceKey } from '../writes/render-write.ts'
import { knownAs, type Names } from './person.ts'

/** Ours to delete, and all the integration user may delete. Answers go with their response. */
const ours = ['Survey_Response__c', 'Survey_Invitation__c'] as const
const isOurs = (entity: string): boolean => [...ours, 'Survey_Answer__c'].includes(entity)

/** A record that holds data of the person and is not ours: an admin decides what becomes of it. */
export type Elsewhere = {
  connection: string
  mapping: string | null // null: an update of our own, such as the address of a survey on a record
  entity: string
  field: string // the key the record is found by
  value: string
}
/** By connection: our own records to delete. */
export type Removal = { ours: Map<string, Named[]>; elsewhere: Elsewhere[]; mayStillCome: boolean }

/**
 * Where in the apps data of these invitations is or may yet arrive; worked out before they are forgotten. What never left is nowhere.
 * The person's own ids find what older invitations left, which are purged here.
 */
export function planRemoval(
  sql: SqlStorage,
  { org, keys, now }: { org: OrgRow; keys: Keys; now: Date },
  ids: Iterable<string>,
  names: Names,
): Removal {
  const library = openLibrary(sql)
  const removal: Removal = { ours: new Map(), elsewhere: [], mayStillCome: false }
  const { contactIds, leadIds } = knownAs(names)
  for (const connection of connectionsOfOurs(library)) {
    const named = ours.flatMap((entity) => [
      { entity, field: 'Contact__c', values: contactIds },
      { entity, field: 'Contact_Id_At_Ask__c', values: contactIds },
      { entity, field: 'Lead__c', values: leadIds },
      { entity, field: 'Lead_Id_At_Ask__c', values: leadIds },
    ])
    removal.ours.set(
      connection,
      named.filter(({ values }) => values.length > 0),
    )
  }
  for (const id of ids) {
    const subject = findSubject(sql, library, id)
    const writes = sql.exec(
      `SELECT * FROM writes WHERE ${inFamily('?1')} AND (claimed > 0 OR record_id IS NOT NULL)`,
      id,
    )
    for (const write of writes.toArray().map(writeRow)) {
      removal.mayStillCome ||= write.state === 'in_flight' || (write.suspectUntil !== null && write.suspectUntil > now)
      if (write.operation === 'update') removal.elsewhere.push(...linksIn(sql, keys, org, write))
      else if (subject) add(removal, sql, library, org, subject, write)
    }
  }
  return removal
}

/** The record a write stands in, by its mapping as it is and as it was. */
function add(removal: Removal, sql: SqlStorage, library: Library, org: OrgRow, subject: Subject, write: Write): void {
  const versions = sql
    .exec<{ version: number }>(
      `SELECT version FROM documents WHERE kind = 'mapping' AND name = ?1 ORDER BY version DESC`,
      write.mapping,
    )
    .toArray()
  for (const { version } of versions) {
    const mapping = library.at('mapping', write.mapping, version)?.body
    const source = mapping?.fields[mapping.key]
    if (!mapping || source === undefined || mapping.entity === 'Survey_Answer__c') continue
    const answerSubject = write.subjectKind === 'answer' ? write.subjectId : null
    const key = salesforceKey({ sql, library, org }, subject.invitation)
    const context = contextOf(subject, { answerSubject, link: null, key, lookups: {} })
    const { if: _always, ...unconditional } = mapping
    const value = render({ ...unconditional, fields: { [mapping.key]: source } }, context)?.fields[mapping.key]
    if (typeof value !== 'string' && typeof value !== 'number') continue
    const { connection, entity, key: field } = mapping
    if (isOurs(entity)) put(removal.ours, connection, { entity, field, values: [String(value)] })
    else if (!removal.elsewhere.some((one) => one.entity === entity && one.value === value))
      removal.elsewhere.push({ connection, mapping: write.mapping, entity, field, value: String(value) })
  }
}

function put(named: Map<string, Named[]>, connection: string, { entity, field, values }: Named): void {
  const known = named.get(connection) ?? []
  const same = known.find((one) => one.entity === entity && one.field === field)
  if (same) same.values = [...new Set([...same.values, ...values])]
  else known.unshift({ entity, field, values })
  named.set(connection, known)
}

/** A survey's address on a record of the customer's: it opens nothing any more, but it stands there. */
const linksIn = (sql: SqlStorage, keys: Keys, org: OrgRow, write: Write): Elsewhere[] =>
  write.subjectKind !== 'survey_link'
    ? []
    : planUpdate(sql, keys, org, write).updates.map(({ entity, id }) => ({
        connection: write.connection,
        mapping: null,
        entity,
        field: 'Id',
        value: id,
      }))

const connectionsOfOurs = (library: Library): Set<string> =>
  new Set(library.all('mapping').flatMap(({ body }) => (isOurs(body.entity) ? [body.connection] : [])))

/**
 * Asks for the deletions, one write a connection. The same names give the same key, so a repeat is the same write. A call that may still
 * be under way could bring a record back: then all is looked for once more when it no longer can be.
 */
export function requestRemoval(sql: SqlStorage, { ours: wanted, mayStillCome }: Removal, now: Date): string[] {
  const keys: string[] = []
  for (const [connection, named] of wanted) {
    if (named.length === 0) continue
    const lookups = JSON.stringify(namesOf(named))
    const key = `erasure-${sha256(`${connection} ${lookups}`).toString('base64url').slice(0, 22)}|person`
    const more = { mapping: '', subjectKind: 'person' as const, subjectId: '', parentKey: null, depth: 0 }
    requestWrites(sql, [{ key, connection, operation: 'delete', ...more }], dueAfter(now), now)
    sql.exec(
      'UPDATE writes SET lookups_json = ?2, suspect_until = coalesce(?3, suspect_until) WHERE key = ?1',
      key,
      lookups,
      mayStillCome ? suspectUntil(now) : null,
    )
    keys.push(key)
  }
  return keys
}
