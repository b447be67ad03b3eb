import { describe, expect, it } from 'vitest'
import { program as programSchema } from '../../../../bridge/definitions/program.ts'
import { pathsOf } from '../../../../bridge/invitation/decide/needs.ts'
import {
  isOptedOut,
  keysOf,
  languageOf,
  optOutPaths,
  recipientOf,
} from '../../../../bridge/invitation/decide/recipient.ts'
import { recordsOf } from '../../../../bridge/invitation/decide/record.ts'
import { aCaseProgram } from '../../../support/invitation/leg.ts'

const asks = (recipient: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  programSchema.parse(aCaseProgram({ recipient, ...more }))

describe('the address', () => {
  const program = asks({ person: 'ContactId', email: ['ContactEmail', 'SuppliedEmail'] })

  it.each<[Record<string, unknown>, string | null]>([
    [{ ContactEmail: 'a@example.com', SuppliedEmail: 'b@example.com' }, 'a@example.com'],
    [{ ContactEmail: ' ', SuppliedEmail: 'b@example.com' }, 'b@example.com'],
    [{ ContactEmail: 'not an address', SuppliedEmail: 'b@example.com' }, 'b@example.com'],
    [{ ContactEmail: ' a@example.com ' }, 'a@example.com'],
    [{ ContactEmail: 'zoé@bücher.example' }, 'zoé@bücher.example'],
    [{ ContactEmail: 'a@example.com, b@example.com' }, null],
    [{ ContactEmail: 'Zoé <a@example.com>' }, null],
    [{ ContactEmail: 'a@example.com\r\nBcc: b@example.com' }, null],
    [{ ContactEmail: 'a@localhost' }, null],
    [{ ContactEmail: null }, null],
    [{}, null],
  ])('of %j is %j', (fields, email) => {
    expect(recipientOf(program, fields).email).toBe(email)
  })
})

describe('the name', () => {
  it('is the person’s, unless the program says where it stands', () => {
    const fields = { 'Contact.Name': 'Zoé', 'Buyer__r.Name': 'Bo', Name: 'Own', Nick__c: 'Z' }
    const nameOf = (recipient: Record<string, unknown>) =>
      recipientOf(asks({ email: ['X'], ...recipient }), fields).name
    expect(nameOf({ person: 'ContactId' })).toBe('Zoé')
    expect(nameOf({ person: 'Buyer__c' })).toBe('Bo')
    expect(nameOf({ person: 'Id' })).toBe('Own') // a program about contacts themselves
    expect(nameOf({ person: 'ContactId', name: 'Nick__c' })).toBe('Z')
    expect(nameOf({})).toBeNull()
  })
})

describe('the language', () => {
  it.each([
    ['fr', 'fr'],
    ['fr_CA', 'fr'],
    ['French', 'fr'],
    ['EN-gb', 'en'],
    ['de', null],
    [null, null],
  ])('%j is %j', (language, ours) => {
    expect(languageOf({ person: null, email: null, name: null, language })).toBe(ours)
  })
})

describe('the wish not to be asked', () => {
  it('stands at the person, wherever the program finds them', () => {
    const paths = (person?: string) => optOutPaths(asks({ email: ['X'], ...(person && { person }) }))
    expect(paths('ContactId')).toEqual(['Contact.HasOptedOutOfEmail', 'Contact.Do_Not_Survey__c'])
    expect(paths('BillToContactId')).toEqual(['BillToContact.HasOptedOutOfEmail', 'BillToContact.Do_Not_Survey__c'])
    expect(paths('Buyer__c')).toEqual(['Buyer__r.HasOptedOutOfEmail', 'Buyer__r.Do_Not_Survey__c'])
    expect(paths('Idea__copy__c')).toEqual(['Idea__copy__r.HasOptedOutOfEmail', 'Idea__copy__r.Do_Not_Survey__c'])
    expect(paths('Id')).toEqual(['HasOptedOutOfEmail', 'Do_Not_Survey__c'])
    expect(paths('PersonContactId')).toEqual(['PersonHasOptedOutOfEmail', 'PersonContact.Do_Not_Survey__c'])
    expect(paths()).toEqual([])
  })

  it('is read as Salesforce or a message spells it', () => {
    const program = asks({ person: 'ContactId', email: ['X'] })
    const wishes = [true, 'true', false, 'false', null, undefined, 'yes']
    const read = wishes.map((wish) => isOptedOut(program, { 'Contact.Do_Not_Survey__c': wish }))
    expect(read).toEqual([true, true, false, false, false, false, false])
  })
})

describe('the keys of a person', () => {
  it('are the contact’s or lead’s id and the address; other ids are no person', () => {
    const address = keysOf({ person: null, email: 'kim@example.com' })
    expect(address).toEqual([expect.stringMatching(/^email:[0-9a-f]{64}$/)])
    expect(keysOf({ person: '003000000000001AAA', email: 'Kim@Example.com' })).toEqual([
      expect.stringMatching(/^contact:[0-9a-f]{64}$/),
      ...address,
    ])
    expect(keysOf({ person: '00Q000000000001', email: null })).toEqual([expect.stringMatching(/^lead:[0-9a-f]{64}$/)])
    expect(keysOf({ person: '001000000000001AAA', email: null })).toEqual([])
  })
})

describe('the records', () => {
  it('are those the program names, in 18 characters', () => {
    const program = asks({ email: ['X'] }, { records: { Case: 'Id', Account: 'AccountId', Contact: 'Contact.Id' } })
    expect(recordsOf(program, { Id: '500000000000001', AccountId: '001000000000001AAA', 'Contact.Id': null })).toEqual({
      Case: '500000000000001AAA',
      Account: '001000000000001AAA',
    })
  })
})

describe('what a program reads', () => {
  it('is all that decides, each once', () => {
    const program = asks({ person: 'ContactId', email: ['ContactEmail'], language: 'Contact.Survey_Language__c' })
    expect(pathsOf(program)).toEqual([
      'AccountId',
      'ClosedDate',
      'Contact.Do_Not_Survey__c',
      'Contact.HasOptedOutOfEmail',
      'Contact.Name',
      'Contact.Survey_Language__c',
      'ContactEmail',
      'ContactId',
      'Id',
      'IsClosed',
    ])
  })

  it('is little where it names little', () => {
    const bare = { on: { object: 'Case' }, records: {} }
    expect(pathsOf(asks({ email: ['X'] }, bare))).toEqual(['ClosedDate', 'X'])
    expect(pathsOf(asks({ email: ['X'], name: 'Nick__c' }, bare))).toEqual(['ClosedDate', 'Nick__c', 'X'])
  })
})
