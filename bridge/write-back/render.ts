import { fail, ok, type Result } from '../core/failures.ts'
import { evaluate } from '../definitions/conditions/evaluate.ts'
import type { Mapping, Source } from '../definitions/mappings/mapping.ts'
import { factsOf, valueAt, type MappingContext } from './context.ts'
import { applyTransforms } from './transform.ts'

export type Rendered = { fields: Record<string, unknown>; problems: { field: string; message: string }[] }

/**
 * The record a mapping makes of a response; null when the mapping's condition does not hold.
 *
 * - An absent value is written as null, so that an edit which clears an answer clears its field.
 * - A field whose own condition does not hold, or whose value does not fit, is left alone: no value is better than a wrong one, and
 *   what stands in Salesforce stays. The latter is a problem.
 * - `Case__r.Ext__c` links by the parent's external id, as `{ Case__r: { Ext__c } }`; without a value the link is left alone.
 * - `context.lookups` is applied last: parents that were merged or deleted.
 */
export function render(mapping: Mapping, context: MappingContext): Rendered | null {
  const facts = factsOf(context)
  if (mapping.if && !evaluate(mapping.if, facts)) return null
  const rendered: Rendered = { fields: {}, problems: [] }
  for (const [field, source] of Object.entries(mapping.fields)) {
    if (typeof source === 'object' && source.if && !evaluate(source.if, facts)) continue
    const value = valueOf(source, context)
    const written = value.ok ? asJson(value.value) : value
    if (written.ok) put(rendered.fields, field, written.value)
    else rendered.problems.push({ field, message: messageOf(written.failure) })
  }
  for (const [field, id] of Object.entries(context.lookups))
    if (Object.hasOwn(mapping.fields, field)) rendered.fields[field] = id
  return rendered
}

function valueOf(source: Source, context: MappingContext): Result<unknown> {
  if (typeof source === 'string') return ok(valueAt(context, source))
  return 'value' in source
    ? ok(source.value)
    : applyTransforms(valueAt(context, source.from), source.transform, context)
}

/** What JSON and a Salesforce field can hold. Several ticks are written as a multi-select picklist takes them. */
function asJson(value: unknown): Result<unknown> {
  if (value === undefined || value === null || value === '') return ok(null)
  if (typeof value === 'string') return ok(value.toWellFormed())
  if (typeof value === 'number') return ok(Number.isFinite(value) ? value : null)
  if (typeof value === 'boolean') return ok(value)
  if (value instanceof Date) return ok(value.toJSON())
  if (Array.isArray(value)) return ok(value.length === 0 ? null : value.map(String).join(';').toWellFormed())
  return fail({ code: 'malformed', detail: 'a matrix is no single value; name one row, such as answers.aspects.speed' })
}

function put(fields: Record<string, unknown>, field: string, value: unknown): void {
  const [relation = '', key] = field.split('.')
  if (key === undefined) fields[field] = value
  else if (value !== null) fields[relation] = { [key]: value }
}

const messageOf = (failure: { code: string; detail?: string }): string => failure.detail ?? failure.code
