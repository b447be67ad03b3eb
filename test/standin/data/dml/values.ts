import type { Field } from '../../schema/field.ts'
import { readDay, readMoment } from '../dates.ts'
import { isId, toId18 } from '../ids.ts'
import { rejected, type RowError, type Scalar } from '../record.ts'

/** What stays of a given value, or why it cannot stay. */
export type Read = { value: Scalar } | { error: RowError }

/** Checks one value against its field. A value of the wrong JSON type throws: Salesforce refuses the whole body. */
export function readValue(field: Field, given: unknown, body: string | null): Read {
  if (given === null || given === undefined) return field.type === 'boolean' ? notBoolean(field) : { value: null }
  if (typeof given === 'object') throw unreadable(field.type, given, body)
  switch (field.type) {
    case 'boolean':
      return { value: readBoolean(given, body) }
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return readNumber(field, given, body)
    case 'date':
    case 'datetime':
      return { value: readTime(field, given, body) }
    case 'id':
    case 'reference':
      return readReference(field, given, body)
    default:
      return readText(field, given, body)
  }
}

const parserTypes: Partial<Record<Field['type'], string>> = {
  textarea: 'string',
  email: 'string',
  phone: 'string',
  url: 'string',
}

/** The message of Salesforce's JSON parser, with the place of the value in the body. */
export function unreadable(type: Field['type'], given: unknown, body: string | null) {
  const token = tokenOf(given)
  const name = parserTypes[type] ?? type
  const text = `Cannot deserialize instance of ${name} from ${token} or request may be missing a required field`
  return rejected('JSON_PARSER_ERROR', `${text} at ${placeOf(given, body)}`)
}

function tokenOf(given: unknown): string {
  if (typeof given === 'string') return `VALUE_STRING value ${given}`
  if (typeof given === 'number')
    return `${Number.isInteger(given) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT'} value ${given}`
  if (typeof given === 'boolean') return `VALUE_${given ? 'TRUE' : 'FALSE'} value ${given}`
  return Array.isArray(given) ? 'START_ARRAY value [' : 'START_OBJECT value {'
}

function placeOf(given: unknown, body: string | null): string {
  const before = (body ?? '').slice(0, Math.max(0, (body ?? '').indexOf(JSON.stringify(given))))
  return `[line:${before.split('\n').length}, column:${before.length - before.lastIndexOf('\n')}]`
}

const notBoolean = (field: Field): Read => ({
  error: error('INVALID_TYPE_ON_FIELD_IN_RECORD', `${field.label}: value not of required type: null`, field),
})

function readBoolean(given: unknown, body: string | null): boolean {
  if (typeof given === 'boolean') return given
  if (given === 'true' || given === 'false') return given === 'true'
  throw unreadable('boolean', given, body)
}

function readNumber(field: Field, given: unknown, body: string | null): Read {
  if (given === '') return { value: null }
  const isText = typeof given === 'string' && /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(given)
  const number = typeof given === 'number' ? given : isText ? Number(given) : Number.NaN
  if (!Number.isFinite(number)) throw unreadable(field.type, given, body)
  if (field.type === 'int' && !Number.isInteger(number)) throw unreadable('int', given, body)
  if (field.type !== 'int' && Math.abs(number) >= 10 ** (field.precision - field.scale)) {
    const message = `${field.label}: value outside of valid range on numeric field: ${number}`
    return { error: error('NUMBER_OUTSIDE_VALID_RANGE', message, field) }
  }
  const factor = 10 ** field.scale // rounded silently, half away from zero
  return { value: field.type === 'int' ? number : (Math.sign(number) * Math.round(Math.abs(number) * factor)) / factor }
}

function readTime(field: Field, given: unknown, body: string | null): string {
  const read = typeof given !== 'string' ? null : field.type === 'date' ? readDay(given) : readMoment(given)
  if (read === null) throw unreadable(field.type, given, body)
  return read
}

function readReference(field: Field, given: unknown, body: string | null): Read {
  if (typeof given !== 'string') throw unreadable(field.type, given, body)
  const id = given.trim()
  if (id === '') return { value: null }
  if (isId(id)) return { value: toId18(id) }
  return { error: error('MALFORMED_ID', `${field.label}: id value of incorrect type: ${id}`, field) }
}

function readText(field: Field, given: unknown, body: string | null): Read {
  if (typeof given !== 'string') throw unreadable(field.type, given, body)
  const text = given.trim()
  if (text === '') return { value: null }
  if (field.restricted && !allowed(field, text)) {
    const message = `${field.label}: bad value for restricted picklist field: ${text}`
    return { error: error('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, field) }
  }
  if (field.type !== 'base64' && text.length > field.length) {
    const message = `${field.label}: data value too large: ${text} (max length=${field.length})`
    return { error: error('STRING_TOO_LONG', message, field) }
  }
  if (field.type === 'email' && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text)) {
    return { error: error('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`, field) }
  }
  return { value: text }
}

function allowed(field: Field, text: string): boolean {
  const values = new Set(field.values.map((value) => value.value))
  return field.type === 'multipicklist' ? text.split(';').every((value) => values.has(value)) : values.has(text)
}

const error = (code: string, message: string, field: Field): RowError => ({
  code,
  message,
  fields: [field.name],
  status: 400,
})
