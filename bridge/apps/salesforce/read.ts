import { fail, ok, type CallFailure, type Result } from '../../core/failures.ts'
import { isApiName } from '../../core/salesforce/api-name.ts'
import { isRecordId } from '../../core/salesforce/record-id.ts'
import type { ReadRecord, Records, Successor } from '../../write-back/records.ts'
import type { Call } from './call.ts'
import { ourFault } from './errors/classify.ts'
import { isPath, query, queryText, type Query, type SObject } from './soql.ts'

type Reads = Pick<Records, 'read' | 'primaryContacts' | 'peopleWithEmail' | 'successors' | 'eventsSince'>

const pageSize = 2000

/** Reading for many records at once. Ids that are none are left out: they cannot be the id of anything. */
export function salesforceReads(call: Call, version: string): Reads {
  const run = (queries: Query[]) => query(call, version, queries)
  return {
    async read(object, ids, paths) {
      if (!isApiName(object) || !paths.every(isPath)) return fail(ourFault('BAD_NAME', { object }))
      const wanted = new Map(paths.map((path) => [path.toLowerCase(), path]))
      for (const known of ['id', 'isdeleted']) wanted.delete(known) // a field selected twice is an error
      const select = ['Id', ...(object === 'User' ? [] : ['IsDeleted']), ...wanted.values()]
      const found = await run([{ object, select, where: 'Id', values: ids.filter(isRecordId), all: true }])
      return found.ok ? ok(found.value.flatMap((record) => readRecord(record, asAsked(ids), paths))) : found
    },

    async primaryContacts(opportunityIds) {
      const found = await run([
        {
          object: 'OpportunityContactRole',
          select: ['OpportunityId', 'ContactId'],
          where: 'OpportunityId',
          values: opportunityIds.filter(isRecordId),
          and: 'IsPrimary = true',
        },
      ])
      if (!found.ok) return found
      const asked = asAsked(opportunityIds)
      const contacts: Record<string, string> = {}
      for (const role of found.value) {
        const opportunity = asked.get(idAt(role, 'OpportunityId'))
        const contact = textAt(role, 'ContactId')
        if (opportunity && contact) contacts[opportunity] = contact
      }
      return ok(contacts)
    },

    async peopleWithEmail(emails) {
      const asked = new Map(emails.map((email) => [email.trim().toLowerCase(), email]))
      const values = [...asked.keys()].filter(Boolean)
      const found = await run([
        { object: 'Contact', select: ['Id', 'Email'], where: 'Email', values },
        { object: 'Lead', select: ['Id', 'Email'], where: 'Email', values, and: 'IsConverted = false' },
      ])
      if (!found.ok) return found
      return ok(
        found.value.map((record) => {
          const email = textAt(record, 'Email') ?? ''
          const id = textAt(record, 'Id') ?? ''
          const entity = id.startsWith('00Q') ? ('Lead' as const) : ('Contact' as const)
          return { entity, id, email: asked.get(email.toLowerCase()) ?? email }
        }),
      )
    },

    successors: (object, ids) => followed(run, object, ids),

    async eventsSince(object, field, since, after) {
      if (!isApiName(object) || !isApiName(field)) return fail(ourFault('BAD_NAME', { object }))
      const next = isRecordId(after) ? ` AND Id > '${after}'` : ''
      const soql = `SELECT Id, ${field} FROM ${object} WHERE ${field} >= ${since.toISOString()}${next} ORDER BY Id LIMIT ${pageSize}`
      const found = await queryText(call, version, object, soql)
      if (!found.ok) return found
      const events = found.value.flatMap((record) => {
        const id = textAt(record, 'Id')
        return id === null ? [] : [{ id, at: valueAt(record, field) }]
      })
      return ok({ events, more: events.length === pageSize })
    },
  }
}

/** The contact, lead, account or case that a merge kept: SOAP guide, `MasterRecordId` of each. */
const mergeable = new Set(['Account', 'Case', 'Contact', 'Lead'])
const mostSteps = 5

/** The winner of a merge may itself be merged or converted later, so each step asks again. */
async function followed(
  run: Run,
  object: string,
  ids: string[],
  steps = mostSteps,
): Promise<Result<Successor[], CallFailure>> {
  if (!isApiName(object)) return fail(ourFault('BAD_NAME', { object }))
  const select = ['Id', 'IsDeleted']
  if (mergeable.has(object)) select.push('MasterRecordId')
  if (object === 'Lead') select.push('ConvertedContactId')
  const found = await run([{ object, select, where: 'Id', values: ids.filter(isRecordId), all: true }])
  if (!found.ok) return found
  const records = new Map(found.value.map((record) => [idAt(record, 'Id'), record]))
  const ends = new Map<string, string | null>()
  for (const [next, path] of [
    [object, 'MasterRecordId'],
    ['Contact', 'ConvertedContactId'],
  ] as const) {
    const onward = [...records.values()].map((record) => textAt(record, path)).filter((id) => id !== null)
    const ended = steps > 0 && onward.length > 0 ? await followed(run, next, onward, steps - 1) : ok([])
    if (!ended.ok) return ended
    for (const { id, successor } of ended.value) ends.set(id, successor)
  }
  return ok(
    ids.map((id) => {
      const record = records.get(id.slice(0, 15))
      const next = record && (textAt(record, 'MasterRecordId') ?? textAt(record, 'ConvertedContactId'))
      if (next) return { id, successor: ends.get(next) ?? null }
      return { id, successor: record && valueAt(record, 'IsDeleted') !== true ? id : null }
    }),
  )
}

type Run = (queries: Query[]) => Promise<Result<SObject[], CallFailure>>

/** Results name a record as it was asked for, whether that was by 15 or by 18 characters. */
const asAsked = (ids: string[]): Map<string, string> => new Map(ids.map((id) => [id.slice(0, 15), id]))

function readRecord(record: SObject, asked: Map<string, string>, paths: string[]): ReadRecord[] {
  const id = asked.get(idAt(record, 'Id'))
  if (id === undefined) return []
  const values = Object.fromEntries(paths.map((path) => [path, valueAt(record, path)]))
  return [{ id, isDeleted: valueAt(record, 'IsDeleted') === true, values }]
}

/** Salesforce answers with its own spelling of a name, whatever the admin's was. */
function valueAt(record: SObject, path: string): unknown {
  let value: unknown = record
  for (const name of path.toLowerCase().split('.')) {
    if (typeof value !== 'object' || value === null) return null
    value = Object.entries(value).find(([key]) => key.toLowerCase() === name)?.[1]
  }
  return value ?? null
}

const textAt = (record: SObject, path: string): string | null => {
  const value = valueAt(record, path)
  return typeof value === 'string' ? value : null
}

const idAt = (record: SObject, path: string): string => textAt(record, path)?.slice(0, 15) ?? ''
