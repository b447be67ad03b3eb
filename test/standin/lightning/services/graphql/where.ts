import type { ASTNode } from 'graphql'
import type { Field, ObjectType } from '../../../schema/field.ts'
import { relationOf } from '../../../schema/schema.ts'
import type { Reading } from './query.ts'

type Place = { reading: Reading; type: ObjectType; prefix: string; at: string[]; node: ASTNode }
type Given = Record<string, unknown>

const operators: Record<string, string> = { eq: '=', ne: '!=', lt: '<', lte: '<=', gt: '>', gte: '>=', like: 'LIKE' }
const lists: Record<string, string> = { in: 'IN', nin: 'NOT IN' }
const inOr = (conditions: string[], word: 'AND' | 'OR'): string =>
  conditions.length > 1 ? `(${conditions.join(` ${word} `)})` : (conditions[0] ?? '')

/** A filter as the condition of a SOQL query, '' when it asks for nothing. */
export function compileFilter(place: Place, filter: Given): string {
  return inOr(
    Object.entries(filter).flatMap(([name, given]) => condition(place, name, given) || []),
    'AND',
  )
}

function condition(place: Place, name: string, given: unknown): string {
  const { reading, type, prefix } = place
  if (name === 'and' || name === 'or') {
    const parts = [given].flat().flatMap((one) => compileFilter(place, one as Given) || [])
    return inOr(parts, name === 'and' ? 'AND' : 'OR')
  }
  if (name === 'not') return `(NOT ${compileFilter(place, given as Given)})`
  const relation = relationOf(type, name)
  const parent = relation && reading.org.schema.find(relation.referenceTo[0] ?? '')
  if (parent) return compileFilter({ ...place, type: parent, prefix: `${prefix}${name}.` }, given as Given)
  const field = type.fields.get(name)
  if (!field || !isFilterable(field)) {
    const text = `argument 'where' contains a field not in '${type.name}_Filter': '${name}'`
    reading.complain('WrongType', place.at, text, place.node)
    return ''
  }
  // Without its variable a comparison would find every record, or none.
  const comparisons = Object.entries(given as Given).filter(([, value]) => value !== undefined)
  if (comparisons.length > 0)
    return inOr(
      comparisons.map(([operator, value]) => compare(place, field, operator, value)),
      'AND',
    )
  reading.complain('WrongType', place.at, `argument 'where.${name}' is empty: its variable has no value`, place.node)
  return ''
}

function compare({ reading, prefix, at, node }: Place, field: Field, operator: string, value: unknown): string {
  const path = `${prefix}${field.name}`
  const list = lists[operator]
  if (list && Array.isArray(value)) {
    // SOQL knows no empty list: nothing is in it, everything is not.
    if (value.length === 0) return `Id ${operator === 'in' ? '=' : '!='} null`
    return `${path} ${list} (${value.map((one) => literal(field, one)).join(', ')})`
  }
  const sign = operators[operator]
  if (sign) return `${path} ${sign} ${literal(field, value)}`
  reading.complain('WrongType', at, `argument 'where.${field.name}' has no operator '${operator}'`, node)
  return ''
}

/** Long texts can be neither filtered nor sorted. */
export const isFilterable = (field: Field): boolean => field.type !== 'textarea' || field.length <= 255

/** A value as SOQL writes it. Moments come in an object: `{ value }`, `{ literal: TODAY }` or `{ range: { last_n_days: 7 } }`. */
function literal(field: Field, given: unknown): string {
  if (given === null || given === undefined) return 'null'
  switch (field.type) {
    case 'boolean':
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return String(given)
    case 'date':
    case 'datetime':
      return momentLiteral(field, given as { value?: string | null; literal?: string; range?: Record<string, number> })
    default:
      return `'${String(given).replace(/['\\]/g, '\\$&')}'`
  }
}

function momentLiteral(
  field: Field,
  { value, literal: named, range }: { value?: string | null; literal?: string; range?: Record<string, number> },
): string {
  if (named) return named
  const [name, count] = Object.entries(range ?? {})[0] ?? []
  if (name) return `${name.toUpperCase()}:${count}`
  if (value === null || value === undefined) return 'null'
  return field.type === 'date' ? value.slice(0, 10) : new Date(value).toISOString()
}
