import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { collectNames, isRequired } from '../../scripts/check/metadata/names.ts'
import { kindOf, picklistOf } from '../../scripts/check/metadata/screens/known.ts'
import { all, textAt } from '../../scripts/check/metadata/xml.ts'
import { report, type Row, rowsOf } from './reports/run-report.ts'
import { fieldsOf, files, root } from './sources.ts'

type Plan = { sobject: string; files: string[] }[]
type Entry = { attributes: { type: string; referenceId: string } } & Record<string, string | number | boolean>

const folder = join(root, 'lwc-package/data')
const names = collectNames(files)
const read = <T>(file: string): T => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T
const recordsOf = (plan: string) =>
  read<Plan>(plan).flatMap(({ sobject, files: listed }) =>
    listed.flatMap((file) => read<{ records: Entry[] }>(file).records.map((record) => ({ sobject, record }))),
  )

/** What is wrong with a value for a field of ours; undefined when nothing is. */
function faultOf(object: string, field: string, value: string | number | boolean): string | undefined {
  const kind = kindOf(names, object, field)
  const own = names.field(object, field)
  if (kind === undefined) return `${object} has no field ${field}`
  if (!own) return undefined
  const length = Number(textAt(own.root, 'length') || '255')
  if (kind === 'Number') return typeof value === 'number' ? undefined : `${field} is a number`
  if (kind === 'Checkbox') return typeof value === 'boolean' ? undefined : `${field} is true or false`
  if (kind === 'Date' || kind === 'DateTime')
    return Number.isNaN(Date.parse(String(value))) ? `${field} is a date` : undefined
  if (kind === 'Picklist' && !picklistOf(own).includes(String(value))) return `${field} has no value ${value}`
  return String(value).length > length ? `${field} is longer than ${length}` : undefined
}

describe.each(['plan.json', 'scratch-plan.json'])('the data plan %s', (plan) => {
  const records = recordsOf(plan)

  it('fits the objects: fields, values, required fields', () => {
    expect(records).not.toHaveLength(0)
    for (const { sobject, record } of records) {
      const { attributes, ...fields } = record
      expect(attributes.type).toBe(sobject)
      const faults = Object.entries(fields).map(([field, value]) => faultOf(sobject, field, value))
      expect(faults.filter((fault) => fault !== undefined)).toEqual([])
      const required = fieldsOf(sobject).filter((field) => isRequired(field))
      expect(Object.keys(fields)).toEqual(expect.arrayContaining(required.map(({ name }) => name)))
    }
  })

  it('names only records that stand before, of the object the lookup leads to', () => {
    const known = new Map<string, string>()
    for (const { sobject, record } of records) {
      for (const [field, value] of Object.entries(record)) {
        if (typeof value !== 'string' || !value.startsWith('@')) continue
        const own = names.field(sobject, field)
        const target = own ? textAt(own.root, 'referenceTo') : field.replace(/Id$/, '')
        expect([field, value, known.get(value.slice(1))]).toEqual([field, value, target])
      }
      expect(known.has(record.attributes.referenceId)).toBe(false)
      known.set(record.attributes.referenceId, sobject)
    }
  })

  it('writes to nobody: every address is of a domain that cannot exist', () => {
    const addresses = records
      .flatMap(({ record }) => Object.values(record))
      .filter((value) => /@.+\./.test(String(value)))
    expect(addresses).not.toHaveLength(0)
    for (const address of addresses) expect(address).toMatch(/\.example$/)
  })
})

describe('the data of a scratch org', () => {
  const of = (object: string) =>
    recordsOf('scratch-plan.json')
      .filter(({ sobject }) => sobject === object)
      .map(({ record }): Row => {
        const { attributes: _, ...fields } = record
        return { Is_Test__c: false, Is_Bot__c: false, Via_Agent__c: false, ...fields }
      })

  it('fills every report that counts', () => {
    for (const name of ['CSAT_by_Month', 'NPS_by_Month', 'Latest_Bad_Answers'])
      expect([name, rowsOf(report(name), of('Survey_Response__c')).length]).not.toEqual([name, 0])
    for (const name of ['Response_Rate_by_Program', 'Why_Not_Asked'])
      expect([name, rowsOf(report(name), of('Survey_Invitation__c')).length]).not.toEqual([name, 0])
  })

  it('can be written by who holds the permission sets of the command in the README', () => {
    const sets = ['Survey_Admin', 'Survey_User', 'Survey_Link_Reader', 'Survey_Integration'].map(
      (name) => files.find((file) => file.type === 'permissionset' && file.name === name)!.root,
    )
    const writable = (kind: string, key: string, right: string) =>
      sets.flatMap((set) =>
        all(set, kind)
          .filter((one) => textAt(one, right) === 'true')
          .map((one) => textAt(one, key)),
      )
    const [creatable, editable] = [
      writable('objectPermissions', 'object', 'allowCreate'),
      writable('fieldPermissions', 'field', 'editable'),
    ]
    const records = recordsOf('scratch-plan.json')
    const objects = records.map(({ sobject }) => sobject).filter((object) => object.endsWith('__c'))
    expect(creatable).toEqual(expect.arrayContaining([...new Set(objects)]))
    const fields = records
      .flatMap(({ sobject, record }) => Object.keys(record).flatMap((name) => names.field(sobject, name) ?? []))
      .filter((field) => !isRequired(field))
    expect(editable).toEqual(
      expect.arrayContaining([...new Set(fields.map(({ parent, name }) => `${parent}.${name}`))]),
    )
  })

  it('leaves no file out', () => {
    const listed = ['plan.json', 'scratch-plan.json'].flatMap((plan) => [
      plan,
      ...read<Plan>(plan).flatMap((one) => one.files),
    ])
    expect([...new Set(listed)].sort()).toEqual(readdirSync(folder).sort())
  })
})
