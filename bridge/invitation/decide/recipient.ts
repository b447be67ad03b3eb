import type { Program } from '../../definitions/program.ts'

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
  const { person, email, name, language } = program.recipient
  const address = email.map((path) => textOf(fields, path)).find((text) => text !== null && isAddress(text)) ?? null
  const named = textOf(fields, name ?? (person ? `${relationshipOf(person)}.Name` : undefined))
  return { person: textOf(fields, person), email: address, name: named, language: textOf(fields, language) }
}

/** `ContactId` → `Contact`, `BillToContactId` → `BillToContact`, `Buyer__c` → `Buyer__r`. */
export const relationshipOf = (idField: string): string => idField.replace(/Id$/, '').replace(/__c$/, '__r')

/** Where a person's wish not to be asked stands, seen from the record. A person without an id has only our own list. */
export function optOutPaths(program: Program): string[] {
  const { person } = program.recipient
  if (person === undefined) return []
  const parent = relationshipOf(person)
  return [`${parent}.HasOptedOutOfEmail`, `${parent}.Do_Not_Survey__c`]
}

export const isOptedOut = (program: Program, fields: Fields): boolean =>
  optOutPaths(program).some((path) => fields[path] === true || fields[path] === 'true')

/** One address, as SMTP takes it; what is stricter than this is left to the receiving server. */
export const isAddress = (text: string): boolean =>
  text.length <= 254 && /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+\.[^\s@<>(),;:"[\]\\.]+$/.test(text)
