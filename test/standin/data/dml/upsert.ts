import type { Field, ObjectType } from '../../schema/field.ts'
import { Rejected, rejected, type Scalar } from '../record.ts'
import type { Transaction } from '../transaction.ts'
import { create, update } from './save.ts'

/** Several records have the key: nothing is written. */
export class SeveralMatches extends Rejected {
  readonly ids: string[]

  constructor(key: Field, ids: string[]) {
    const message = `${key.name}: more than one record found for external id field: [${ids.join(', ')}]`
    super([{ code: 'DUPLICATE_EXTERNAL_ID', message, fields: [key.name], status: 300 }])
    this.ids = ids
  }
}

/** Creates, or updates the one record that has this key. Throws `Rejected`. */
export function upsert(
  tx: Transaction,
  type: ObjectType,
  key: Field,
  value: Scalar,
  record: Record<string, unknown>,
  updateOnly = false,
): { id: string; created: boolean } {
  if (value === null || value === '') throw rejected('MISSING_ARGUMENT', `${key.name} not specified`, [])
  if (key.name === 'Id') return { id: update(tx, type, String(value), record), created: false }
  const found = tx.engine.store.find(type, key, value)
  if (found.length > 1)
    throw new SeveralMatches(
      key,
      found.map((row) => row.Id),
    )
  if (found[0]) return { id: update(tx, type, found[0].Id, record), created: false }
  if (updateOnly) throw rejected('NOT_FOUND', 'The requested resource does not exist', undefined, 404)
  return { id: create(tx, type, { ...record, [key.name]: value }), created: true }
}
