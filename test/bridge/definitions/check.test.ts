import { describe, expect, it } from 'vitest'
import { checkDocuments } from '../../../bridge/definitions/check/documents.ts'
import type { Document } from '../../../bridge/definitions/documents.ts'
import { aMapping, aSurvey } from '../../support/documents.ts'

const nps = { id: 'nps', type: 'nps', title: 'x' }
const rating = { id: 'csat', type: 'rating', title: 'x' }
const options = [
  { value: 'a', text: 'A' },
  { value: 'b', text: 'B' },
]
const single = { id: 'one', type: 'single', title: 'x', options }
const comment = { id: 'text', type: 'comment', title: 'x' }

const surveyDocument = (questions: unknown[]): Document => ({
  kind: 'survey',
  name: 'feedback',
  body: aSurvey(questions),
})
const mappingDocument = (more: object): Document => {
  const body = aMapping(more)
  return { kind: 'mapping', name: body.mapping, body }
}
const told = (...documents: Document[]) => checkDocuments(documents).map(({ path, message }) => `${path}: ${message}`)
const survey = (...questions: unknown[]) => told(surveyDocument(questions))
const following = (clause: object) => ({ ...comment, showIf: [clause] })

describe('a survey', () => {
  it('is accepted with one question of every type', () => {
    expect(told({ kind: 'survey', name: 'feedback', body: aSurvey() })).toEqual([])
  })

  it.each([
    [
      'an id twice',
      [nps, { ...comment, id: 'nps' }],
      "survey/feedback#questions.1.id: the question id 'nps' is there twice; one question each",
    ],
    [
      'a label twice',
      [
        { ...nps, label: 'x' },
        { ...comment, label: 'x' },
      ],
      "survey/feedback#questions.1.label: the label 'x' is there twice; one question each",
    ],
    [
      'a metric twice',
      [nps, { ...nps, id: 'nps2' }],
      "survey/feedback#questions.1: the metric 'nps' is there twice; one question each",
    ],
    [
      'an option twice',
      [{ ...single, options: [options[0], options[0]] }],
      "survey/feedback#questions.0.options.1.value: the option 'a' is there twice; one question each",
    ],
    [
      'a row twice',
      [{ id: 'm', type: 'matrix', title: 'x', rows: [options[0], options[0]] }],
      "survey/feedback#questions.0.rows.1.value: the row 'a' is there twice; one question each",
    ],
    [
      'csat on another scale',
      [{ ...rating, metric: 'csat', max: 7 }],
      'survey/feedback#questions.0.metric: csat is defined on a scale of 1 to 5; set max: 5 or leave metric out',
    ],
    [
      'seven smileys',
      [{ ...rating, style: 'smiley', max: 7 }],
      'survey/feedback#questions.0.max: there are 5 smileys; set max: 5 or another style',
    ],
    [
      'more ticks than options',
      [{ ...single, type: 'multiple', max: 3 }],
      'survey/feedback#questions.0.max: larger than the number of options',
    ],
    [
      'bounds of a text',
      [{ id: 't', type: 'text', title: 'x', max: 3 }],
      'survey/feedback#questions.0.input: min and max need input: number',
    ],
    [
      'bounds the wrong way round',
      [{ id: 't', type: 'text', input: 'number', title: 'x', min: 5, max: 3 }],
      'survey/feedback#questions.0.max: smaller than min',
    ],
    [
      'a row whose key would be too long for Salesforce',
      [{ id: 'm'.repeat(40), type: 'matrix', title: 'x', rows: [{ value: 'r'.repeat(10), text: 'x' }] }],
      "survey/feedback#questions.0.rows.0.value: shorten it: with the question's id at most 50 characters",
    ],
  ])('is refused with %s', (_, questions, expected) => {
    expect(survey(...questions)).toEqual([expected])
  })

  it.each([
    [
      'an unknown question',
      following({ question: 'other', is: 1 }),
      "'other' is no question before this one; a question can only look back",
    ],
    [
      'itself',
      following({ question: 'text', is: 1 }),
      "'text' is no question before this one; a question can only look back",
    ],
    ['nothing', following({ question: 'nps' }), 'claims nothing; add is, not, in, atLeast or atMost'],
    [
      'a value off the scale',
      following({ question: 'nps', atLeast: 11 }),
      "'nps' goes from 0 to 10; 11 is never given",
    ],
    ['a text on a scale', following({ question: 'nps', is: 'a' }), "'nps' goes from 0 to 10; a is never given"],
    ['an unknown option', following({ question: 'one', in: ['a', 'c'] }), "'one' has no option 'c'; use one of a, b"],
    ['a bound on a choice', following({ question: 'one', atLeast: 1 }), "'one' is a choice: use is, not or in"],
    [
      'a free text',
      { ...following({ question: 'text', is: 'x' }), id: 'more' },
      "'text' is a comment; only scales and choices can decide what is shown",
    ],
  ])('cannot show a question by %s', (_, question, expected) => {
    const before = question.id === 'more' ? [nps, single, comment] : [nps, single]
    expect(survey(...before, question)).toEqual([`survey/feedback#questions.${before.length}.showIf.0: ${expected}`])
  })

  it('cannot look forward', () => {
    expect(survey(following({ question: 'nps', atMost: 6 }), nps)).toHaveLength(1)
  })
})

