import { describe, expect, it } from 'vitest'
import { defaultDocuments } from '../../../bridge/definitions/defaults/documents.ts'
import type { Answers } from '../../../bridge/definitions/survey.ts'
import { factsOf } from '../../../bridge/write-back/context.ts'
import { mirrorWrite, planWrites, type ActionEvent } from '../../../bridge/write-back/plan.ts'
import { aContext, aMapping, aProgram, aSurvey } from '../../support/documents.ts'

const mappings = defaultDocuments().flatMap((one) => (one.kind === 'mapping' ? [one.body] : []))
const survey = aSurvey([
  { id: 'nps', type: 'nps', title: 'x' },
  { id: 'why', type: 'comment', title: 'x', showIf: [{ question: 'nps', atMost: 6 }] },
  {
    id: 'aspects',
    type: 'matrix',
    title: 'x',
    rows: [
      { value: 'speed', text: 'x' },
      { value: 'price', text: 'x' },
    ],
  },
])
const both = { on: 'response.completed', then: [{ write: 'survey-response' }, { write: 'survey-answers' }] }

const plan = (actions: object[], event: ActionEvent, answers: Answers) => {
  const facts = factsOf(aContext({}, answers, survey))
  return planWrites(aProgram({ actions }), mappings, event, facts, {
    invitationId: 'inv1',
    survey,
    answers,
  })
}
const keys = (writes: { key: string }[]) => writes.map(({ key }) => key)

describe('a completed response', () => {
  it('becomes a response below its invitation, and a row per answer below that', () => {
    expect(plan([both], 'response.completed', { nps: 9 })).toEqual([
      {
        key: 'inv1|survey-response',
        connection: 'salesforce',
        mapping: 'survey-response',
        operation: 'upsert',
        subjectKind: 'response',
        subjectId: 'inv1',
        parentKey: 'inv1|survey-invitation',
        depth: 1,
      },
      ...['nps', 'aspects.speed', 'aspects.price'].map((id) => ({
        key: `inv1|survey-answers#${id}`,
        connection: 'salesforce',
        mapping: 'survey-answers',
        operation: 'upsert',
        subjectKind: 'answer',
        subjectId: `inv1#${id}`,
        parentKey: 'inv1|survey-response',
        depth: 2,
      })),
    ])
  })

  it('writes skipped questions and leaves out those that were never shown', () => {
    expect(keys(plan([both], 'response.completed', { nps: 6 }))).toContain('inv1|survey-answers#why')
    expect(keys(plan([both], 'response.completed', { nps: 7 }))).not.toContain('inv1|survey-answers#why')
  })

  it('plans the same writes when it is planned again', () => {
    expect(plan([both], 'response.completed', { nps: 6 })).toEqual(plan([both], 'response.completed', { nps: 6 }))
  })

  it('plans one write for a mapping that two actions name', () => {
    const twice = [both, { on: 'response.completed', then: [{ write: 'survey-response' }] }]
    expect(
      keys(plan(twice, 'response.completed', { nps: 9 })).filter((key) => key === 'inv1|survey-response'),
    ).toHaveLength(1)
  })
})

describe('an action', () => {
  it('runs after its event only', () => {
    expect(plan([both], 'response.partial', { nps: 9 })).toEqual([])
    expect(plan([both], 'invitation.changed', {})).toEqual([])
  })

  it('runs only when its condition holds', () => {
    const low = [{ on: 'response.completed', if: { metric: 'nps', atMost: 6 }, then: [{ write: 'survey-response' }] }]
    expect(keys(plan(low, 'response.completed', { nps: 6 }))).toEqual(['inv1|survey-response'])
    expect(plan(low, 'response.completed', { nps: 7 })).toEqual([])
    expect(plan(low, 'response.completed', { nps: null })).toEqual([])
  })

  it('writes no answers before there are any', () => {
    const early = [{ on: 'invitation.changed', then: [{ write: 'survey-response' }, { write: 'survey-answers' }] }]
    expect(plan(early, 'invitation.changed', {})).toMatchObject([
      { key: 'inv1|survey-response', subjectKind: 'invitation' },
    ])
  })

  it('leaves a mapping alone that is not there any more', () => {
    expect(plan([{ on: 'response.completed', then: [{ write: 'gone' }] }], 'response.completed', { nps: 9 })).toEqual(
      [],
    )
  })
})

describe('the mirror of an invitation', () => {
  it('is a write of its own, without a parent', () => {
    expect(mirrorWrite(mappings, 'inv1')).toEqual({
      key: 'inv1|survey-invitation',
      connection: 'salesforce',
      mapping: 'survey-invitation',
      operation: 'upsert',
      subjectKind: 'invitation',
      subjectId: 'inv1',
      parentKey: null,
      depth: 0,
    })
  })

  it('is none when the org took the mapping out', () => {
    expect(mirrorWrite([], 'inv1')).toBeNull()
    expect(mirrorWrite([aMapping({ mapping: 'another' })], 'inv1')).toBeNull()
  })

  it('waits for a parent that is not there any more as for one', () => {
    const orphan = aMapping({ mapping: 'survey-invitation', parent: 'gone' })
    expect(mirrorWrite([orphan], 'inv1')).toMatchObject({ depth: 1 })
  })

  it('has a depth even where mappings wait for each other in a circle', () => {
    const circle = [
      aMapping({ mapping: 'survey-invitation', parent: 'b' }),
      aMapping({ mapping: 'b', parent: 'survey-invitation' }),
    ]
    expect(mirrorWrite(circle, 'inv1')).toMatchObject({ depth: 2 })
  })
})
