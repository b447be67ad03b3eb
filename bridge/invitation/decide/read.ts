import type { Commit } from '../../core/commit.ts'
import type { CallFailure, Result } from '../../core/failures.ts'
import { ok } from '../../core/failures.ts'
import { openLibrary, type Library } from '../../definitions/library.ts'
import { decideEvents, pendingEvents, programsOn, type Pending } from './due.ts'
import { lacksContactRole, pathsOf } from './needs.ts'
import { relationshipOf, textOf, type Fields } from './recipient.ts'
import type { Asked, OrgFacts } from './record.ts'

/** What this leg reads of the app that keeps the records. */
export interface Reader {
  read(object: string, ids: string[], paths: string[]): Promise<Result<{ id: string; values: Fields }[], CallFailure>>
  primaryContacts(opportunityIds: string[]): Promise<Result<Record<string, string>, CallFailure>>
}

const batch = 200

/** Decides the events whose message was not enough: one query per object type, then as ever. */
export async function decideAfterRead(
  commit: Commit,
  reader: Reader,
  facts: OrgFacts,
  asked: Asked,
  readFailed: (failure: CallFailure) => void,
): Promise<number> {
  for (let decided = 0; ;) {
    const { pending, paths } = commit((sql, now) => {
      const events = pendingEvents(sql, 1, batch, now)
      const first = events.filter(({ object }) => object === events[0]?.object)
      return { pending: first, paths: first[0] ? pathsOn(openLibrary(sql), first[0].object) : [] }
    })
    if (pending.length === 0) return decided
    const read = await readFields(reader, pending, paths, (event) =>
      commit((sql) => lacksRole(openLibrary(sql), event)),
    )
    if (!read.ok) {
      readFailed(read.failure)
      return decided
    }
    commit((sql, now) => {
      const undecided = new Set(pendingEvents(sql, 1, batch, now).map(({ id }) => id)) // another run may have been here
      decideEvents(
        sql,
        openLibrary(sql),
        read.value.filter(({ id }) => undecided.has(id)),
        facts,
        asked,
        now,
      )
    })
    decided += pending.length
  }
}

const pathsOn = (library: Library, object: string): string[] => [
  ...new Set(programsOn(library, object).flatMap(({ body }) => pathsOf(body))),
]

const lacksRole = (library: Library, event: Pending): boolean =>
  programsOn(library, event.object).some(({ body }) => lacksContactRole(body, event.fields))

/** The events with the values Salesforce has now; what the message said of the moment stays. A record that is gone counts as deleted. */
async function readFields(
  reader: Reader,
  pending: Pending[],
  paths: string[],
  lacks: (event: Pending) => boolean,
): Promise<Result<Pending[], CallFailure>> {
  const object = pending[0]!.object
  const found = await reader.read(object, [...new Set(pending.map(({ recordId }) => recordId))], paths)
  if (!found.ok) return found
  const values = new Map(found.value.map((record) => [record.id, record.values]))
  const merged = pending.map((event): Pending => {
    const read = values.get(event.recordId)
    return read ? { ...event, fields: { ...read, ...event.fields } } : { ...event, note: 'deleted' }
  })
  return addContactRoles(reader, merged, paths, lacks)
}

/** The primary contact role stands in for the contact an opportunity does not name. */
async function addContactRoles(
  reader: Reader,
  events: Pending[],
  paths: string[],
  lacks: (event: Pending) => boolean,
): Promise<Result<Pending[], CallFailure>> {
  const lacking = events.filter((event) => event.note !== 'deleted' && lacks(event))
  if (lacking.length === 0) return ok(events)
  const contacts = await reader.primaryContacts(lacking.map(({ recordId }) => recordId))
  if (!contacts.ok) return contacts
  const ids = [...new Set(Object.values(contacts.value))]
  if (ids.length === 0) return ok(events)
  const prefix = `${relationshipOf('ContactId')}.`
  const wanted = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length))
  const people = await reader.read('Contact', ids, wanted)
  if (!people.ok) return people
  const byId = new Map(people.value.map((person) => [person.id, person.values]))
  return ok(
    events.map((event) => {
      const contactId = contacts.value[event.recordId]
      if (contactId === undefined || textOf(event.fields, 'ContactId') !== null) return event
      const values = Object.entries(byId.get(contactId) ?? {}).map(([path, value]) => [prefix + path, value])
      return { ...event, fields: { ...event.fields, ContactId: contactId, ...Object.fromEntries(values) } }
    }),
  )
}
