import type { FieldNode, SelectionSetNode } from 'graphql'
import type { Scalar, SObject } from '../../../data/record.ts'
import type { Field, ObjectType } from '../../../schema/field.ts'
import { relationOf } from '../../../schema/schema.ts'
import { fieldValue, valueLabel } from '../values.ts'
import { isOptional, keyOf, type Reading } from './query.ts'

/** One field of an answer: what it is called there, what SOQL must select for it, and how it is made of a record. */
export type Reader = { key: string; paths: string[]; read: (record: SObject) => unknown }

/** Reads what a query wants of each record of an object. */
export function compileNode(
  reading: Reading,
  type: ObjectType,
  selection: SelectionSetNode | undefined,
  at: string[],
): Reader[] {
  const isA = (name: string) => name === type.name || name === 'Record'
  return reading.fieldsOf(selection, isA).flatMap((node) => compileField(reading, type, node, at) ?? [])
}

/** The record as the answer holds it. */
export const readNode = (readers: Reader[], record: SObject): Record<string, unknown> =>
  Object.fromEntries(readers.map(({ key, read }) => [key, read(record)]))

function compileField(reading: Reading, type: ObjectType, node: FieldNode, at: string[]): Reader | null {
  const name = node.name.value
  const key = keyOf(node)
  if (name === 'Id') return { key, paths: ['Id'], read: (record) => record['Id'] }
  if (name === 'ApiName' || name === '__typename') return { key, paths: [], read: () => type.name }
  const field = type.fields.get(name)
  if (field) return compileValue(reading, type, field, node, at)
  const relation = relationOf(type, name)
  if (relation && relation.relationshipName === name) return compileParent(reading, relation, node, at)
  const child = reading.org.schema
    .references(type.name)
    .find(({ field: { childRelationshipName } }) => childRelationshipName === name)
  if (child) {
    const run = reading.connect(reading, child.type, node, [...at, name])
    const ofParent = ({ Id }: SObject) => `${child.field.name} = '${String(Id)}'`
    return { key, paths: ['Id'], read: (record) => run(ofParent(record)) }
  }
  if (!isOptional(node)) reading.undefinedField(type.name, node, at)
  return null
}

function compileValue(reading: Reading, type: ObjectType, field: Field, node: FieldNode, at: string[]): Reader {
  const parts = reading.fieldsOf(node.selectionSet, () => true)
  const place = [...at, field.name]
  if (parts.length === 0) {
    const text = `Subselection required for type '${valueType(field)}' of field '${field.name}'`
    reading.complain('SubselectionRequired', place, text, node)
  }
  for (const part of parts) {
    if (!partsOf(field).includes(part.name.value)) reading.undefinedField(valueType(field), part, place)
  }
  const read = (record: SObject) => {
    const value = (record[field.name] ?? null) as Scalar
    const { displayValue } = fieldValue(type, field, value, reading.language)
    const label = value === null ? null : valueLabel(type, field, String(value), reading.language)
    const whole: Record<string, unknown> = { value, displayValue, label, format: displayValue }
    return Object.fromEntries(parts.map((part) => [keyOf(part), whole[part.name.value]]))
  }
  return { key: keyOf(node), paths: [field.name], read }
}

const partsOf = (field: Field): string[] =>
  field.type === 'picklist' ? ['value', 'displayValue', 'label'] : ['value', 'displayValue', 'format']
const valueType = ({ type }: Field): string => `${type[0]!.toUpperCase()}${type.slice(1)}Value`

/** A parent is an object in the record, null where the lookup is empty; one of several kinds is asked by fragments. */
function compileParent(reading: Reading, relation: Field, node: FieldNode, at: string[]): Reader {
  const name = relation.relationshipName!
  const types = relation.referenceTo.flatMap((target) => reading.org.schema.find(target) ?? [])
  const kinds = types.map((parent) => ({
    parent,
    readers:
      types.length === 1
        ? compileNode(reading, parent, node.selectionSet, [...at, name])
        : reading
            .fieldsOf(node.selectionSet, (wanted) => [parent.name, 'Name', 'Record'].includes(wanted))
            .flatMap((inner) => compileField(reading, parent, inner, [...at, name]) ?? []),
  }))
  const paths = kinds.flatMap(({ readers }) => readers.flatMap((reader) => reader.paths))
  return {
    key: keyOf(node),
    paths: [...new Set(['Id', ...paths])].map((path) => `${name}.${path}`),
    read(record) {
      const parent = record[name] as SObject | null | undefined
      if (!parent?.['Id']) return null
      const prefix = String(parent['Id']).slice(0, 3)
      const kind = kinds.find(({ parent: { keyPrefix } }) => keyPrefix === prefix) ?? kinds[0]
      return readNode(kind?.readers ?? [], parent)
    },
  }
}
