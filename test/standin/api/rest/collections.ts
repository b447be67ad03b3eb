import { create, update } from '../../data/dml/save.ts'
import { remove } from '../../data/dml/remove.ts'
import { upsert } from '../../data/dml/upsert.ts'
import { Rejected, rejected, type RowError, type Scalar } from '../../data/record.ts'
import { fieldOf } from '../../schema/schema.ts'
import type { Field, ObjectType } from '../../schema/field.ts'
import { recordIn } from './records.ts'
import { notFound, rowErrors, type Answer, type Ask, type Context } from './reply.ts'

type Outcome = { id: string; created?: boolean } | { errors: RowError[] }
type RowWork = (record: Record<string, unknown>) => { id: string; created?: boolean }

const rolledBack: RowError = {
  code: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
  status: 400,
}

/** `/composite/sobjects`: create, update, delete up to 200 records. */
export function collection(ask: Ask, context: Context): Answer {
  const { tx, org } = context
  if (ask.method === 'DELETE') return deleteMany(ask, context)
  const { records, allOrNone } = recordsIn(ask)
  const types = records.map((record) => typeOf(record))
  if (ask.method === 'POST' && types.filter((type, index) => type !== types[index - 1]).length > 10) {
    throw rejected(
      'INVALID_INPUT',
      'Cannot have more than 10 chunks in a single operation. Please rearrange the data to reduce chunking.',
    )
  }
  return work(context, records, allOrNone, false, (record) => {
    const type = org.schema.find(typeOf(record))
    if (!type) throw rejected('INVALID_TYPE', `sObject type '${typeOf(record)}' is not supported.`)
    if (ask.method === 'POST') return { id: create(tx, type, record) }
    const [, id] = Object.entries(record).find(([name]) => name.toLowerCase() === 'id') ?? []
    if (!id) throw rejected('MISSING_ARGUMENT', 'Id not specified in an update call')
    return { id: update(tx, type, String(id), record) }
  })
}

/** `PATCH /composite/sobjects/X/Key__c`: upsert up to 200 records of one object. */
export function upsertCollection(ask: Ask, context: Context, objectName: string, keyName: string): Answer {
  const type = context.org.schema.find(objectName)
  const key = type && fieldOf(type, keyName)
  if (!type) return notFound
  if (!key?.idLookup && key?.name !== 'Id') {
    throw rejected(
      'NOT_FOUND',
      `Provided external ID field does not exist or is not accessible: ${keyName}`,
      undefined,
      404,
    )
  }
  const { records, allOrNone } = recordsIn(ask)
  const other = records.map(typeOf).find((name) => name.toLowerCase() !== type.name.toLowerCase())
  if (other) throw rejected('INVALID_TYPE', `Record type ${other} does not match the type in the URL: ${type.name}`)
  const keys = records.map((record) => keyOf(record, key))
  return work(context, records, allOrNone, true, (record) => upsertOne(context, type, key, record, keys))
}

function upsertOne(
  { tx }: Context,
  type: ObjectType,
  key: Field,
  record: Record<string, unknown>,
  keys: (Scalar | undefined)[],
): { id: string; created: boolean } {
  const value = keyOf(record, key) ?? null
  const rest = Object.fromEntries(
    Object.entries(record).filter(([name]) => name.toLowerCase() !== key.name.toLowerCase()),
  )
  if (key.name === 'Id' && value === null) return { id: create(tx, type, rest), created: true }
  if (value !== null && keys.filter((other) => other === value).length > 1) {
    throw rejected('DUPLICATE_VALUE', `Duplicate external id specified: ${String(value)}`, [key.name])
  }
  return upsert(tx, type, key, value, rest)
}

/** The key as it will be stored and compared. */
function keyOf(record: Record<string, unknown>, key: Field): Scalar | undefined {
  const [, value] = Object.entries(record).find(([name]) => name.toLowerCase() === key.name.toLowerCase()) ?? []
  return typeof value === 'string' ? value.trim() || null : (value as Scalar | undefined)
}

function deleteMany(ask: Ask, context: Context): Answer {
  const { tx, org } = context
  const ids = (ask.search.get('ids') ?? '').split(',').filter(Boolean)
  if (ids.length === 0) throw rejected('REQUIRED_FIELD_MISSING', 'At least 1 record is required')
  refuseMany(ids)
  const allOrNone = ask.search.get('allOrNone') === 'true'
  return work(
    context,
    ids.map((id) => ({ id })),
    allOrNone,
    false,
    ({ id }) => {
      const type = org.schema.ofId(String(id))
      if (!type) throw rejected('MALFORMED_ID', `malformed id ${String(id)}`)
      return { id: remove(tx, type, String(id)) }
    },
  )
}

/** Row by row; a row that fails is undone alone, or all are. */
function work(
  { tx }: Context,
  records: Record<string, unknown>[],
  allOrNone: boolean,
  saysCreated: boolean,
  row: RowWork,
): Answer {
  const outcomes: Outcome[] = []
  const run = () => {
    for (const record of records) outcomes.push(attemptRow(tx, record, row))
    if (allOrNone && outcomes.some((outcome) => 'errors' in outcome)) throw new Rejected([rolledBack])
  }
  try {
    tx.attempt(run)
  } catch (error) {
    if (!(error instanceof Rejected) || error.errors[0] !== rolledBack) throw error
    for (const [index, outcome] of outcomes.entries())
      if (!('errors' in outcome)) outcomes[index] = { errors: [rolledBack] }
  }
  return { status: 200, body: outcomes.map((outcome) => print(outcome, saysCreated)) }
}

function attemptRow(tx: Context['tx'], record: Record<string, unknown>, row: RowWork): Outcome {
  try {
    return tx.attempt(() => row(record))
  } catch (error) {
    // What the JSON parser cannot read, it refuses for the whole body.
    if (!(error instanceof Rejected) || error.errors[0]?.code === 'JSON_PARSER_ERROR') throw error
    return { errors: error.errors }
  }
}

function print(outcome: Outcome, saysCreated: boolean): unknown {
  if ('errors' in outcome) {
    return { success: false, errors: rowErrors(outcome.errors), ...(saysCreated && { created: false }) }
  }
  return { id: outcome.id, success: true, errors: [], ...(saysCreated && { created: outcome.created }) }
}

function recordsIn(ask: Ask): { records: Record<string, unknown>[]; allOrNone: boolean } {
  const { records, allOrNone } = recordIn(ask)
  if (!Array.isArray(records) || records.length === 0) {
    throw rejected('REQUIRED_FIELD_MISSING', 'At least 1 record is required')
  }
  refuseMany(records)
  for (const record of records) {
    if (typeof record !== 'object' || record === null || !typeOf(record as Record<string, unknown>)) {
      const message = 'Nested object for polymorphic foreign key must have an attributes field before any other fields.'
      throw rejected('JSON_PARSER_ERROR', message)
    }
  }
  return { records: records as Record<string, unknown>[], allOrNone: allOrNone === true }
}

function refuseMany(list: unknown[]): void {
  if (list.length <= 200) return
  throw rejected('EXCEEDED_ID_LIMIT', 'record limit reached. cannot submit more than 200 records in this call')
}

const typeOf = (record: Record<string, unknown>): string => {
  const attributes = record['attributes'] as { type?: unknown } | undefined
  return typeof attributes?.type === 'string' ? attributes.type : ''
}
