import type { FieldNode } from 'graphql'
import type { SObject } from '../../../data/record.ts'
import type { ObjectType } from '../../../schema/field.ts'
import { compileNode, readNode, type Reader } from './node.ts'
import { compileOrder } from './order.ts'
import { keyOf, type Connection, type Reading } from './query.ts'
import { compileFilter } from './where.ts'

const usualPage = 10
const longestPage = 2000
const known = ['first', 'after', 'where', 'orderBy', 'scope', 'upperBound']

/** A list of records: `edges { node }`, `pageInfo`, `totalCount`. Source: GraphQL API Developer Guide, Query Record Objects */
export function compileConnection(reading: Reading, type: ObjectType, node: FieldNode, at: string[]): Connection {
  const given = reading.argumentsOf(node, known, at)
  const value = (name: string) => given[name] && reading.valueOf(given[name])
  const where = compileFilter(
    { reading, type, prefix: '', at, node },
    (value('where') as Record<string, unknown> | undefined) ?? {},
  )
  const order = compileOrder(reading, type, value('orderBy') ?? {}, node, at)
  const first = Number(value('first') ?? usualPage)
  if (!(first >= 1 && first <= longestPage)) {
    reading.complain('WrongType', at, `argument 'first' is ${first}: it is from 1 to ${longestPage}`, node)
  }
  const parts = reading.fieldsOf(node.selectionSet, () => true)
  const edges = parts.filter(({ name }) => name.value === 'edges')
  const edgeFields = edges.flatMap((edge) => reading.fieldsOf(edge.selectionSet, () => true))
  const readers = edgeFields
    .filter(({ name }) => name.value === 'node')
    .flatMap((inner) => compileNode(reading, type, inner.selectionSet, [...at, 'edges', 'node']))
  refuseUnknown(reading, `${type.name}Connection`, parts, ['edges', 'pageInfo', 'totalCount', 'pageResultCount'], at)
  refuseUnknown(reading, `${type.name}Edge`, edgeFields, ['node', 'cursor'], [...at, 'edges'])

  const tail = order.length > 0 ? ` ORDER BY ${order.join(', ')}` : ''
  return (condition = '') => {
    const conditions = [condition, where].filter(Boolean).join(' AND ')
    const filter = conditions && ` WHERE ${conditions}`
    const from = cursorPlace(value('after') as string | null | undefined)
    const select = `SELECT ${pathsOf(readers)} FROM ${type.name}${filter}${tail}`
    const found = reading.org.query(`${select} LIMIT ${first + 1} OFFSET ${from}`)
    const total = () =>
      Number(reading.org.query(`SELECT COUNT(Id) total FROM ${type.name}${filter}`)[0]?.['total'] ?? 0)
    const page = found.slice(0, first)
    const answer = (part: FieldNode): unknown => {
      if (part.name.value === 'edges') return page.map((record, index) => edgeOf(reading, part, record, from + index))
      if (part.name.value === 'pageInfo') return pageInfo(reading, part, page.length, from, found.length > first)
      return part.name.value === 'totalCount' ? total() : page.length
    }
    return Object.fromEntries(parts.map((part) => [keyOf(part), answer(part)]))
  }

  function edgeOf(reading: Reading, edge: FieldNode, record: SObject, place: number): Record<string, unknown> {
    const wanted = reading.fieldsOf(edge.selectionSet, () => true)
    const read = (part: FieldNode) => (part.name.value === 'node' ? readNode(readers, record) : cursorOf(place + 1))
    return Object.fromEntries(wanted.map((part) => [keyOf(part), read(part)]))
  }
}

const pathsOf = (readers: Reader[]): string => [...new Set(['Id', ...readers.flatMap(({ paths }) => paths)])].join(', ')

function pageInfo(reading: Reading, node: FieldNode, length: number, from: number, more: boolean) {
  const whole: Record<string, unknown> = {
    hasNextPage: more,
    hasPreviousPage: from > 0,
    startCursor: length > 0 ? cursorOf(from + 1) : null,
    endCursor: length > 0 ? cursorOf(from + length) : null,
  }
  const wanted = reading.fieldsOf(node.selectionSet, () => true)
  return Object.fromEntries(wanted.map((part) => [keyOf(part), whole[part.name.value]]))
}

/** Says nothing to whoever holds it, as in Salesforce. */
const cursorOf = (place: number): string => Buffer.from(JSON.stringify({ place })).toString('base64')
const cursorPlace = (cursor: string | null | undefined): number =>
  cursor ? (JSON.parse(Buffer.from(cursor, 'base64').toString()) as { place: number }).place : 0

export function refuseUnknown(
  reading: Reading,
  type: string,
  fields: FieldNode[],
  known: string[],
  at: string[],
): void {
  for (const field of fields) if (!known.includes(field.name.value)) reading.undefinedField(type, field, at)
}
