import { ok, type CallFailure, type Result } from '../../core/failures.ts'
import { isRefusal, readFor, type Reader, type Records, type Refused, type Want } from './reader.ts'
import type { Fields } from './recipient.ts'

const prefix = 'Contact.'

/** The person's values of opportunities that name no contact, through their primary contact role. */
export async function readContactRoles(
  reader: Reader,
  opportunityIds: string[],
  wants: Want[],
): Promise<Result<{ people: Records; refused: Refused }, CallFailure>> {
  const people: Records = new Map()
  if (opportunityIds.length === 0) return ok({ people, refused: new Map() })
  const roles = await reader.primaryContacts(opportunityIds)
  if (!roles.ok) {
    if (!isRefusal(roles.failure)) return roles
    return ok({ people, refused: new Map(wants.map(({ program }) => [program, roles.failure])) })
  }
  const contacts = await readPeople(reader, Object.values(roles.value), wants)
  if (!contacts.ok) return contacts
  for (const [opportunityId, contactId] of Object.entries(roles.value)) {
    const values = contacts.value.people.get(contactId)
    if (values) people.set(opportunityId, { ...values, ContactId: contactId })
  }
  return ok({ people, refused: contacts.value.refused })
}

/** Contacts as an opportunity would show them: `Email` as `Contact.Email`. */
export async function readPeople(
  reader: Reader,
  contactIds: string[],
  wants: Want[],
): Promise<Result<{ people: Records; refused: Refused }, CallFailure>> {
  const ofContact = wants.map(({ program, paths }) => ({
    program,
    paths: paths.flatMap((path) => (path.startsWith(prefix) ? [path.slice(prefix.length)] : [])),
  }))
  const read = await readFor(reader, 'Contact', contactIds, ofContact)
  if (!read.ok) return read
  const people = new Map([...read.value.records].map(([id, values]) => [id, asParent(values)]))
  return ok({ people, refused: read.value.refused })
}

const asParent = (values: Fields): Fields =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]))
