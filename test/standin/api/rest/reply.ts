import type { StandInOrg } from '../../org.ts'
import { restMoment } from '../../data/dates.ts'
import type { Rejected, RowError, SObject } from '../../data/record.ts'
import type { Print } from '../../data/soql/records.ts'
import type { Transaction } from '../../data/transaction.ts'

/** A request to one resource, alone or as a part of a composite call. */
export type Ask = {
  method: string
  path: string[] // below /services/data/vXX.X/, decoded
  search: URLSearchParams
  header: (name: string) => string | undefined
  body: unknown // undefined when there is none
  version: string // `68.0`
}

export type Answer = { status: number; body?: unknown; headers?: Record<string, string>; raw?: true }
/** `serve` answers a part of the call as if it had come alone. */
export type Context = { org: StandInOrg; tx: Transaction; serve: Resource }
export type Resource = (ask: Ask, context: Context) => Answer

/** The generic 404 alone prints errorCode first. */
export const notFound: Answer = {
  status: 404,
  body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
}

/** Errors of one record or one call: `message` first, `fields` only where there is something to say. */
export function errorAnswer({ errors }: Rejected): Answer {
  const generic = errors[0]?.code === 'NOT_FOUND' && errors[0].message === 'The requested resource does not exist'
  if (generic) return notFound
  const body = errors.map(({ code, message, fields }) => ({ message, errorCode: code, ...(fields && { fields }) }))
  return { status: errors[0]?.status ?? 400, body }
}

/** The same errors inside the answer of a collection: another key, and always `fields`. */
export const rowErrors = (errors: RowError[]) =>
  errors.map(({ code, message, fields }) => ({ statusCode: code, message, fields: fields ?? [] }))

export const recordUrl = (version: string, object: string, id: string): string =>
  `/services/data/v${version}/sobjects/${object}/${id}`

/** Records as REST prints them. */
export const printFor = (version: string): Print => ({
  attributes: (type, id) =>
    type ? { type: type.name, url: recordUrl(version, type.name, id) } : { type: 'AggregateResult' },
  value(field, value, type, id) {
    if (field.type === 'datetime' && typeof value === 'string') return restMoment(value)
    if (field.type === 'base64' && value !== null && type) return `${recordUrl(version, type.name, id)}/${field.name}`
    return value
  },
  children: (records: SObject[]) => (records.length > 0 ? { totalSize: records.length, done: true, records } : null),
})
