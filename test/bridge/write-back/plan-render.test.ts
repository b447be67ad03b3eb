import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultDocuments } from '../../../bridge/definitions/defaults/documents.ts'
import type { Mapping } from '../../../bridge/definitions/mappings/mapping.ts'
import { labelsOf, metricsOf } from '../../../bridge/definitions/answers/metrics.ts'
import { sources } from '../../../bridge/definitions/mappings/sources.ts'
import type { Answers } from '../../../bridge/definitions/survey.ts'
import { rowOf } from '../../../bridge/write-back/answer-rows.ts'
import { factsOf, valueAt } from '../../../bridge/write-back/context.ts'
import { render } from '../../../bridge/write-back/render.ts'
import { aContext, aMapping, aSurvey, at } from '../../support/documents.ts'

const fieldsOf = (fields: object, context = aContext()) =>
  render(aMapping({ fields: { Response_Key__c: 'response.key', ...fields } }), context)
const defaults = new Map(defaultDocuments().flatMap((one) => (one.kind === 'mapping' ? [[one.name, one.body]] : [])))
const survey = aSurvey()

describe('a rendered record', () => {
  it('holds numbers, booleans, texts and moments as JSON has them', () => {
    const rendered = fieldsOf({
      A: 'invitation.delivered',
      B: 'response.edited',
      C: 'recipient.name',
      D: 'invitation.sentAt',
      E: { value: 7 },
    })
    expect(rendered).toEqual({
      fields: { Response_Key__c: 'inv1', A: 1, B: false, C: 'Zoé', D: at('10:00').toISOString(), E: 7 },
      problems: [],
    })
  })

  it('writes an absent value as null, so that an edit clears the field', () => {
    expect(
      fieldsOf({
        A: 'answers.comment',
        B: 'metrics.nps',
        C: 'records.Account',
        D: 'fields.Nothing',
        E: 'response.confidence',
      })!.fields,
    ).toEqual({
      Response_Key__c: 'inv1',
      A: null,
      B: null,
      C: null,
      D: null,
      E: null,
    })
  })

  it('writes 0 and "not applicable" as what they are', () => {
    const answers: Answers = { nps: 0, csat: null }
    expect(
      fieldsOf(
        { A: 'metrics.nps', B: 'metrics.nps.factor', C: 'metrics.csat', D: 'answers.nps' },
        aContext({}, answers),
      )!.fields,
    ).toMatchObject({
      A: 0,
      B: -1,
      C: null,
      D: 0,
    })
  })

  it('links by the parent’s external id, and leaves the link alone without one', () => {
    expect(fieldsOf({ 'Case__r.Key__c': 'records.Case', 'Account__r.Key__c': 'records.Account' })!.fields).toEqual({
      Response_Key__c: 'inv1',
      Case__r: { Key__c: '500000000000001AAA' },
    })
  })

  it('writes several ticks as a multi-select picklist takes them, and a matrix row by row', () => {
    const context = aContext({}, { topics: ['price', 'support'], aspects: { price: 2, delivery: null } })
    const rendered = fieldsOf(
      { A: 'answers.topics', B: 'answers.aspects.price', C: 'answers.aspects.delivery', D: 'answers.aspects' },
      context,
    )
    expect(rendered!.fields).toEqual({ Response_Key__c: 'inv1', A: 'price;support', B: 2, C: null })
    expect(rendered!.problems).toEqual([
      { field: 'D', message: 'a matrix is no single value; name one row, such as answers.aspects.speed' },
    ])
  })

  it('leaves a field alone when its value does not fit, and says so', () => {
    const rendered = fieldsOf(
      { Phone__c: { from: 'answers.phone', transform: [{ phone: 'national', country: 'FR' }] } },
      aContext({}, { phone: 'call me' }),
    )
    expect(rendered).toEqual({
      fields: { Response_Key__c: 'inv1' },
      problems: [{ field: 'Phone__c', message: 'no phone number that can be called from FR' }],
    })
  })

  it('leaves a field alone when its condition does not hold', () => {
    const owner = { from: 'fields.OwnerId', if: { field: 'OwnerId', startsWith: '005' } }
    expect(fieldsOf({ Owner: owner })!.fields).toHaveProperty('Owner', '005000000000001AAA')
    expect(
      fieldsOf({ Owner: owner }, aContext({ fields: { OwnerId: '00G000000000001AAA' } }))!.fields,
    ).not.toHaveProperty('Owner')
  })

  it('is none when the condition of the mapping does not hold', () => {
    const mapping = aMapping({
      if: {
        all: [
          { metric: 'nps', atMost: 6 },
          { language: true, is: 'fr' },
        ],
      },
    })
    expect(render(mapping, aContext({}, { nps: 9 }))).toBeNull()
    expect(render(mapping, aContext({}, { nps: 6 }))).not.toBeNull()
  })

  it('points to the parents that are left, in the fields it has', () => {
    const context = aContext({
      lookups: { Contact__c: '003000000000009AAA', Case__c: null, Lead__c: '00Q000000000001AAA' },
    })
    expect(
      fieldsOf({ Contact__c: 'records.Contact', Case__c: 'records.Case', Case_Id__c: 'records.Case' }, context)!.fields,
    ).toEqual({
      Response_Key__c: 'inv1',
      Contact__c: '003000000000009AAA',
      Case__c: null,
      Case_Id__c: '500000000000001AAA',
    })
  })

  it('holds no broken characters', () => {
    expect(fieldsOf({ A: 'answers.comment' }, aContext({}, { comment: 'a\ud800b' }))!.fields).toHaveProperty(
      'A',
      'a\ufffdb',
    )
  })
})

