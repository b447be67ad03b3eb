import type { ObjectType } from '../../schema/field.ts'
import { moment } from '../dates.ts'
import { rejected, type Row, type Scalar } from '../record.ts'
import type { Transaction } from '../transaction.ts'
import { find } from './references.ts'

/** Moves a record and its details to the recycle bin and empties the lookups to it. Throws `Rejected`. */
export function remove(tx: Transaction, type: ObjectType, id: string): string {
  const row = find(tx, type, id)
  const failed = tx.origin.faults.row(type.name, row.Id, [])
  if (failed) throw rejected(failed.code, failed.message, failed.fields, failed.status)
  bin(tx, type, row)
  return row.Id
}

/** As `remove`, without asking whether the row may be touched. */
export function bin(tx: Transaction, type: ObjectType, row: Row): void {
  for (const { child, field, rows } of children(tx, type, row.Id)) {
    if (field.onDelete === 'restrict' && rows.length > 0) {
      const list = rows.map((found) => String(found['Name'] ?? found.Id)).join(', ')
      const text = `Your attempt to delete ${String(row['Name'] ?? row.Id)} could not be completed because it is associated with the following`
      throw rejected('DELETE_FAILED', `${text} ${child.labelPlural.toLowerCase()}.: ${list}\n`, [])
    }
    for (const found of rows) {
      if (field.onDelete === 'cascade') bin(tx, child, found)
      else tx.engine.store.update(child, found.Id, { [field.name]: null })
    }
  }
  mark(tx, type, row, {})
}

/** Sets the mark of the recycle bin; the change is told as a deletion. */
export function mark(tx: Transaction, type: ObjectType, row: Row, also: Record<string, Scalar>): void {
  tx.engine.store.update(type, row.Id, { IsDeleted: true, SystemModstamp: moment(tx.now), ...also })
  tx.changes.push({ object: type.name, id: row.Id, before: row, after: null, user: tx.origin.user })
}

/** Living records whose lookup names this one, by object and field. */
export function children(tx: Transaction, type: ObjectType, id: string) {
  const { schema, store } = tx.engine
  return schema
    .references(type.name)
    .filter(({ field }) => !field.name.endsWith('ById') && field.name !== 'MasterRecordId')
    .map(({ type: child, field }) => ({ child, field, rows: store.find(child, field, id) }))
}
