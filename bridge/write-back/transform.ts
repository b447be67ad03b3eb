import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min'
import { fail, ok, type Result } from '../core/failures.ts'
import { isBlank } from '../definitions/conditions/evaluate.ts'
import type { Transform } from '../definitions/mappings/mapping.ts'
import { renderText } from '../definitions/texts.ts'
import { valueAt, type MappingContext } from './context.ts'

/**
 * A value through its transforms, one after the other. Several ticks are transformed one by one until they are joined.
 * An absent value passes untouched, except where a transform is there to fill it: `default`, `coalesce`, `template`.
 */
export function applyTransforms(value: unknown, transforms: Transform[], context: MappingContext): Result<unknown> {
  let current: unknown = value
  for (const transform of transforms) {
    const next = apply(current, transform, context)
    if (!next.ok) return next
    current = next.value
  }
  return ok(current)
}

function apply(value: unknown, transform: Transform, context: MappingContext): Result<unknown> {
  if ('default' in transform) return ok(isEmpty(value) ? transform.default : value)
  if ('coalesce' in transform)
    return ok([value, ...transform.coalesce.map((path) => valueAt(context, path))].find((one) => !isEmpty(one)) ?? null)
  if ('template' in transform) return fromTemplate(transform.template, value, context)
  if (isEmpty(value)) return ok(null)
  if ('join' in transform) return ok(Array.isArray(value) ? value.join(transform.join) : value)
  if (!Array.isArray(value)) return one(value, transform)
  const parts = value.map((part: unknown) => one(part, transform))
  return parts.find((part) => !part.ok) ?? ok(parts.map((part) => (part.ok ? part.value : null)))
}

type Single = Exclude<
  Transform,
  { default: unknown } | { coalesce: unknown } | { template: unknown } | { join: unknown }
>

function one(value: unknown, transform: Single): Result<unknown> {
  if ('phone' in transform) return phone(value, transform.phone, transform.country as CountryCode)
  if ('date' in transform) return date(value, transform.date)
  if ('number' in transform) return number(value, transform.number.decimals)
  if ('table' in transform) return fromTable(value, transform)
  if (typeof value === 'object') return refuse('a list or a matrix is no single value; name one row or join it')
  return ok(
    'case' in transform
      ? inCase(String(value), transform.case)
      : [...String(value)].slice(0, transform.truncate).join(''),
  )
}

/** `national` is digits only (`0612345678`), `e164` +33612345678, `international` the same with spaces. */
function phone(value: unknown, format: 'national' | 'international' | 'e164', country: CountryCode): Result<unknown> {
  const parsed = parsePhoneNumberFromString(String(value).slice(0, 60), country)
  if (!parsed?.isValid()) return refuse(`no phone number that can be called from ${country}`)
  if (format === 'e164') return ok(parsed.number)
  if (format === 'international') return ok(parsed.formatInternational())
  return ok(parsed.format('NATIONAL', { formatExtension: (text) => text }).replace(/\D/g, ''))
}

const isoDate = /^\d{4}-\d{2}-\d{2}$/
const isoMoment = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/

/** ISO dates only: which of 03/04 is the month nobody can tell. Salesforce takes 1700 to 4000. */
function date(value: unknown, form: 'date' | 'datetime'): Result<unknown> {
  const text = value instanceof Date ? (value.toJSON() ?? '') : String(value)
  if (!isoDate.test(text) && !isoMoment.test(text)) return refuse('no date such as 2026-11-21 or 2026-11-21T10:00:00Z')
  const at = new Date(text.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  // 30 February rolls over into March without a word
  const isReal = !Number.isNaN(at.getTime()) && (!isoDate.test(text) || at.toISOString().startsWith(text))
  if (!isReal || at.getUTCFullYear() < 1700 || at.getUTCFullYear() > 4000) return refuse('a date that does not exist')
  return ok(form === 'date' ? at.toISOString().slice(0, 10) : at.toISOString())
}

/** Half is rounded away from zero, as in Salesforce; a decimal comma is read too. */
function number(value: unknown, decimals: number): Result<unknown> {
  const text = String(value).trim().replace(',', '.')
  if (!/^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return refuse('no number')
  const shifted = Math.round(Number(`${text.replace('-', '')}e${decimals}`))
  const rounded = Number(`${shifted}e-${decimals}`)
  return ok(text.startsWith('-') && rounded !== 0 ? -rounded : rounded)
}

/** A value the table lacks is told, not guessed at, unless `otherwise` stands beside it. */
function fromTable(value: unknown, { table, otherwise }: Extract<Transform, { table: unknown }>): Result<unknown> {
  const key = String(value)
  if (Object.hasOwn(table, key)) return ok(table[key])
  return otherwise === undefined
    ? refuse('the table has no entry for this value; add one, or otherwise')
    : ok(otherwise)
}

function fromTemplate(template: string, value: unknown, context: MappingContext): Result<unknown> {
  const { lookups: _, flags: __, attributes: ___, ...roots } = context
  const rendered = renderText(template, { ...roots, value }, { escape: false })
  return rendered.ok ? ok(rendered.value.trim() === '' ? null : rendered.value) : rendered
}

function inCase(text: string, form: 'upper' | 'lower' | 'title'): string {
  if (form === 'upper') return text.toUpperCase()
  if (form === 'lower') return text.toLowerCase()
  return text
    .toLowerCase()
    .replace(/(\p{L})([\p{L}\p{M}]*)/gu, (_, first: string, rest: string) => first.toUpperCase() + rest)
}

const isEmpty = (value: unknown): boolean => isBlank(value) || (Array.isArray(value) && value.length === 0)
const refuse = (detail: string) => fail({ code: 'malformed', detail })
