import { isValueFunctionCondition, isValueQueryCondition } from '@jetstreamapp/soql-parser-js'
import type { ConditionWithValueQuery, Query, ValueCondition, WhereClause } from '@jetstreamapp/soql-parser-js'
import { collation } from '../store.ts'
import { notHere } from './complaints.ts'
import { dayRange, readLiteral, unquote, type Bound } from './literals.ts'
import type { Column, Scope } from './scope.ts'

export type Sql = { sql: string; values: Bound[] }
export type Semijoin = (query: Query) => Sql

/** The conditions as SQL; the parser has left the brackets where they stood. */
export function compileWhere(scope: Scope, where: WhereClause, now: Date, semijoin: Semijoin): Sql {
  const steps = stepsOf(where)
  const negates = steps.some((step) => 'operator' in step && step.operator === 'NOT')
  const values: Bound[] = []
  const parts: string[] = []
  for (const step of steps) {
    const { left } = step
    parts.push('('.repeat(left?.openParen ?? 0))
    if (left && 'operator' in left) {
      const condition = compileCondition(scope, left, now, semijoin)
      // NOT of an unknown is unknown in SQL and true in SOQL; without a NOT the plain form can use an index.
      parts.push(negates ? `COALESCE(${condition.sql}, 0)` : condition.sql, ')'.repeat(left.closeParen ?? 0))
      values.push(...condition.values)
    }
    if ('operator' in step) parts.push(step.operator)
  }
  return { sql: parts.join(' '), values }
}

const stepsOf = (where: WhereClause): WhereClause[] => ('right' in where ? [where, ...stepsOf(where.right)] : [where])

type Comparison = Extract<ConditionWithValueQuery, { operator: string }>

function compileCondition(scope: Scope, condition: Comparison, now: Date, semijoin: Semijoin): Sql {
  if (isValueFunctionCondition(condition)) throw notHere('a function in WHERE')
  const column = scope.column(condition.field)
  if (isValueQueryCondition(condition)) {
    const inner = semijoin(condition.valueQuery)
    return { sql: `${column.sql} ${condition.operator} (${inner.sql})`, values: inner.values }
  }
  const literalTypes = [condition.literalType ?? 'STRING'].flat()
  if (literalTypes[0]?.startsWith('DATE_')) return compareDays(column, condition.operator, String(condition.value), now)
  const list = [condition.value].flat()
  const read = list.map((text, index) =>
    readLiteral(scope.soql, column.field, literalTypes[index] ?? literalTypes[0]!, text),
  )
  return compare(column, condition as ValueCondition, read)
}

function compare({ sql, field }: Column, { operator, value }: ValueCondition, read: Bound[]): Sql {
  const fold = collation(field)
  switch (operator) {
    case '=':
    case '!=':
      return { sql: `${sql} ${operator === '=' ? 'IS' : 'IS NOT'} ?${fold}`, values: read }
    case 'IN':
    case 'NOT IN':
      return oneOf(sql + fold, operator, read)
    case 'LIKE':
      return { sql: `${sql} LIKE ? ESCAPE '\\'`, values: [likePattern(String(value))] }
    case 'INCLUDES':
    case 'EXCLUDES':
      return includes(sql, operator, read)
    default:
      return { sql: `${sql} ${operator} ?${fold}`, values: read }
  }
}

/** The pattern's own escapes stay, those of the literal go. */
const likePattern = (written: string): string => unquote(written.replace(/\\([_%])/g, '\\\\$1'))

function oneOf(sql: string, operator: 'IN' | 'NOT IN', read: Bound[]): Sql {
  const values = read.filter((value) => value !== null)
  const list = `${sql} ${operator} (${values.map(() => '?').join(', ')})`
  const withNull = values.length < read.length
  if (operator === 'IN') return { sql: withNull ? `(${list} OR ${sql} IS NULL)` : list, values }
  return { sql: withNull ? `(${list} AND ${sql} IS NOT NULL)` : `(${list} OR ${sql} IS NULL)`, values }
}

function includes(sql: string, operator: string, read: Bound[]): Sql {
  const sets = read.map((value) => String(value).split(';'))
  const held = sets.map((set) => set.map(() => `instr(';' || ${sql} || ';', ?) > 0`).join(' AND ')).join(' OR ')
  const values = sets.flat().map((value) => `;${value};`)
  return { sql: operator === 'INCLUDES' ? `(${held})` : `COALESCE(NOT (${held}), 1)`, values }
}

function compareDays({ sql, field }: Column, operator: string, literal: string, now: Date): Sql {
  const width = field.type === 'date' ? 10 : 24
  const [from, to] = dayRange(literal, now).map((moment) => moment.slice(0, width)) as [string, string]
  const forms: Record<string, Sql> = {
    '=': { sql: `(${sql} >= ? AND ${sql} < ?)`, values: [from, to] },
    '!=': { sql: `(${sql} < ? OR ${sql} >= ? OR ${sql} IS NULL)`, values: [from, to] },
    '<': { sql: `${sql} < ?`, values: [from] },
    '<=': { sql: `${sql} < ?`, values: [to] },
    '>': { sql: `${sql} >= ?`, values: [to] },
    '>=': { sql: `${sql} >= ?`, values: [from] },
  }
  const form = forms[operator]
  if (!form) throw notHere(`${operator} with ${literal}`)
  return form
}
