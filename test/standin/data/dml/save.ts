import { parseFormula } from '../../outbound/triggers/formula.ts'
import type { ObjectType, ValidationRule } from '../../schema/field.ts'
import { moment } from '../dates.ts'
import { afterAccess, checkAccess } from './access.ts'
import { afterSave, derive } from './derive.ts'
import { readFields, type Fields } from './fields.ts'
import { Rejected, type Row, type RowError } from '../record.ts'
import { find, isUnique, refer } from './references.ts'
import type { Transaction } from '../transaction.ts'

/** Creates a record. Throws `Rejected`. */
export function create(tx: Transaction, type: ObjectType, record: Record<string, unknown>): string {
  const fields = readFields(tx, type, record, 'create')
  const id = tx.engine.newId(type.keyPrefix)
  const row: Row = { ...blank(tx, type), ...fields, Id: id }
  if (type.custom && row['Name'] === null) row['Name'] = id // what the API does with an unnamed record
  const stamp = moment(tx.now)
  write(tx, type, { ...row, CreatedDate: stamp, CreatedById: tx.origin.user.id }, null, fields)
  tx.created.add(id)
  return id
}

/** Changes a record's given fields. Throws `Rejected`. */
export function update(tx: Transaction, type: ObjectType, id: string, record: Record<string, unknown>): string {
  const before = find(tx, type, id)
  const fields = readFields(tx, type, record, 'update')
  write(tx, type, { ...before, ...fields }, before, fields)
  return before.Id
}

function write(tx: Transaction, type: ObjectType, row: Row, before: Row | null, fields: Fields): void {
  const { store } = tx.engine
  if (tx.autoAssign) row['OwnerId'] = tx.engine.queueFor(type.name) ?? row['OwnerId'] ?? null
  const stamp = moment(tx.now)
  const after = { ...row, LastModifiedDate: stamp, LastModifiedById: tx.origin.user.id, SystemModstamp: stamp }
  derive(tx, type, after, before)
  const failed = tx.origin.faults.row(type.name, before?.Id ?? null, referredIds(type, after))
  if (failed) throw new Rejected([failed])
  refuse(missing(type, after))
  refer(tx, type, fields)
  refuse(broken(type, after, before))
  isUnique(tx, type, after, fields)
  checkAccess(tx, type, after, before)
  if (before) store.update(type, after.Id, changed(type, after, before))
  else store.insert(type, after)
  tx.changes.push({ object: type.name, id: after.Id, before, after: store.read(type, after.Id), user: tx.origin.user })
  afterSave(tx, type, after, before)
  afterAccess(tx, type, after, before)
}

/** A new record before anything is given. */
function blank(tx: Transaction, type: ObjectType): Row {
  const row: Row = { Id: '' }
  for (const field of type.fields.values()) {
    if (field.formula) continue
    const given = field.defaultValue?.replace(/^"(.*)"$/, '$1') ?? null
    row[field.name] =
      field.type === 'boolean' ? given === 'true' : numeric.has(field.type) && given ? Number(given) : given
  }
  if (type.fields.has('OwnerId')) row['OwnerId'] = tx.origin.user.id
  return row
}

const numeric = new Set(['int', 'double', 'currency', 'percent'])

function changed(type: ObjectType, after: Row, before: Row): Row {
  const names = [...type.fields.values()].filter((field) => !field.formula).map((field) => field.name)
  return Object.fromEntries(
    names.filter((name) => after[name] !== before[name]).map((name) => [name, after[name]]),
  ) as Row
}

function missing(type: ObjectType, after: Row): RowError[] {
  const names = [...type.fields.values()].filter((field) => field.required && after[field.name] === null)
  if (names.length === 0) return []
  const list = names.map((field) => field.name)
  const message = `Required fields are missing: [${list.join(', ')}]`
  return [{ code: 'REQUIRED_FIELD_MISSING', message, fields: list, status: 400 }]
}

function broken(type: ObjectType, after: Row, before: Row | null): RowError[] {
  return type.rules
    .filter((rule) => fails(rule, after, before))
    .map((rule) => ({
      code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      message: rule.message,
      fields: rule.field ? [rule.field] : [],
      status: 400,
    }))
}

function fails({ failsWhen }: ValidationRule, after: Row, before: Row | null): boolean {
  if (typeof failsWhen === 'function') return failsWhen(after, before)
  const formula = formulas.get(failsWhen) ?? parseFormula(failsWhen)
  formulas.set(failsWhen, formula)
  return formula({ after, before, permissions: new Set() })
}

const formulas = new Map<string, ReturnType<typeof parseFormula>>()

function refuse(errors: RowError[]): void {
  if (errors.length > 0) throw new Rejected(errors)
}

function referredIds(type: ObjectType, row: Row): string[] {
  const references = [...type.fields.values()].filter((field) => field.type === 'reference')
  return references.flatMap((field) => (typeof row[field.name] === 'string' ? [String(row[field.name])] : []))
}
