import { create, update } from '../../data/dml/save.ts'
import { remove } from '../../data/dml/remove.ts'
import { find } from '../../data/dml/references.ts'
import { SeveralMatches, upsert } from '../../data/dml/upsert.ts'
import { rejected, type SObject } from '../../data/record.ts'
import { fieldOf } from '../../schema/schema.ts'
import type { Field, ObjectType } from '../../schema/field.ts'
import { printFor, recordUrl, type Answer, type Ask, type Context } from './reply.ts'

const looksLikeId = /^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/

/** `POST /sobjects/X` */
export function createRecord(ask: Ask, { tx }: Context, type: ObjectType): Answer {
  const id = create(tx, type, recordIn(ask))
  return {
    status: 201,
    body: { id, success: true, errors: [] },
    headers: { Location: recordUrl(ask.version, type.name, id) },
  }
}

/** `/sobjects/X/<id>`: get, change, delete. */
export function oneRecord(ask: Ask, { org, tx }: Context, type: ObjectType, id: string): Answer {
  // Salesforce takes whatever is no id for the name of a key field.
  if (!looksLikeId.test(id)) throw noSuchKey(id)
  if (ask.method === 'GET') return { status: 200, body: read(ask, org.store.read(type, find(tx, type, id).Id)!, type) }
  if (ask.method === 'DELETE') remove(tx, type, id)
  else update(tx, type, id, withoutKey(recordIn(ask), 'Id'))
  return { status: 204 }
}

/** `/sobjects/X/Key__c/<value>`: the same by external id, and upsert. */
export function keyedRecord(ask: Ask, context: Context, type: ObjectType, keyName: string, value: string): Answer {
  const key = fieldOf(type, keyName)
  if (key?.name === 'Id' && ask.method !== 'DELETE') return oneRecord(ask, context, type, value)
  if (!key?.idLookup) throw noSuchKey(keyName)
  try {
    if (ask.method === 'PATCH') return upsertRecord(ask, context, type, key, value)
    const found = context.org.store.find(type, key, keyValue(key, value))
    if (found.length > 1)
      throw new SeveralMatches(
        key,
        found.map((row) => row.Id),
      )
    if (!found[0]) throw rejected('NOT_FOUND', 'The requested resource does not exist', undefined, 404)
    return oneRecord(ask, context, type, found[0].Id)
  } catch (error) {
    if (!(error instanceof SeveralMatches)) throw error
    return { status: 300, body: error.ids.map((id) => recordUrl(ask.version, type.name, id)) }
  }
}

function upsertRecord(ask: Ask, { tx }: Context, type: ObjectType, key: Field, value: string): Answer {
  const record = withoutKey(recordIn(ask), key.name)
  const updateOnly = ask.search.get('updateOnly') === 'true'
  const { id, created } = upsert(tx, type, key, keyValue(key, value), record, updateOnly)
  if (!created && Number(ask.version) < 46) return { status: 204 }
  const more = Number(ask.version) < 46 ? {} : { created }
  const headers = { Location: recordUrl(ask.version, type.name, id) }
  return { status: created ? 201 : 200, body: { id, success: true, errors: [], ...more }, headers }
}

/** `/sobjects/X/<id>/<blob field>`: the bytes. */
export function blob(_: Ask, { org, tx }: Context, type: ObjectType, id: string, name: string): Answer | null {
  const field = fieldOf(type, name)
  if (field?.type !== 'base64' || !looksLikeId.test(id)) return null
  const content = org.store.read(type, find(tx, type, id).Id)?.[field.name]
  const headers = { 'Content-Type': 'application/octetstream' }
  return { status: 200, body: Buffer.from(String(content ?? ''), 'base64'), raw: true, headers }
}

const keyValue = (key: Field, text: string): string | number =>
  ['int', 'double', 'currency', 'percent'].includes(key.type) ? Number(text) : text

const noSuchKey = (name: string) =>
  rejected('NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${name}`, undefined, 404)

/** The key stands in the path; Salesforce refuses to hear it twice. */
function withoutKey(record: Record<string, unknown>, key: string): Record<string, unknown> {
  const again = Object.keys(record).find((name) => name.toLowerCase() === key.toLowerCase())
  if (again) throw rejected('INVALID_FIELD', `The ${again} field should not be specified in the sobject data.`)
  return record
}

/** The body as one record. */
export function recordIn({ body }: Ask): Record<string, unknown> {
  if (body === undefined) {
    throw rejected('JSON_PARSER_ERROR', 'The HTTP entity body is required, but this request has no entity body.')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const token = Array.isArray(body) ? 'START_ARRAY' : 'VALUE_STRING'
    throw rejected('JSON_PARSER_ERROR', `Can not deserialize SObject out of ${token} token at [line:1, column:1]`)
  }
  return body as Record<string, unknown>
}

function read(ask: Ask, row: Record<string, unknown>, type: ObjectType): SObject {
  const wanted = ask.search.get('fields')?.split(',') ?? [...type.fields.keys()]
  const print = printFor(ask.version)
  const id = String(row['Id'])
  const record: SObject = { attributes: print.attributes(type, id) }
  for (const name of wanted) {
    const field = fieldOf(type, name.trim())
    if (!field) throw rejected('INVALID_FIELD', `No such column '${name}' on sobject of type ${type.name}`)
    record[field.name] = print.value(field, row[field.name] as never, type, id)
  }
  if (ask.search.has('fields')) record['Id'] = id
  return record
}
