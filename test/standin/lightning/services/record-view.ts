import type { Row, Scalar } from '../../data/record.ts'
import { rejected } from '../../data/record.ts'
import type { StandInOrg } from '../../org.ts'
import { fieldOf, relationOf } from '../../schema/schema.ts'
import type { ObjectType } from '../../schema/field.ts'
import { nameOf } from '../pages/values.ts'
import type { Language } from '../package/translations.ts'
import { fieldValue } from './values.ts'

type Parent = { displayValue: string | null; value: RecordView | null }
type Shown = { displayValue: string | null; value: Scalar | RecordView }
/** A record as UI API gives it. Source: User Interface API Developer Guide, Record */
export type RecordView = {
  apiName: string
  childRelationships: Record<string, never>
  eTag: string
  fields: Record<string, Shown>
  id: string
  lastModifiedById: Scalar
  lastModifiedDate: Scalar
  recordTypeId: Scalar
  recordTypeInfo: null
  systemModstamp: Scalar
  weakEtag: number
}
export type Wanted = { fields: string[]; optionalFields: string[]; layout: boolean }

/** One record with the fields that are asked for; an unknown field is an error unless it is optional. */
export function viewRecord(org: StandInOrg, id: string, wanted: Wanted, language: Language): RecordView {
  const type = org.schema.ofId(id)
  const row = type && org.read(type.name, id)
  if (!type || !row) throw rejected('NOT_FOUND', 'The requested resource does not exist', undefined, 404)
  const view = emptyView(type, row)
  const paths = wanted.layout ? [...type.fields.keys()].map((name) => `${type.name}.${name}`) : []
  for (const path of [...wanted.fields, ...paths]) if (!put(org, view, type, row, path, language)) throw noField(path)
  for (const path of wanted.optionalFields) put(org, view, type, row, path, language)
  return view
}

const noField = (path: string) =>
  rejected('INVALID_FIELD', `No such column '${path.split('.').slice(1).join('.')}' on entity '${path.split('.')[0]}'`)

function put(org: StandInOrg, view: RecordView, type: ObjectType, row: Row, path: string, language: Language): boolean {
  const [object, name = '', ...rest] = path.split('.')
  if (object !== type.name) return false
  if (rest.length === 0) {
    const field = fieldOf(type, name)
    if (field) view.fields[field.name] = fieldValue(type, field, row[field.name] ?? null, language)
    return field !== undefined
  }
  const relation = relationOf(type, name)
  if (!relation) return false
  const parentId = row[relation.name]
  const parentType = typeof parentId === 'string' ? org.schema.ofId(parentId) : undefined
  const parent = parentType && org.read(parentType.name, String(parentId))
  if (!parentType || !parent) {
    view.fields[name] ??= { displayValue: null, value: null }
    return relation.referenceTo.some((target) => exists(org, target, rest))
  }
  const held = (view.fields[name] ??= { displayValue: nameOf(parent), value: emptyView(parentType, parent) }) as Parent
  return put(org, held.value!, parentType, parent, [parentType.name, ...rest].join('.'), language)
}

/** Whether a path leads to a field, where there is no record to walk along. */
function exists(org: StandInOrg, object: string, [name = '', ...rest]: string[]): boolean {
  const type = org.schema.find(object)
  if (!type) return false
  if (rest.length === 0) return fieldOf(type, name) !== undefined
  return (relationOf(type, name)?.referenceTo ?? []).some((target) => exists(org, target, rest))
}

const emptyView = (type: ObjectType, row: Row): RecordView => ({
  apiName: type.name,
  childRelationships: {},
  eTag: String(row['SystemModstamp']),
  fields: {},
  id: row.Id,
  lastModifiedById: row['LastModifiedById'] ?? null,
  lastModifiedDate: row['LastModifiedDate'] ?? null,
  recordTypeId: row['RecordTypeId'] ?? '012000000000000AAA',
  recordTypeInfo: null,
  systemModstamp: row['SystemModstamp'] ?? null,
  weakEtag: Date.parse(String(row['SystemModstamp'])),
})
