import * as z from 'zod'
import { apiName, documentName, duration, fieldPath, localText } from './common.ts'
import { condition } from './conditions/condition.ts'

/** `off`: nothing; `watch`: decides and records, sends nothing; `test`: allow-listed addresses only; `live`. */
export const modes = ['off', 'watch', 'test', 'live'] as const

/** The records an invitation is bound to, by role. The role is the name of the lookup in Salesforce without `__c`. */
export const roles = ['Contact', 'Lead', 'Account', 'Case', 'Opportunity', 'Order', 'Contract'] as const
export type Role = (typeof roles)[number]

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 09:00')
const zone = z.string().refine(isTimeZone, 'a time zone such as Europe/Paris')

const actionEvents = ['invitation.changed', 'response.partial', 'response.completed'] as const

export const program = z.strictObject({
  program: documentName,
  mode: z.enum(modes).default('watch'),
  on: z.strictObject({ object: apiName, when: condition.optional() }),
  /** The field whose value tells two events of one record apart, e.g. ClosedDate. Always on the message. */
  occasion: fieldPath,
  survey: documentName,
  recipient: z.strictObject({
    person: fieldPath.optional(), // the contact's (or lead's) id
    email: z.array(fieldPath).min(1).max(5), // the first that holds an address
    name: fieldPath.optional(),
    language: fieldPath.optional(), // read from Salesforce; else the page follows Accept-Language
  }),
  records: z.partialRecord(z.enum(roles), fieldPath),
  send: z
    .strictObject({
      by: z.enum(['email', 'link']).default('email'),
      after: duration.default(0),
      remind: z.array(duration).max(3).default([]),
      expire: duration.default(30 * 86_400_000),
      hours: z.strictObject({ from: clockTime, to: clockTime, zone }).optional(),
      linkField: fieldPath.optional(), // by link: the field of the record that receives the address
    })
    .prefault({}),
  mail: z
    .strictObject({
      subject: localText, // Liquid
      heading: localText.optional(),
      body: localText, // Liquid; paragraphs are separated by an empty line
      signature: localText.optional(),
    })
    .optional(),
  participation: z
    .strictObject({
      oncePer: z.array(z.enum(roles)).max(3).default([]),
      onReopen: z.enum(['skip', 'ask']).default('skip'), // a record closed again after it was asked about
      cooldown: duration.default(0), // no ask of this person in this time, by any program
      sample: z.number().min(0).max(100).default(100), // percent of the events that are asked about
      exempt: z.boolean().default(false), // from the cool-down, and does not count for others
    })
    .prefault({}),
  hold: z.strictObject({ above: z.number().int().min(1), in: duration }).optional(),
  notSent: z.enum(['records', 'latest', 'none']).default('records'), // what Salesforce keeps of people who were not asked
  actions: z
    .array(
      z.strictObject({
        on: z.enum(actionEvents),
        if: condition.optional(),
        then: z
          .array(z.strictObject({ write: documentName }))
          .min(1)
          .max(10),
      }),
    )
    .max(30)
    .default([]),
})
export type Program = z.output<typeof program>

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}
