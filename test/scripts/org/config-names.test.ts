import { describe, expect, it } from 'vitest'
import { readDocuments } from '../../../bridge/definitions/documents.ts'
import { checkFolder } from '../../../scripts/org/config/check-folder.ts'
import type { FieldNames, ObjectNames, OrgSchema } from '../../../scripts/org/config/names/schema.ts'

const field = (name: string, changed: Partial<FieldNames> = {}): FieldNames => ({
  name,
  type: 'string',
  referenceTo: [],
  relationshipName: null,
  values: null,
  isKey: false,
  isWritable: true,
  isPermissionable: true,
  ...changed,
})
const lookup = (name: string, relationshipName: string, ...referenceTo: string[]) =>
  field(name, { type: 'reference', relationshipName, referenceTo })

const objects: ObjectNames[] = [
  {
    name: 'Case',
    recordTypes: ['Support', 'Recovery'],
    fields: [
      field('Id', { type: 'id', isWritable: false }),
      field('IsClosed', { type: 'boolean' }),
      field('ClosedDate', { type: 'datetime' }),
      field('Origin', { values: ['Phone', 'Web'] }),
      field('ContactEmail', { type: 'email' }),
      lookup('ContactId', 'Contact', 'Contact'),
      lookup('AccountId', 'Account', 'Account'),
      lookup('OwnerId', 'Owner', 'Group', 'User'),
      lookup('RecordTypeId', 'RecordType', 'RecordType'),
    ],
  },
  { name: 'Contact', recordTypes: [], fields: [field('Name'), field('Survey_Language__c')] },
  { name: 'Account', recordTypes: [], fields: [field('Name')] },
  { name: 'Group', recordTypes: [], fields: [field('Name')] },
  { name: 'User', recordTypes: [], fields: [field('Name'), field('Email', { type: 'email' })] },
  { name: 'RecordType', recordTypes: [], fields: [field('DeveloperName')] },
  {
    name: 'Survey_Response__c',
    recordTypes: [],
    fields: [
      field('Response_Key__c', { isKey: true }),
      field('CSAT__c', { type: 'double' }),
      field('Channel__c', { values: ['Email', 'Link'] }),
      field('Total__c', { isWritable: false }),
      lookup('Contact__c', 'Contact__r', 'Contact'),
    ],
  },
]
const schema: OrgSchema = {
  object: (name) => Promise.resolve(objects.find((one) => one.name === name) ?? null),
}

const survey = `
survey: short
title: How was it?
questions: [{ id: csat, type: rating, metric: csat, title: How satisfied are you? }]
thanks: { title: Thank you }`
const program = (changed = '') => `
program: closed
on: { object: Case, when: { field: IsClosed, is: true } }
occasion: ClosedDate
survey: short
recipient: { person: ContactId, email: [ContactEmail], name: Contact.Name }
records: { Case: Id, Contact: ContactId }
${changed}`
const mapping = (fields: string, key = 'Response_Key__c') => `
mapping: response
entity: Survey_Response__c
key: ${key}
fields: ${fields}`

async function problemsOf(...texts: string[]): Promise<string[]> {
  const read = readDocuments(texts.join('\n---\n'))
  const problems = await checkFolder({ ...read, settings: null }, [], schema)
  return problems.map(({ path, message }) => `${path}: ${message}`)
}
const changed = (from: string, to: string) => problemsOf(survey, program().replace(from, to))

describe('config check', () => {
  it('finds nothing where every name is in the org', async () => {
    const fields = '{ Response_Key__c: response.key, CSAT__c: metrics.csat, Channel__c: { value: Email } }'
    expect(await problemsOf(survey, program(), mapping(fields))).toEqual([])
  })

  it.each([
    ['an object', 'object: Case', 'object: Order', /on\.object: this org has no object Order; Orders are switched on/],
    [
      'a field',
      'occasion: ClosedDate',
      'occasion: Closed_Date__c',
      /occasion: .*Case has no field Closed_Date__c.*did you mean ClosedDate\?/,
    ],
    ['a field of a parent', 'Contact.Name', 'Contact.Nmae__c', /recipient\.name: .*Contact has no field Nmae__c/],
    [
      'a relationship',
      'Contact.Name',
      'Contacts.Name',
      /Case has no relationship Contacts in this org; did you mean Contact\?/,
    ],
    ['a field in a condition', 'field: IsClosed', 'field: IsShut', /on\.when\.field: IsShut: Case has no field/],
    ['a picklist value', 'field: IsClosed, is: true', 'field: Origin, is: Fax', /no value 'Fax'; it has Phone, Web/],
    [
      'a record type',
      'field: IsClosed, is: true',
      'field: RecordType.DeveloperName, in: [Recovery, Sales]',
      /no record type of Case 'Sales'/,
    ],
  ])('refuses %s the org does not have', async (_what, from, to, problem) => {
    const problems = await changed(from, to)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(problem)
  })

  it.each([
    [
      'a person who is none',
      'person: ContactId',
      'person: AccountId',
      /points to Account; name the lookup to a contact or lead/,
    ],
    [
      'an address that is none',
      'email: [ContactEmail]',
      'email: [ClosedDate]',
      /is a datetime; name a field that holds an e-mail address/,
    ],
    ['a record of another kind', 'Contact: ContactId', 'Contact: AccountId', /points to Account, not to Contact/],
  ])('refuses %s', async (_what, from, to, problem) => {
    expect((await changed(from, to)).join('\n')).toMatch(problem)
  })

  it('follows a lookup that may point to several objects', async () => {
    expect(await changed('name: Contact.Name', 'name: Owner.Name')).toEqual([])
    expect(await changed('email: [ContactEmail]', 'email: [Owner.Email]')).toEqual([])
  })

  it.each([
    ['{ Response_Key__c: response.key, Total__c: metrics.csat }', /Total__c cannot be written/],
    ['{ Response_Key__c: response.key, Channel__c: { value: Fax } }', /Channel__c has no value 'Fax'/],
    ['{ Response_Key__c: response.key, Contact__r.Name: recipient.name }', /Name is no external id/],
    ['{ Response_Key__c: response.key, Score__c: metrics.csat }', /Survey_Response__c has no field Score__c/],
  ])('refuses a mapping with %s', async (fields, problem) => {
    expect((await problemsOf(mapping(fields))).join('\n')).toMatch(problem)
  })

  it('refuses a key that finds no record', async () => {
    const fields = '{ CSAT__c: metrics.csat }'
    expect((await problemsOf(mapping(fields, 'CSAT__c'))).join('\n')).toMatch(
      /writes would make a new record each time/,
    )
  })

  it('refuses a literal id of either length, and says where it stands', async () => {
    const ids = ['5003z00002abcDEAAY', '0123z0000008hXk']
    for (const id of ids) {
      const problems = await changed('is: true', `is: '${id}'`)
      expect(problems.join('\n')).toMatch(/program\/closed#on\.when\.is: '.*' is a Salesforce id/)
    }
  })

  it.each(['recordType: Case.Recovery', 'queue: Survey_Recovery', 'user: kim@example.com'])(
    'says that a mapping takes no { %s }, and what it takes',
    async (name) => {
      const problems = await problemsOf(mapping(`{ Response_Key__c: response.key, OwnerId: { ${name} } }`))
      expect(problems.join('\n')).toMatch(
        /fields\.OwnerId\.\w+: nothing is found by the name of .*give a path, \{ from \}/,
      )
    },
  )
})
