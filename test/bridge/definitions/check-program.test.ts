import { describe, expect, it } from 'vitest'
import { checkDocuments } from '../../../bridge/definitions/check/documents.ts'
import type { Document } from '../../../bridge/definitions/documents.ts'
import { aMapping, aProgram, aSurvey } from '../../support/documents.ts'

const survey: Document = { kind: 'survey', name: 'feedback', body: aSurvey() }
const mapping = (more: object = {}): Document => {
  const body = aMapping(more)
  return { kind: 'mapping', name: body.mapping, body }
}
const mirror = mapping({ mapping: 'survey-invitation', entity: 'Survey_Invitation__c' })
const response = mapping({ parent: 'survey-invitation' })
const answers = mapping({
  mapping: 'survey-answers',
  each: 'answer',
  parent: 'survey-response',
  fields: { Response_Key__c: 'answer.key' },
})

const check = (more: object, ...others: Document[]) =>
  checkDocuments([
    survey,
    mirror,
    response,
    answers,
    ...others,
    { kind: 'program', name: 'p', body: aProgram(more) },
  ]).map(({ path, message }) => `${path}: ${message}`)
const onCompleted = (writes: string[], more: object = {}) => ({
  on: 'response.completed',
  then: writes.map((write) => ({ write })),
  ...more,
})

