import { describe, expect, it } from 'vitest'
import { fields, invitationStatuses } from '../../bridge/apps/salesforce/fields.ts'
import { first, textAt, walk } from '../../scripts/check/metadata/xml.ts'
import { fieldsOf, files } from './sources.ts'

const ours = Object.keys(fields).filter((object) => object.endsWith('__c')) as (keyof typeof fields)[]
const standard = Object.keys(fields).filter((object) => !object.endsWith('__c')) as (keyof typeof fields)[]

const typesOf = (object: string) =>
  Object.fromEntries(fieldsOf(object).map((field) => [field.name, textAt(field.root, 'type')]))

describe('the fields the bridge writes and the fields of the package', () => {
  it.each(ours)('are the same on %s', (object) => {
    expect(fieldsOf(object).map(({ name }) => name)).not.toHaveLength(0)
    expect(
      fieldsOf(object)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...fields[object]].sort())
  })

  it.each(standard)('exist on %s', (object) => {
    expect(fieldsOf(object).map(({ name }) => name)).toEqual(expect.arrayContaining([...fields[object]]))
  })

  it('know the same states of an invitation, in the same order', () => {
    const status = fieldsOf('Survey_Invitation__c').find(({ name }) => name === 'Status__c')!
    const values = [...walk(first(status.root, 'valueSet')!)].filter(({ name }) => name === 'value')
    expect(values.map((value) => textAt(value, 'fullName'))).toEqual(invitationStatuses)
    expect(textAt(status.root, 'valueSet', 'restricted')).toBe('true')
  })
})

describe('the model', () => {
  it.each([
    ['Survey_Invitation__c', 'Read', 'Private'],
    ['Survey_Response__c', 'Read', 'Private'],
    ['Survey_Answer__c', 'ControlledByParent', 'ControlledByParent'],
    ['Survey_Write__c', 'Private', 'Private'],
  ])('shares %s inside as %s and outside as %s', (name, inside, outside) => {
    const object = files.find((file) => file.type === 'object' && file.name === name)!
    expect([textAt(object.root, 'sharingModel'), textAt(object.root, 'externalSharingModel')]).toEqual([
      inside,
      outside,
    ])
    expect(textAt(object.root, 'nameField', 'type')).toBe('AutoNumber')
  })

  it.each(['Survey_Invitation__c', 'Survey_Response__c'])('binds %s to the records by lookup and by text', (object) => {
    const types = typesOf(object)
    for (const parent of ['Contact', 'Lead', 'Account', 'Case', 'Opportunity'])
      expect([types[`${parent}__c`], types[`${parent}_Id_At_Ask__c`]]).toEqual(['Lookup', 'Text'])
  })

  it('keeps scores as numbers that may be blank', () => {
    for (const name of ['NPS__c', 'NPS_Factor__c', 'CSAT__c', 'CSAT_Positive__c', 'CES__c']) {
      const score = fieldsOf('Survey_Response__c').find((field) => field.name === name)!
      expect([name, textAt(score.root, 'type'), textAt(score.root, 'defaultValue')]).toEqual([name, 'Number', ''])
    }
  })

  it.each([
    ['Contact', 10],
    ['Lead', 3],
    ['Account', 8],
    ['Case', 1],
  ])('adds to %s the fields of the design', (object, count) => {
    expect(fieldsOf(object)).toHaveLength(count)
  })
})