describe('a mapping', () => {
  const fields = { Response_Key__c: 'response.key' }
  const mapping = (more: object, ...others: Document[]) => told(mappingDocument({ fields, ...more }), ...others)

  it.each([
    [
      'a key that is no field',
      { key: 'Other__c' },
      "key: 'Other__c' is not among the fields; add it, such as Other__c: response.key",
    ],
    [
      'a constant key',
      { fields: { Response_Key__c: { value: 'one' } } },
      'fields.Response_Key__c: the key needs a value of its own in every record: a path without a condition',
    ],
    [
      'an unknown root',
      { fields: { ...fields, A__c: 'contact.name' } },
      "fields.A__c: unknown root 'contact'; use one of invitation, response, answer, metrics, recipient, survey, program, answers, labels, records, fields",
    ],
    [
      'an unknown name',
      { fields: { ...fields, A__c: 'program.mode' } },
      "fields.A__c: program has no 'mode'; use one of name, version",
    ],
    [
      'an unknown role',
      { fields: { ...fields, A__c: 'records.Asset' } },
      "fields.A__c: no role 'Asset'; use one of Contact, Lead, Account, Case, Opportunity, Order, Contract",
    ],
    [
      'an answer of its own without each',
      { fields: { ...fields, A__c: 'answer.number' } },
      'fields.A__c: answer is known only with each: answer; use answers.<question>',
    ],
    [
      'an unknown path to fall back on',
      { fields: { ...fields, A__c: { from: 'answers.a', transform: [{ coalesce: ['metrics.nsp'] }] } } },
      "fields.A__c: metrics has no 'nsp'; use one of nps, nps.score, nps.factor, nps.group, csat, csat.score, csat.positive, ces, ces.score, method, scale, direction",
    ],
    [
      'an unknown merge field',
      { fields: { ...fields, A__c: { from: 'answers.a', transform: [{ template: '{{ contact.name }}' }] } } },
      "fields.A__c.transform.0.template: unknown merge field 'contact'; use one of invitation, response, answer, metrics, recipient, survey, program, answers, labels, records, fields, value",
    ],
    [
      'a country there is not',
      { fields: { ...fields, A__c: { from: 'answers.a', transform: [{ phone: 'e164', country: 'ZZ' }] } } },
      "fields.A__c.transform.0.country: no country 'ZZ'; use a code such as FR",
    ],
    [
      'a condition that claims nothing',
      { if: { field: 'Type' } },
      'if: claims nothing; add an operator such as is, in or atLeast',
    ],
    [
      'one lookup said twice',
      { fields: { ...fields, Case__c: 'records.Case', 'Case__r.Key__c': 'records.Case' } },
      'fields.Case__r.Key__c: says the same lookup as Case__c; keep one',
    ],
    [
      'a parent that is not there',
      { parent: 'other' },
      "parent: mapping 'other' does not exist; publish it first or in the same file",
    ],
  ])('is refused with %s', (_, more, expected) => {
    expect(mapping(more)).toEqual([`mapping/survey-response#${expected}`])
  })

  it('may name its own answer with each: answer', () => {
    expect(mapping({ each: 'answer', fields: { Response_Key__c: 'answer.key', A__c: 'answer.number' } })).toEqual([])
  })

  it('cannot wait for a mapping that makes a record for each answer', () => {
    const each = mappingDocument({ mapping: 'answers', each: 'answer', fields: { Response_Key__c: 'answer.key' } })
    expect(mapping({ parent: 'answers' }, each)).toEqual([
      "mapping/survey-response#parent: 'answers' makes a record for each answer, so there is not one to wait for",
    ])
  })

  it('cannot wait for one that goes elsewhere', () => {
    const elsewhere = mappingDocument({ mapping: 'other', connection: 'hubspot' })
    expect(mapping({ parent: 'other' }, elsewhere)[0]).toMatch(
      /^mapping\/survey-response#parent: 'other' goes to another connection/,
    )
  })

  it('cannot wait for itself, over any number of others', () => {
    const [a, b] = [mappingDocument({ mapping: 'a', parent: 'b' }), mappingDocument({ mapping: 'b', parent: 'a' })]
    expect(told(a, b)).toEqual([
      'mapping/a#parent: waits for itself: a → b → a',
      'mapping/b#parent: waits for itself: b → a → b',
    ])
    expect(told(mappingDocument({ mapping: 'a', parent: 'a' }))).toHaveLength(1)
  })
})

describe('a set of documents', () => {
  it('holds each name once', () => {
    expect(told(surveyDocument([nps]), surveyDocument([nps]))).toEqual([
      'survey/feedback: is there twice; keep one or give it another name',
    ])
    expect(told(surveyDocument([nps]), mappingDocument({ mapping: 'feedback' }))).toEqual([])
  })

  it.each(['5003t00001ABCdeAAB', '001xx000003DGb2AAG', '0053t000008abcd', '/lightning/r/Case/5003t00001ABCde/view'])(
    'holds no Salesforce id: %s',
    (value) => {
      const [problem] = told(mappingDocument({ fields: { Response_Key__c: 'response.key', Owner__c: { value } } }))
      expect(problem).toMatch(/^mapping\/survey-response#fields\.Owner__c\.value: '\w{15,18}' is a Salesforce id/)
    },
  )

  it('finds an id in a key too', () => {
    const table = { '005xx000001SvwAAE': 'Ada', '0053t000008abcd': 'Zoé' }
    const field = { from: 'fields.OwnerId', transform: [{ table }] }
    expect(told(mappingDocument({ fields: { Response_Key__c: 'response.key', Name__c: field } }))[0]).toContain(
      "'0053t000008abcd' is a Salesforce id",
    )
  })

  it.each(['internationally', 'responsibilities', 'Survey_Response', 'misinterpretation', '0123456789012345', '005'])(
    'takes no word for one: %s',
    (value) => {
      expect(told(mappingDocument({ fields: { Response_Key__c: 'response.key', A__c: { value } } }))).toEqual([])
    },
  )
})
