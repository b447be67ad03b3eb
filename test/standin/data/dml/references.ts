import type { Field, ObjectType } from '../../schema/field.ts'
import { isId, toId18 } from '../ids.ts'
import { rejected, type Row } from '../record.ts'
import type { Transaction } from '../transaction.ts'
import type { Fields } from './fields.ts'

/** The living record a call is about. Throws `Rejected`. */
export function find(tx: Transaction, type: ObjectType, id: string): Row {
  if (!isId(id) || !id.startsWith(type.keyPrefix)) {
    throw rejected('MALFORMED_ID', `Record ID: id value of incorrect type: ${id}`, ['Id'])
  }
  const row = tx.engine.store.read(type, toId18(id))
  if (!row) throw rejected('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [], 404)
  if (row['IsDeleted']) throw rejected('ENTITY_IS_DELETED', 'entity is deleted', [], 404)
  return row
}

const ownedByQueues = new Set(['Case', 'Lead', 'Order', 'Task'])

/** Every lookup that was given leads to a living record of the right object. */
export function refer(tx: Transaction, type: ObjectType, fields: Fields): void {
  for (const [name, id] of Object.entries(fields)) {
    const field = type.fields.get(name)
    if (field?.type === 'reference' && typeof id === 'string') referTo(tx, type, field, id)
  }
}

function referTo(tx: Transaction, type: ObjectType, field: Field, id: string): void {
  const { schema, store } = tx.engine
  const target = schema.ofId(id)
  if (!target || !field.referenceTo.includes(target.name)) {
    throw rejected('MALFORMED_ID', `${field.label}: id value of incorrect type: ${id}`, [field.name])
  }
  const row = store.read(target, id)
  if (!row) throw rejected('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [])
  if (row['IsDeleted']) throw rejected('ENTITY_IS_DELETED', 'entity is deleted', [])
  if (field.name !== 'OwnerId') return
  if (target.name === 'Group' && !ownedByQueues.has(type.name)) {
    throw rejected('INVALID_OPERATION', 'Queue not associated with this SObject type', ['OwnerId'])
  }
  if (target.name === 'User' && !row['IsActive']) {
    const message = `operation performed with inactive user [${id.slice(0, 15)}] as owner of ${type.name.toLowerCase()}`
    throw rejected('INACTIVE_OWNER_OR_USER', message, [])
  }
}

/** No other living record holds the value of a unique field. */
export function isUnique(tx: Transaction, type: ObjectType, after: Row, fields: Fields): void {
  for (const field of type.fields.values()) {
    const value = after[field.name]
    if (!field.unique || !(field.name in fields) || value === null || value === undefined) continue
    const other = tx.engine.store.find(type, field, value).find((row) => row.Id !== after.Id)
    if (!other) continue
    // A row of the same call has no id that anybody could know yet.
    const [name, id] = tx.created.has(other.Id) ? ['<unknown>', '<unknown>'] : [field.name, other.Id.slice(0, 15)]
    throw rejected('DUPLICATE_VALUE', `duplicate value found: ${name} duplicates value on record with id: ${id}`, [])
  }
}
