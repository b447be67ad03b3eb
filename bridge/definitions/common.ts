import * as z from 'zod'
import { apiNamePattern } from '../core/salesforce/api-name.ts'
import { parseDuration } from '../core/time.ts'

/** The languages a survey page and its mail can be written in. */
export const languages = ['en', 'fr'] as const
export type Language = (typeof languages)[number]

/** A document's name: lower case words joined by hyphens. */
export const documentName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'lower case words joined by hyphens')
  .max(40)

/** An id inside a survey: it ends up in HTML ids and CSS, so its letters are few. */
export const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'a letter, then lower case letters, digits and _')
  .max(40)

/** A field path as Salesforce spells it: `ContactId`, `Contact.Survey_Language__c`; at most three steps. */
export const fieldPath = z
  .string()
  .regex(
    new RegExp(`^${apiNamePattern}(\\.${apiNamePattern}){0,2}$`),
    'a field name such as ContactId or Contact.Email',
  )

export const apiName = z
  .string()
  .regex(new RegExp(`^${apiNamePattern}$`), 'an API name such as Case or Survey_Response__c')

export const hostName = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

/** A name that anybody can look up: no IP address in any spelling, no name of a private network. */
export const isPublicName = (host: string): boolean =>
  hostName.test(host) && !/(^|\.)(localhost|local|internal|intranet|lan|home|corp|arpa|test|invalid|onion)$/.test(host)

/** An address that customers are led to, written plainly: no name before the host, nothing a parser would drop or mend. */
export const webAddress = z
  .string()
  .max(500)
  .refine(
    (text) => /^https:\/\/[^\s\\/@\p{Cc}]+(\/[^\s\\\p{Cc}]*)?$/u.test(text) && isPublicName(hostIn(text)),
    'an https address such as https://www.example.com/help',
  )

const hostIn = (address: string): string => (URL.canParse(address) ? new URL(address).hostname : '')

/** `90s`, `10m`, `2h`, `30d`, given on as ms. */
export const duration = z
  .string()
  .refine((text) => parseDuration(text) !== null, 'a number and s, m, h or d, such as 2h')
  .transform((text) => parseDuration(text) ?? 0)

/** One text, or one for each language; English is what is shown when a language is missing. */
export const localText = z.union([
  z.string().min(1).max(1000),
  z.strictObject({ en: z.string().min(1).max(1000), fr: z.string().min(1).max(1000).optional() }),
])
export type LocalText = z.output<typeof localText>

/** The text to show in a language. */
export function textIn(text: LocalText, language: Language): string {
  const shown = typeof text === 'string' ? text : (text[language] ?? text.en)
  return language === 'fr' && !/\{[{%]/.test(shown) ? typesetFrench(shown) : shown
}

/** French sets a space before high punctuation; it must not break there, or a lone question mark begins a line. */
const typesetFrench = (text: string): string => text.replace(/ ([?!:;»])/g, '\u00a0$1').replace(/« /g, '«\u00a0')
