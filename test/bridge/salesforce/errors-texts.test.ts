import { describe, expect, it } from 'vitest'
import { apiErrors } from '../../../bridge/apps/salesforce/errors/classify.ts'
import { cleaned, fieldIn, filled, parsedJson } from '../../../bridge/apps/salesforce/errors/texts.ts'

describe('the field that a text names', () => {
  it.each([
    ['Required fields are missing: [LastName]', 'LastName'],
    ['Required fields are missing: [LastName, Company]', 'LastName'],
    ["No such column 'Mood__c' on sobject of type Survey_Response__c, nor 'X'", 'Mood__c'],
    ['Unable to create/update fields: Name, Id. Please check', 'Name'],
    ['Unable to create/update fields: Name. Please check', 'Name'],
    ['duplicate value found: Badge__c duplicates value on record with id: 001', 'Badge__c'],
    ['Provided external ID field does not exist or is not accessible: Response_Key__c', 'Response_Key__c'],
    ['Foreign key external ID: 7 not found for field Key__c in entity X', 'Key__c'],
    ['Rating: bad value for restricted picklist field: Amazing', 'Rating'],
    ['\n Rating: bad value for restricted picklist field: Amazing', 'Rating'],
    ['Topic Name: data value too large: long (max length=25)', 'Topic Name'],
    ['Record ID: id value of incorrect type: a00', 'Record ID'],
    ['Email: invalid email address: no', 'Email'],
    [`${'x'.repeat(80)}: invalid email address: no`, 'x'.repeat(80)],
    ["\nSELECT A FROM B\n  ^\nERROR at Row:12:Column:34\nNo such column 'A' on entity", 'A'],
    ["SELECT A FROM B ERROR at Row:1:Column:8 \n No such column 'A' on entity", 'A'],
  ])('%j is %s', (text, field) => {
    expect(fieldIn(text)).toBe(field)
  })

  it.each([
    'entity is deleted',
    'duplicate value found: <unknown> duplicates value on record with id: <unknown>',
    'data value too large: x',
    'A rule says: Required fields are missing: [X]',
    "A rule says: No such column 'X'",
    'A rule says: duplicate value found: X duplicates value',
    `${'x'.repeat(81)}: invalid email address: no`,
  ])('%j is none', (text) => {
    expect(fieldIn(text)).toBeNull()
  })

  it('is cut when it is endless', () => {
    expect(fieldIn(`No such column '${'x'.repeat(99)}'`)).toBe('x'.repeat(80))
  })
})

describe('a text of Salesforce', () => {
  it('is shown on one line of at most 200 characters', () => {
    expect(cleaned(' a\n\n  b\tc ')).toBe('a b c')
    expect(cleaned(`${'x'.repeat(199)} y z`)).toBe(`${'x'.repeat(199)} `)
  })

  it.each([
    ['<!DOCTYPE html><title>Down</title>', 'a web page: Down'],
    ['<HTML><Title>Down\n now</Title>', 'a web page: Down now'],
    ['<head></head>', 'a web page: without title'],
    ['<body>sorry', 'a web page: without title'],
    ['<b>bold</b>', '<b>bold</b>'],
    [`${'x'.repeat(1000)}<html>`, 'x'.repeat(200)],
  ])('%j is shown as %j', (text, shown) => {
    expect(cleaned(text)).toBe(shown)
  })

  it('is shown without the query that it repeats', () => {
    expect(
      cleaned("\nSELECT A FROM B WHERE C = 'jane@example.com'\nERROR at Row:1:Column:8\nNo such column\n'A'"),
    ).toBe("No such column 'A'")
  })
})

describe('a hint', () => {
  const hint = '{field} and {field} of {object} and {object}'

  it('names object and field, every time', () => {
    expect(filled(hint, 'Case', 'Subject')).toBe('Case.Subject and Case.Subject of Case and Case')
  })

  it('says so when they are not known', () => {
    expect(filled(hint, undefined, null)).toBe(
      'the field of the object and the field of the object of the object and the object',
    )
  })
})

describe('a list of errors', () => {
  it('is read from calls and from rows, with its first field', () => {
    const given = [
      { errorCode: 'A', message: 'a', fields: ['X', 'Y'] },
      { statusCode: 'B', message: 'b', fields: null },
      { message: 'c', fields: [] },
      { errorCode: 'D'.repeat(99) },
    ]
    expect(apiErrors.parse(given)).toEqual([
      { code: 'A', message: 'a', field: 'X' },
      { code: 'B', message: 'b', field: null },
      { code: '', message: 'c', field: null },
      { code: 'D'.repeat(80), message: '', field: null },
    ])
    expect(apiErrors.safeParse([]).success).toBe(false)
  })

  it('that is no JSON is none', () => {
    expect([parsedJson('[1]'), parsedJson('<html>'), parsedJson('')]).toEqual([[1], undefined, undefined])
  })
})
