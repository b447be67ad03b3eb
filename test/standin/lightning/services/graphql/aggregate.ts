import type { FieldNode } from 'graphql'
import type { SObject, Scalar } from '../../../data/record.ts'
import type { ObjectType } from '../../../schema/field.ts'
import { fieldValue } from '../values.ts'
import { refuseUnknown } from './connection.ts'
import { compileOrder } from './order.ts'
import { keyOf, type Connection, type Reading } from './query.ts'
import { compileFilter } from './where.ts'

const functions: Record<string, string> = {
  count: 'COUNT',
  countDistinct: 'COUNT_DISTINCT',
  sum: 'SUM',
  avg: 'AVG',
  min: 'MIN',
  max: 'MAX',
}
/** One number of a group: `alias` is what SOQL calls it. */
type Column = { soql: string; alias: string }

/** `uiapi { aggregate { Object } }`: groups and what is counted in them. Source: GraphQL API Developer Guide, Aggregate Queries */
export function compileAggregate(reading: Reading, type: ObjectType, node: FieldNode, at: string[]): Connection {
  const given = reading.argumentsOf(node, ['where', 'groupBy', 'orderBy', 'first', 'after', 'scope'], at)
  const value = (name: string) => given[name] && reading.valueOf(given[name])
  const filter = (value('where') as Record<string, unknown> | undefined) ?? {}
  const where = compileFilter({ reading, type, prefix: '', at, node }, filter)
  const order = compileOrder(reading, type, value('orderBy') ?? {}, node, at)
  const groups = Object.keys((value('groupBy') as Record<string, unknown> | undefined) ?? {})
  const columns: Column[] = groups.map((soql) => ({ soql, alias: soql }))
  const parts = reading.fieldsOf(node.selectionSet, () => true)
  refuseUnknown(reading, `${type.name}AggregateConnection`, parts, ['edges', 'totalCount'], at)
  const edges = parts.find(({ name }) => name.value === 'edges')
  const read = compileLevels(reading, edges, ['node', 'aggregate'], (field) => compileField(field))

  function compileField(field: FieldNode): (record: SObject) => unknown {
    const known = type.fields.get(field.name.value)
    if (!known) {
      reading.undefinedField(`${type.name}Aggregate`, field, [...at, 'edges', 'node', 'aggregate'])
      return () => null
    }
    const wanted = reading
      .fieldsOf(field.selectionSet, () => true)
      .map((part) => {
        const soqlFunction = functions[part.name.value]
        if (!soqlFunction) {
          const own = (record: SObject) =>
            fieldValue(type, known, (record[known.name] ?? null) as Scalar, reading.language)
          return [keyOf(part), (record: SObject): unknown => own(record)[part.name.value as 'value']] as const
        }
        const alias = `n${columns.length}`
        columns.push({ soql: `${soqlFunction}(${known.name}) ${alias}`, alias })
        const number = (record: SObject) => {
          const value = record[alias] ?? null
          return { value, displayValue: value === null ? null : String(value) }
        }
        return [keyOf(part), number] as const
      })
    return (record) => Object.fromEntries(wanted.map(([key, of]) => [key, of(record)]))
  }

  return () => {
    const selected = columns.map(({ soql }) => soql).join(', ') || 'COUNT(Id) n0'
    const soql = [
      `SELECT ${selected} FROM ${type.name}`,
      where && `WHERE ${where}`,
      groups.length > 0 && `GROUP BY ${groups.join(', ')}`,
      order.length > 0 && `ORDER BY ${order.join(', ')}`,
      `LIMIT ${Number(value('first') ?? 10)}`,
    ]
    const found = reading.org.query(soql.filter(Boolean).join(' '))
    const answer = ({ name }: FieldNode) => (name.value === 'edges' ? found.map(read) : found.length)
    return Object.fromEntries(parts.map((part) => [keyOf(part), answer(part)]))
  }
}

/** Goes down levels of which each has one name, and reads the fields below the last. */
function compileLevels(
  reading: Reading,
  node: FieldNode | undefined,
  [name, ...rest]: string[],
  compile: (field: FieldNode) => (record: SObject) => unknown,
): (record: SObject) => unknown {
  const inner = reading.fieldsOf(node?.selectionSet, () => true)
  const readers = inner.map((field) => {
    const isLevel = name !== undefined && field.name.value === name
    return [keyOf(field), isLevel ? compileLevels(reading, field, rest, compile) : compile(field)] as const
  })
  return (record) => Object.fromEntries(readers.map(([key, read]) => [key, read(record)]))
}