describe('a program', () => {
  it('is accepted when everything it names is there', () => {
    const more = {
      on: {
        object: 'Case',
        when: {
          all: [
            { field: 'IsClosed', is: true },
            { attribute: 'source', not: 'import' },
          ],
        },
      },
      send: {
        after: '2h',
        remind: ['3d', '7d'],
        expire: '30d',
        hours: { from: '22:00', to: '06:00', zone: 'Europe/Paris' },
      },
      mail: { subject: { en: '{{ fields.CaseNumber }}' }, body: '{{ recipient.name }}' },
      participation: { oncePer: ['Case'] },
      actions: [
        { on: 'invitation.changed', then: [{ write: 'survey-invitation' }] },
        onCompleted(['survey-response', 'survey-answers'], {
          if: {
            any: [
              { metric: 'csat', atMost: 2 },
              { label: 'topics', is: 'price' },
            ],
          },
        }),
      ],
    }
    expect(check(more)).toEqual([])
  })

  it.each([
    [
      'an unknown survey',
      { survey: 'other' },
      "survey: survey 'other' does not exist; publish it first or in the same file",
    ],
    [
      'an answer before there is one',
      { on: { object: 'Case', when: { answer: 'nps', is: 1 } } },
      'on.when: answer is not known yet at this place; use one of field, attribute',
    ],
    [
      'a language before it is known',
      { on: { object: 'Case', when: { any: [{ language: true, is: 'fr' }] } } },
      'on.when.any.0: language is not known yet at this place; use one of field, attribute',
    ],
    [
      'a condition that claims nothing',
      { on: { object: 'Case', when: { field: 'IsClosed' } } },
      'on.when: claims nothing; add an operator such as is, in or atLeast',
    ],
    [
      "a parent's field as occasion",
      { occasion: 'Contact.Birthdate' },
      "occasion: 'Contact.Birthdate' is a parent's field; use a field of the record itself",
    ],
    [
      'a role it does not know',
      { participation: { oncePer: ['Case', 'Account'] } },
      "participation.oncePer.1: 'Account' is not among the records; add records.Account",
    ],
    [
      'reminders out of order',
      { send: { remind: ['5d', '3d'] } },
      'send.remind.1: not later than the one before it; put reminders in order',
    ],
    [
      'a reminder at once',
      { send: { remind: ['0d'] } },
      'send.remind.0: not later than the one before it; put reminders in order',
    ],
    [
      'a reminder after the end',
      { send: { remind: ['30d'], expire: '30d' } },
      'send.remind.0: not before the survey expires; remind sooner',
    ],
    [
      'a link that goes nowhere',
      { send: { by: 'link' } },
      'send.linkField: missing; name the field that receives the link, such as Survey_Link__c',
    ],
    [
      'an empty window',
      { send: { hours: { from: '09:00', to: '09:00', zone: 'Europe/Paris' } } },
      'send.hours: begins and ends at the same time; leave it out to send at any hour',
    ],
    [
      'an unknown merge field',
      { mail: { subject: 'x', body: { en: '{{ case.Number }}' } } },
      "mail.body.en: unknown merge field 'case'; use one of recipient, fields, brand, survey, program, language",
    ],
    [
      'an unknown mapping',
      { actions: [onCompleted(['other'])] },
      "actions.0.then.0.write: mapping 'other' does not exist; publish it first or in the same file",
    ],
    [
      'a child without its parent',
      { actions: [onCompleted(['survey-answers'])] },
      "actions.0.then.0.write: 'survey-answers' waits for 'survey-response', which is not written in the same case; write that too",
    ],
    [
      'answers before there are any',
      { actions: [{ on: 'invitation.changed', then: [{ write: 'survey-response' }, { write: 'survey-answers' }] }] },
      "actions.0.then.1.write: 'survey-answers' makes a record for each answer, and there is none yet",
    ],
    [
      'an unknown question',
      { actions: [onCompleted(['survey-response'], { if: { answer: 'npz', is: 1 } })] },
      "actions.0.if: survey feedback has no question 'npz'; use one of nps, why, csat, ces, channel, topics, phone, visit, comment, aspects",
    ],
    [
      'an unknown option',
      { actions: [onCompleted(['survey-response'], { if: { answer: 'topics', in: ['price', 'colour'] } })] },
      "actions.0.if: question 'topics' has no option 'colour'; use one of price, delivery, support",
    ],
    [
      'an unknown row',
      { actions: [onCompleted(['survey-response'], { if: { answer: 'aspects.colour', atMost: 2 } })] },
      "actions.0.if: question 'aspects' has no row 'colour'; use one of price, delivery, support",
    ],
    [
      'a row of a question without rows',
      { actions: [onCompleted(['survey-response'], { if: { answer: 'nps.price', atMost: 2 } })] },
      "actions.0.if: question 'nps' has no rows; leave '.price' out",
    ],
    [
      'an unknown label',
      { actions: [onCompleted(['survey-response'], { if: { label: 'wants-call', is: 'yes' } })] },
      "actions.0.if: survey feedback has no label 'wants-call'; use one of recommendation, topics",
    ],
  ])('is refused with %s', (_, more, expected) => {
    expect(check(more)).toEqual([`program/p#${expected}`])
  })

  it('is refused with a metric its survey does not measure', () => {
    const plain: Document = {
      kind: 'survey',
      name: 'plain',
      body: { ...aSurvey([{ id: 'c', type: 'comment', title: 'x' }]), survey: 'plain' },
    }
    expect(
      check(
        { survey: 'plain', actions: [onCompleted(['survey-response'], { if: { metric: 'csat', atMost: 2 } })] },
        plain,
      ),
    ).toEqual([
      'program/p#actions.0.if: survey plain does not measure csat; add such a question or name another metric',
    ])
  })

  it('may write a child whenever its parent is written, on a narrower condition too', () => {
    const low = { metric: 'csat', atMost: 2 }
    expect(
      check({ actions: [onCompleted(['survey-response']), onCompleted(['survey-answers'], { if: low })] }),
    ).toEqual([])
    expect(check({ actions: [onCompleted(['survey-response', 'survey-answers'], { if: low })] })).toEqual([])
    expect(
      check({ actions: [onCompleted(['survey-response'], { if: low }), onCompleted(['survey-answers'])] }),
    ).toHaveLength(1)
    expect(
      check({
        actions: [{ ...onCompleted(['survey-response']), on: 'response.partial' }, onCompleted(['survey-answers'])],
      }),
    ).toHaveLength(1)
  })

  it.each([
    ['answers.mobile', "survey feedback has no question 'mobile'"],
    ['answers.aspects.colour', "question 'aspects' has no row 'colour'"],
    ['labels.wants-call', "survey feedback has no label 'wants-call'"],
  ])('is refused with a mapping that names %s, which its survey does not ask', (path, expected) => {
    const custom = mapping({ mapping: 'custom', fields: { Response_Key__c: 'response.key', A__c: path } })
    const [problem, ...more] = check({ actions: [onCompleted(['custom'])] }, custom)
    expect(problem).toContain(`program/p#actions.0.then.0.write: 'custom' does not fit: ${expected}`)
    expect(more).toEqual([])
  })

  it('accepts a mapping that names what its survey asks', () => {
    const fields = {
      Response_Key__c: 'response.key',
      A__c: 'answers.aspects.price',
      B__c: { from: 'labels.topics', if: { answer: 'nps', atMost: 6 } },
    }
    expect(check({ actions: [onCompleted(['custom'])] }, mapping({ mapping: 'custom', fields }))).toEqual([])
  })
})