describe('a path', () => {
  it.each(Object.entries(sources))('below %s finds what the documents may name', (root, names) => {
    const context = aContext({ answer: rowOf(survey, { nps: 9 }, 'inv1#nps', 'en') }, { nps: 9, csat: 4, ces: 7 })
    const offered = Object.keys(context[root as keyof typeof context] as object)
    expect(
      names
        .split(' ')
        .filter((name) => !name.includes('.'))
        .toSorted(),
    ).toEqual(offered.toSorted())
    for (const name of names.split(' ')) expect(valueAt(context, `${root}.${name}`)).not.toBeUndefined()
  })

  it('reaches a parent’s field, read or nested', () => {
    expect(valueAt(aContext(), 'fields.Owner.Name')).toBe('Ada')
    expect(valueAt(aContext({ fields: { Owner: { Name: 'Bo' } } }), 'fields.Owner.Name')).toBe('Bo')
  })

  it.each([
    'answers.__proto__',
    'fields.constructor',
    'labels.toString',
    'records.valueOf',
    'nothing.at.all',
    'answers.comment.length',
  ])('sees no further than its own values: %s', (path) => {
    expect(valueAt(aContext({}, { comment: 'x' }), path)).toBeNull()
  })

  it('says the same as the condition on it', () => {
    const answers: Answers = { nps: 3, topics: ['price'] }
    const facts = factsOf(
      aContext({ labels: labelsOf(survey, answers), flags: ['vip'], attributes: { source: 'web' } }, answers),
    )
    expect([
      facts.answer('nps'),
      facts.metric('nps'),
      facts.label('topics'),
      facts.flag('vip'),
      facts.attribute('source'),
    ]).toEqual([3, 3, ['price'], true, 'web'])
    expect([
      facts.metric('csat'),
      facts.label('nobody'),
      facts.flag('no'),
      facts.field('CaseNumber'),
      facts.language,
    ]).toEqual([null, undefined, false, '00001026', 'fr'])
  })
})

describe('the default mappings', () => {
  const withMetrics = (answers: Answers) => aContext({ metrics: metricsOf(survey, answers) }, answers)

  it('put an invitation on its records, without a problem', () => {
    const { fields, problems } = render(defaults.get('survey-invitation') as Mapping, aContext({ response: null }))!
    expect(problems).toEqual([])
    expect(fields).toMatchObject({
      Invitation_Key__c: 'inv1',
      Case__c: '500000000000001AAA',
      Case_Id_At_Ask__c: '500000000000001AAA',
      Status__c: 'Completed',
      Ask_Again_On__c: null,
      Sent_At__c: '2026-11-21T10:00:00.000Z',
      Delivered__c: 1,
      Program_Version__c: 2,
    })
  })

  it('put a response on its records, its owner a user or a queue', () => {
    const mapping = defaults.get('survey-response') as Mapping
    const { fields, problems } = render(mapping, withMetrics({ nps: 6, csat: 4 }))!
    expect(problems).toEqual([])
    expect(fields).toMatchObject({
      Response_Key__c: 'inv1',
      Invitation__r: { Invitation_Key__c: 'inv1' },
      NPS__c: 6,
      NPS_Factor__c: -1,
      NPS_Group__c: 'Detractor',
      CSAT_Positive__c: 1,
      CES__c: null,
      Scale__c: 'nps:0-10; csat:1-5; ces:1-7',
      Record_Owner__c: '005000000000001AAA',
      Record_Owner_Name__c: 'Ada',
    })
    const queue = render(mapping, aContext({ fields: { OwnerId: '00G000000000001AAA', 'Owner.Name': 'Support' } }))!
    expect(queue.fields).not.toHaveProperty('Record_Owner__c')
    expect(queue.fields).toMatchObject({ Record_Owner_Name__c: 'Support' })
  })

  it('put an answer below its response', () => {
    const answers: Answers = { nps: 0 }
    const { fields, problems } = render(
      defaults.get('survey-answers') as Mapping,
      aContext({ answer: rowOf(survey, answers, 'inv1#nps', 'en') }, answers),
    )!
    expect(problems).toEqual([])
    expect(fields).toEqual({
      Answer_Key__c: 'inv1#nps',
      Response__r: { Response_Key__c: 'inv1' },
      Question_Id__c: 'nps',
      Question_Text__c: 'Recommend?',
      Question_Label__c: 'recommendation',
      Type__c: 'nps',
      Value_Text__c: '0',
      Value_Number__c: 0,
      Value_Date__c: null,
      Skipped__c: false,
      Not_Applicable__c: false,
    })
  })

  it('never throw, and give JSON, whatever was answered and read', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...defaults.values()),
        fc.dictionary(fc.constantFrom('nps', 'topics', 'aspects', 'comment'), fc.jsonValue()),
        fc.dictionary(fc.constantFrom('OwnerId', 'Owner.Name', 'Owner'), fc.jsonValue()),
        (mapping, answers, fields) => {
          const rendered = render(
            mapping,
            aContext(
              { fields, answer: rowOf(survey, answers as Answers, 'inv1#aspects.price', 'fr') },
              answers as Answers,
            ),
          )!
          expect(JSON.parse(JSON.stringify(rendered.fields))).toEqual(rendered.fields)
        },
      ),
    )
  })
})
