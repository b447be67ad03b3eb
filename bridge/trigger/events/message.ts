import * as z from 'zod'
import { fail, ok, type Failure, type Result } from '../../core/failures.ts'
import { isApiName } from '../../core/salesforce/api-name.ts'
import { apiName } from '../../definitions/common.ts'
import { firstProblem, readJson } from '../door/json.ts'
import { fitted, id18, isRecordId, maxFields, maxNotifications, type Notification } from '../notification.ts'

export type EventMessage = { organizationId: string; notifications: Notification[] }

const maxSkewMs = 10 * 60_000

export const recordId = z.string().refine(isRecordId, 'an id of 15 or 18 characters')

/** Flow prints `…Z`, REST `…+0000`. */
const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)$/, 'a time such as 2026-11-21T09:15:00.000Z')
  .transform((text) => Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')))
  .refine((at) => !Number.isNaN(at), 'a time that exists')

/** As text, as an outbound message carries them; null is left out. Not z.record: that drops `__proto__` in silence. */
const fields = z.custom<Record<string, unknown>>(isPlainObject, 'an object').transform((given, context) => {
  const texts: Record<string, string> = {}
  const names = Object.keys(given)
  if (names.length > maxFields) {
    context.addIssue(`at most ${maxFields} fields`)
    return z.NEVER
  }
  for (const name of names) {
    const value = given[name]
    if (!isApiName(name)) context.addIssue('a field name that Salesforce does not allow')
    else if (typeof value === 'number' || typeof value === 'boolean') texts[name] = String(value)
    else if (typeof value === 'string' && value.isWellFormed()) texts[name] = value
    else if (value !== null) context.addIssue(`${name}: a text, number, boolean or null`)
  }
  return texts
})

export const printableId = z
  .string()
  .regex(/^[\x21-\x7e]([\x20-\x7e]{0,62}[\x21-\x7e])?$/, '1 to 64 printable characters')

const event = {
  id: printableId,
  sentAt: moment,
  object: apiName,
  recordId,
  fields,
  causedBy: recordId.nullish(),
}

const one = z.strictObject({ organizationId: recordId, ...event })
const many = z.strictObject({
  organizationId: recordId,
  events: z.array(z.strictObject(event)).min(1).max(maxNotifications),
})

/** Reads what `/events` takes: one event, or up to 100 of one org. One event that is wrong or stale refuses all. */
export function parseEventMessage(
  text: string,
  now: Date,
): Result<EventMessage, Extract<Failure, { code: 'malformed' | 'stale' }>> {
  const json = readJson(text)
  if (!json.ok) return json
  const given = json.value
  const isMany = typeof given === 'object' && given !== null && 'events' in given
  const read = isMany ? many.safeParse(given) : one.safeParse(given)
  if (!read.success) return fail({ code: 'malformed', detail: firstProblem(read.error) })
  const events = 'events' in read.data ? read.data.events : [read.data]
  for (const { sentAt } of events) {
    if (Math.abs(sentAt - now.getTime()) > maxSkewMs)
      return fail({ code: 'stale', detail: 'sentAt is more than 10 minutes away from now' })
  }
  return ok({ organizationId: read.data.organizationId, notifications: events.map(notificationOf) })
}

function notificationOf(given: z.output<typeof one> | z.output<typeof many>['events'][number]): Notification {
  const { id, object, recordId, causedBy } = given
  return {
    id,
    object,
    recordId: id18(recordId),
    ...fitted(given.fields),
    ...(causedBy && { causedBy: id18(causedBy) }),
  }
}

function isPlainObject(given: unknown): boolean {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}
