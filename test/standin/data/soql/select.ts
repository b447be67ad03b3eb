import type { FieldFunctionExpression, FieldType, Query } from '@jetstreamapp/soql-parser-js'
import type { Field } from '../../schema/field.ts'
import { collation } from '../store.ts'
import { notHere } from './complaints.ts'
import { idOf, type Scope } from './scope.ts'

/** One selected value; `path` is where it stands in the record, `field` null when it is counted. */
export type Selected = { path: string[]; sql: string; field: Field | null }

const aggregates: Record<string, (argument: string) => string> = {
  COUNT: (argument) => `COUNT(${argument})`,
  COUNT_DISTINCT: (argument) => `COUNT(DISTINCT ${argument})`,
  SUM: (argument) => `SUM(${argument})`,
  AVG: (argument) => `AVG(${argument})`,
  MIN: (argument) => `MIN(${argument})`,
  MAX: (argument) => `MAX(${argument})`,
}

/** The selected fields in order; a parent's name stands inside its parent, except where records are added up. */
export function selectFields(scope: Scope, fields: FieldType[], aggregate = false): Selected[] {
  const selected = selectEach(scope, fields)
  return aggregate ? selected.map((one) => ({ ...one, path: one.path.slice(-1) })) : selected
}

function selectEach(scope: Scope, fields: FieldType[]): Selected[] {
  let unnamed = 0
  return fields.flatMap((field): Selected[] => {
    switch (field.type) {
      case 'Field':
        return [plain(scope, field.alias ?? field.field, field.field)]
      case 'FieldRelationship':
        return [plain(scope, field.field, [...field.relationships, field.field].join('.'))]
      case 'FieldFunctionExpression':
        if (field.functionName.toUpperCase() === 'FIELDS') return allFields(scope, String(field.parameters[0]))
        return [computed(scope, field, () => `expr${unnamed++}`)]
      case 'FieldSubquery':
        return []
      default:
        throw notHere('TYPEOF')
    }
  })
}

function plain(scope: Scope, alias: string, path: string): Selected {
  const { sql, field } = scope.column(path)
  const steps = path.split('.')
  const name = alias === steps.at(-1) ? field.name : alias
  return { path: [...scope.relationships(steps), name], sql, field }
}

function computed(scope: Scope, expression: FieldFunctionExpression, unnamed: () => string): Selected {
  const name = expression.functionName.toUpperCase()
  const [argument] = expression.parameters
  if (argument !== undefined && typeof argument !== 'string') throw notHere('a function in a function')
  if (name === 'TOLABEL' || name === 'FORMAT' || name === 'CONVERTCURRENCY')
    return plain(scope, expression.alias ?? argument!, argument!)
  const aggregate = aggregates[name]
  if (!aggregate) throw notHere(name)
  const column = argument === undefined ? null : scope.column(argument)
  const keepsType = name === 'MIN' || name === 'MAX'
  return {
    path: [expression.alias ?? unnamed()],
    sql: aggregate(column?.sql ?? '*'),
    field: keepsType ? (column?.field ?? null) : null,
  }
}

function allFields(scope: Scope, which: string): Selected[] {
  const wanted = [...scope.type.fields.values()].filter(
    (field) => which.toUpperCase() === 'ALL' || field.custom === (which.toUpperCase() === 'CUSTOM'),
  )
  return wanted.map((field) => plain(scope, field.name, field.name))
}

export const isAggregate = (query: Pick<Query, 'fields' | 'groupBy'>): boolean =>
  query.groupBy !== undefined ||
  (query.fields ?? []).some((field) => field.type === 'FieldFunctionExpression' && field.isAggregateFn === true)

/** Nulls come first unless told, whatever the direction; the id settles ties so that pages do not overlap. */
export function orderBy(scope: Scope, query: Query, aggregate: boolean): string {
  const clauses = [query.orderBy ?? []].flat().map((clause) => {
    if (!('field' in clause)) throw notHere('a function in ORDER BY')
    const { sql, field } = scope.column(clause.field)
    return `${sql}${collation(field)} ${clause.order ?? 'ASC'} NULLS ${clause.nulls ?? 'FIRST'}`
  })
  const ties = aggregate ? [] : [idOf(scope.root)]
  const all = [...clauses, ...ties]
  return all.length > 0 ? ` ORDER BY ${all.join(', ')}` : ''
}

export const groupBy = (scope: Scope, query: Query): string => {
  const columns = [query.groupBy ?? []].flat().map((clause) => {
    if (!('field' in clause)) throw notHere('a function in GROUP BY')
    return scope.column(clause.field).sql
  })
  return columns.length > 0 ? ` GROUP BY ${columns.join(', ')}` : ''
}
