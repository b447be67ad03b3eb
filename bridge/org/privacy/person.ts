import * as z from 'zod'
import { normaliseEmail, oneAddress } from '../../core/text/email.ts'
import { id18 } from '../../core/salesforce/record-id.ts'
import { personKeys } from '../../invitation/person-keys.ts'

const recordId = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$`), `an id such as ${prefix}…`)

/** Whom a request is about: what is known of the person. `exact`: nothing that was only stored together with it. */
export const personInput = z
  .strictObject({
    contactId: recordId('003').optional(),
    leadId: recordId('00Q').optional(),
    email: z
      .string()
      .max(254)
      .refine((text) => oneAddress(text) !== null, 'an e-mail address such as kim@example.com')
      .optional(),
    exact: z.boolean().default(false),
  })
  .refine(({ contactId, leadId, email }) => contactId ?? leadId ?? email, 'contactId, leadId or email')
export type PersonInput = z.output<typeof personInput>

/** All a person is known by: ids in 15 characters, addresses in one spelling. */
export type Names = Set<string>

/** What a request says of the person. */
export const namesIn = ({ contactId, leadId, email }: PersonInput): Names =>
  new Set([contactId, leadId, email].flatMap((value) => nameIn(value) ?? []))

/** The name that a value is, whatever its spelling; null when it is none. */
export function nameIn(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const text = value.trim()
  if (/^00[3Q][A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/.test(text)) return text.slice(0, 15)
  return text.includes('@') ? normaliseEmail(text) : null
}

/** True when a value is one of the names, in whatever spelling. */
export function isOne(names: Names, value: unknown): boolean {
  const name = nameIn(value)
  return name !== null && names.has(name)
}

export type Known = { contactIds: string[]; leadIds: string[]; emails: string[] }

/** The names by kind, ids in 18 characters. */
export function knownAs(names: Names): Known {
  const idsOf = (prefix: string) => [...names].filter((name) => isId(name) && name.startsWith(prefix)).map(id18)
  return { contactIds: idsOf('003'), leadIds: idsOf('00Q'), emails: [...names].filter((name) => !isId(name)) }
}

/** As the lists of caps and wishes know the person. */
export const keysOfNames = (names: Names): string[] => {
  const { contactIds, leadIds, emails } = knownAs(names)
  return [
    ...contactIds.flatMap((contactId) => personKeys({ contactId })),
    ...leadIds.flatMap((leadId) => personKeys({ leadId })),
    ...emails.flatMap((email) => personKeys({ email })),
  ]
}

/**
 * What SQLite looks for in a row's text to find those worth reading. It folds the case of ASCII only, so of an address with other letters
 * it looks for the domain.
 */
export const needlesOf = (names: Names): string[] =>
  [...names].map((name) => (/^[\x20-\x7e]*$/.test(name) ? name : name.slice(name.lastIndexOf('@'))).toLowerCase())

const isId = (name: string): boolean => !name.includes('@')
