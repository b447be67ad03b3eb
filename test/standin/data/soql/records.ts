import type { Field, ObjectType } from '../../schema/field.ts'
import type { Schema } from '../../schema/schema.ts'
import type { Scalar, SObject } from '../record.ts'
import { fromSql } from '../store.ts'
import type { Selected } from './select.ts'

/** How the API dresses records; without it they are as stored. */
export type Print = {
  attributes: (type: ObjectType | null, id: string) => SObject
  value: (field: Field, value: Scalar, type: ObjectType | null, id: string) => Scalar
  children: (records: SObject[]) => SObject | null
}

type SqlRow = Record<string, string | number | null>

/** One row of SQL as a record with its parents inside, null where there is no parent. */
export function assemble(
  row: SqlRow,
  selected: Selected[],
  type: ObjectType | null,
  schema: Schema,
  print?: Print,
): SObject {
  const id = String(row['id'] ?? '')
  const record: SObject = print ? { attributes: print.attributes(type, id) } : {}
  for (const [index, { path, field }] of selected.entries()) {
    const holder = walk(record, row, path.slice(0, -1), schema, print)
    if (holder === null) continue
    const plain = row[`c${index}`] ?? null
    const value = field ? fromSql(field, plain) : plain
    holder[path.at(-1)!] = print && field ? print.value(field, value, type, id) : value
  }
  return record
}

function walk(record: SObject, row: SqlRow, relationships: string[], schema: Schema, print?: Print): SObject | null {
  let holder = record
  for (const [depth, name] of relationships.entries()) {
    const id = row[`id ${relationships.slice(0, depth + 1).join('.')}`]
    if (typeof id !== 'string') {
      holder[name] = null
      return null
    }
    holder = (holder[name] ??= print ? { attributes: print.attributes(schema.ofId(id) ?? null, id) } : {}) as SObject
  }
  return holder
}
