import { describe, expect, it } from 'vitest'
import { checkGraphql } from '../../../scripts/check/salesforce/graphql/check.ts'
import { collectObjects } from '../../../scripts/check/salesforce/objects/objects.ts'
import { metadata } from './project.ts'

const objects = collectObjects(metadata)
const query = `import { gql } from 'lightning/graphql'
const FEEDBACK = gql\`
  query feedback($recordId: ID, $first: Int) {
    uiapi {
      query {
        responses: Survey_Response__c(
          where: { or: [{ Case__c: { eq: $recordId } }, { Case__r: { Subject: { like: "a%" } } }] }
          orderBy: { Submitted_At__c: { order: DESC } }
          first: $first
        ) {
          edges { node {
            Id
            csat: CSAT__c @optional { value displayValue }
            contact: Contact__r @optional { Name @optional { value } }
            Survey_Answers__r(first: 20) @optional { edges { node { Id Value_Text__c @optional { value } } } }
          } }
        }
        Case(first: 1) { edges { node { Subject @optional { value } Owner @optional { Name @optional { value } } } } }
      }
      aggregate {
        Survey_Response__c { edges { node { aggregate { CSAT__c { avg { value } } Id { count { value } } } } } }
      }
    }
  }
\``

const problemsOf = (text: string) => checkGraphql([{ path: 'a.js', text }], objects).problems

describe('the names in a query', () => {
  it('are found where they are right', () => {
    expect(checkGraphql([{ path: 'a.js', text: query }], objects)).toEqual({
      problems: [],
      note: '1 queries, 16 names',
    })
  })

  it.each([
    ['an object', 'responses: Survey_Response__c(', 'responses: Survey_Respons__c(', 6, 'no object Survey_Respons__c'],
    ['a field', 'csat: CSAT__c', 'csat: Csatt__c', 13, 'has no field Csatt__c'],
    ['a filter', '{ Case__c: { eq', '{ Cases__c: { eq', 7, 'has no field Cases__c'],
    ['a filter on the parent', 'Subject: { like', 'Subjectt: { like', 7, 'Case has no field Subjectt'],
    ['an order', '{ Submitted_At__c:', '{ Submitted__c:', 8, 'has no field Submitted__c'],
    ['a parent', 'contact: Contact__r', 'contact: Contacts__r', 14, 'has no field Contacts__r'],
    ['a field of the parent', '{ Name @optional', '{ FullName @optional', 14, 'Contact has no field FullName'],
    ['a child', 'Survey_Answers__r(', 'Survey_Answer__r(', 15, 'no child relationship Survey_Answer__r'],
    ['a field of a child', 'Value_Text__c @', 'Value__c @', 15, 'Survey_Answer__c has no field Value__c'],
    ['a standard field', 'Subject @optional', 'Subjectt @optional', 18, 'Case has no field Subjectt'],
    ['a field that is averaged', 'CSAT__c { avg', 'CSATT__c { avg', 21, 'has no field CSATT__c'],
    ['a list without first', '          first: $first\n', '', 6, 'without "first" ends after 10 rows'],
    ['a list of children without first', '(first: 20)', '', 15, 'Survey_Answer__c without "first"'],
    [
      'groups without first',
      'aggregate {\n        Survey_Response__c',
      'aggregate { Survey_Response__c(groupBy: {Name: {group: true}})',
      20,
      'without "first"',
    ],
    ['a field that is not optional', 'CSAT__c @optional', 'CSAT__c', 13, 'CSAT__c without @optional'],
    ['a parent that is not optional', 'Contact__r @optional', 'Contact__r', 14, 'Contact__r without @optional'],
    [
      'children that are not optional',
      '(first: 20) @optional',
      '(first: 20)',
      15,
      'Survey_Answers__r without @optional',
    ],
    ['a field without its value', ' { value displayValue }', '', 13, 'needs a selection'],
    ['a variable nobody declared', 'eq: $recordId', 'eq: $record', 7, '$record is not declared'],
    ['a variable nobody uses', 'eq: $recordId', 'eq: "5"', 3, '$recordId is declared and not used'],
    ['syntax', 'edges { node {\n            Id', 'edges {{ node {\n            Id', 11, 'GraphQL: '],
    [
      'a part that is not checked',
      'aggregate {\n        S',
      'aggregates {\n        S',
      20,
      'not checked: uiapi.aggregates',
    ],
    ['a fragment', '            Id\n', '            ...More\n', 12, 'not checked: a fragment'],
    ['a mutation', 'query feedback', 'mutation feedback', 3, 'not checked: only queries'],
    ['text that is put together', 'CSAT__c @optional', '${field} @optional', 2, 'use variables'],
  ])('%s that is wrong is found in its line', (_, from, to, line, message) => {
    expect(query).toContain(from)
    expect(problemsOf(query.replace(from, () => to))).toContainEqual({
      file: 'a.js',
      line,
      message: expect.stringContaining(message),
    })
  })
})
