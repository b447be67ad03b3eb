import { describe, expect, it } from 'vitest'
import { culprits } from '../../../bridge/apps/salesforce/errors/culprits.ts'
import type { CallFailure } from '../../../bridge/core/failures.ts'
import { aFailure } from '../../support/invitation/ports.ts'

type Row = Record<string, unknown>
const blamed = (message: string, rows: Row[], more: Partial<CallFailure> = {}) =>
  culprits(aFailure('rejected', { message, ...more }), rows)

const unread = (value: string, end = 'or request may be missing a required field at [line:11, column:55]') =>
  `Cannot deserialize instance of date from VALUE_STRING value ${value} ${end}`
const noColumn = "No such column 'Mood__c' on sobject of type Survey_Response__c"
const noAccess = 'Unable to create/update fields: Mood__c, Owner. Please check the security settings of this field.'
const noParent = 'Foreign key external ID: key 7 not found for field Key__c in entity Survey_Invitation__c'

describe('a collection that is refused whole', () => {
  it.each<[string, string, Row[], boolean[]]>([
    ['the row that holds the value', unread('soon'), [{ A: '2026-11-21' }, { B: 'soon' }], [false, true]],
    ['a value in quotes', unread('"soon"'), [{ A: 'soon' }, { A: 'late' }], [true, false]],
    ['a value with nothing behind it', unread('soon', 'at [line:1, column:2]'), [{ A: 'soon' }, {}], [true, false]],
    ['all rows that hold it', unread('soon'), [{ A: 'soon' }, { A: null }, { A: 'soon' }], [true, false, true]],
    ['none that holds more than it', unread('so'), [{ A: 'so' }, { A: 'so so' }, { A: 's' }], [true, false, false]],
    ['a number as it is written', unread('5'), [{ A: 50 }, { A: 5 }], [false, true]],
    ['a value that was typed on two lines', unread('as soon'), [{ A: ' as \n soon ' }, { A: 'assoon' }], [true, false]],
    ['a value inside the link to a parent', unread('soon'), [{ A__r: { B: 'soon' } }, { A__r: {} }], [true, false]],
    ['the row whose parent is not there', noParent, [{ P__r: { Key__c: 'key 7' } }, { A: '7' }], [true, false]],
    ['the row that has the field', noColumn, [{ Mood__c: 1 }, { Other__c: 'Mood__c' }], [true, false]],
    ['a field in any case', noColumn, [{ mood__C: 1 }, { Mood: 1 }], [true, false]],
    ['rows with any of several fields', noAccess, [{ Owner: 1 }, { A: 1 }, { A: 1, Mood__c: 1 }], [true, false, true]],
  ])('blames %s', (_, message, rows, wanted) => {
    expect(blamed(message, rows)).toEqual(wanted)
  })

  it('blames nobody when its text names nothing, or what no row has', () => {
    const rows = [{ A: 'soon' }, { A: 'late' }]
    expect(blamed('a text nobody has seen', rows)).toBeNull()
    expect(blamed(unread('never'), rows)).toBeNull()
    expect(blamed(noColumn, rows)).toBeNull()
    expect(blamed(`a rule says: ${noParent}`, [{ A: 'key 7' }, { A: 1 }])).toBeNull()
  })

  it('blames the only row whatever the text', () => {
    expect(blamed('a text nobody has seen', [{ A: 1 }])).toEqual([true])
  })

  it('blames those whose parent is gone', () => {
    expect(blamed(noParent, [{ A: 'key 7' }, { A: 1 }], { kind: 'gone' })).toEqual([true, false])
  })

  it.each<[string, Partial<CallFailure>]>([
    ['the object is missing', { status: 'INVALID_TYPE' }],
    ['its key is missing', { status: 'NOT_FOUND' }],
    ['it was the call that failed', { kind: 'transient' }],
  ])('blames all of it when %s', (_, more) => {
    expect(blamed(unread('soon'), [{ A: 'soon' }, { A: 'late' }], more)).toEqual([true, true])
  })
})
