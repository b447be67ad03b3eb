import { oneAddress } from '../../core/text/email.ts'
import type { Program } from '../../definitions/program.ts'
import { personKeys } from '../person-keys.ts'

/** Values of the record that caused it, by field path: from the message, and what was read from Salesforce. */
export type Fields = Record<string, unknown>

/** Whom a program asks about one notification. `email` null: there is no address to ask at. */
export type Recipient = { person: string | null; email: string | null; name: string | null; language: string | null }

/** A value as text, or null when it is empty; null fields are left out of a message, so absent is null. */
export function textOf(fields: Fields, path: string | undefined): string | null {
  const value = path === undefined ? undefined : fields[path]
  if (value === undefined || value === null) return null
  const text = String(value).trim()
  return text === '' ? null : text
}

/** Whom the program asks: the person's id, and the first of its e-mail fields that holds an address. */
export function recipientOf(program: Program, fields: Fields): Recipient {
  const { person, email, language } = program.recipient
  const address = email.map((path) => textOf(fields, path)).find((text) => text !== null && oneAddress(text) !== null)
  return {
    person: textOf(fields, person),
    email: address ?? null,
    name: textOf(fields, namePath(program)),
    language: textOf(fields, language),
  }
}

/** Where the name stands: where the program says, else at the person. */
export const namePath = ({ recipient: { name, person } }: Program): string | undefined =>
  name ?? (person && fieldOfPerson(person, 'Name'))

/** A field of the person that an id field names: `ContactId` → `Contact.Name`, `Buyer__c` → `Buyer__r.Name`, `Id` → `Name`. */
export const fieldOfPerson = (idField: string, name: string): string =>
  idField === 'Id' ? name : `${idField.replace(/Id$/, '').replace(/__c$/, '__r')}.${name}`

/** Where a person's wish not to be asked stands, seen from the record. A person without an id has only our own list. */
export function optOutPaths({ recipient: { person } }: Program): string[] {
  if (person === undefined) return []
  const email = person === 'PersonContactId' ? 'PersonHasOptedOutOfEmail' : fieldOfPerson(person, 'HasOptedOutOfEmail')
  return [email, fieldOfPerson(person, 'Do_Not_Survey__c')]
}

/** A field of the person in Salesforce says not to ask. */
export const isOptedOut = (program: Program, fields: Fields): boolean =>
  optOutPaths(program).some((path) => fields[path] === true || fields[path] === 'true')

/** The keys a person is known by: contact or lead by its id's prefix, and the address. */
export const keysOf = (recipient: Pick<Recipient, 'person' | 'email'>): string[] =>
  personKeys({
    contactId: recipient.person?.startsWith('003') ? recipient.person : null,
    leadId: recipient.person?.startsWith('00Q') ? recipient.person : null,
    email: recipient.email,
  })

/** The languages we can write in; null leaves it to the reader's browser. */
export function languageOf(recipient: Recipient): 'en' | 'fr' | null {
  const language = recipient.language?.slice(0, 2).toLowerCase()
  return language === 'fr' || language === 'en' ? language : null
}
