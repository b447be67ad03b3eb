import type { Field, ObjectType } from '../../schema/field.ts'
import { fieldOf, relationOf } from '../../schema/schema.ts'
import { Rejected, rejected, type RowError, type Scalar } from '../record.ts'
import type { Transaction } from '../transaction.ts'
import { readValue, unreadable } from './values.ts'

/** Values by API name, ready to be stored. */
export type Fields = Record<string, Scalar>

/** Reads the fields a caller gives. All errors of values are told at once, as Salesforce does. */
export function readFields(
  tx: Transaction,
  type: ObjectType,
  record: Record<string, unknown>,
  mode: 'create' | 'update',
): Fields {
  const given = Object.entries(record).filter(([name]) => name !== 'attributes')
  if (mode === 'create' && given.some(([name, value]) => name.toLowerCase() === 'id' && value !== null)) {
    throw rejected('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id'])
  }
  const fields: Fields = {}
  const errors: RowError[] = []
  const readOnly: string[] = []
  for (const [name, value] of given) {
    if (name.toLowerCase() === 'id') continue
    const [field, plain] = resolve(tx, type, name, value)
    const read = readValue(field, plain, tx.origin.body)
    if (!(mode === 'create' ? field.createable : field.updateable)) readOnly.push(field.name)
    else if ('error' in read) errors.push(read.error)
    else fields[field.name] = read.value
  }
  if (readOnly.length > 0) throw notWriteable(readOnly)
  if (errors.length > 0) throw new Rejected(errors)
  return fields
}

function notWriteable(names: string[]): Rejected {
  const advice =
    'Please check the security settings of this field and verify that it is read/write for your profile or permission set.'
  return rejected(
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${names.join(', ')}. ${advice}`,
    names,
  )
}

/** `Case__r: { Ext__c: 'v' }` names a parent by its external id and becomes the lookup. */
function resolve(tx: Transaction, type: ObjectType, name: string, value: unknown): [Field, unknown] {
  const field = fieldOf(type, name)
  if (field) return [field, value]
  const relation = relationOf(type, name)
  if (!relation) throw rejected('INVALID_FIELD', `No such column '${name}' on sobject of type ${type.name}`)
  if (value === null) return [relation, null]
  if (typeof value !== 'object' || Array.isArray(value)) throw unreadable('reference', value, tx.origin.body)
  return [relation, parentId(tx, relation, value as Record<string, unknown>)]
}

function parentId(tx: Transaction, relation: Field, key: Record<string, unknown>): string {
  const parent = tx.engine.schema.object(String(typeNamed(key) ?? relation.referenceTo[0]))
  const [entry, ...more] = Object.entries(key).filter(([name]) => name !== 'attributes')
  const field = entry && fieldOf(parent, entry[0])
  if (!entry || more.length > 0 || !field?.idLookup) {
    const which = entry?.[0] ?? relation.relationshipName
    throw rejected('INVALID_FIELD', `No such column '${which}' on sobject of type ${parent.name}`)
  }
  const found = tx.engine.store.find(parent, field, String(entry[1]))
  if (found.length === 1) return found[0]!.Id
  const where = `for field ${field.name} in entity ${parent.name}`
  if (found.length === 0)
    throw rejected('INVALID_FIELD', `Foreign key external ID: ${String(entry[1])} not found ${where}`, [])
  throw rejected('INVALID_FIELD', `More than one record found with external ID: ${String(entry[1])} ${where}`, [])
}

const typeNamed = (key: Record<string, unknown>): unknown =>
  typeof key['attributes'] === 'object' ? (key['attributes'] as Record<string, unknown> | null)?.['type'] : undefined
