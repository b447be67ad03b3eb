import { describe, expect, it } from 'vitest'
import { labelsOf, metricsOf } from '../../../bridge/definitions/answers/metrics.ts'
import { isShown, shownQuestions } from '../../../bridge/definitions/answers/shown.ts'
import type { Answers } from '../../../bridge/definitions/survey.ts'
import { aSurvey } from '../../support/documents.ts'

const nps = { id: 'nps', type: 'nps', title: 'Recommend?' }
const csat = { id: 'csat', type: 'rating', title: 'Satisfied?', metric: 'csat' }
const ces = { id: 'ces', type: 'ces', title: 'Easy?' }

describe('NPS', () => {
  it.each([
    [0, -1, 'Detractor'],
    [6, -1, 'Detractor'],
    [7, 0, 'Passive'],
    [8, 0, 'Passive'],
    [9, 1, 'Promoter'],
    [10, 1, 'Promoter'],
  ])('takes %i for %i, a %s', (score, factor, group) => {
    expect(metricsOf(aSurvey([nps]), { nps: score }).nps).toEqual({ score, factor, group })
  })
})

describe('CSAT', () => {
  it.each([
    [1, 0],
    [3, 0],
    [4, 1],
    [5, 1],
  ])('takes %i for %i positive', (score, positive) => {
    expect(metricsOf(aSurvey([csat]), { csat: score }).csat).toEqual({ score, positive })
  })

  it('is not read from a scale on which it is not defined', () => {
    const metrics = metricsOf(aSurvey([{ ...csat, max: 10 }]), { csat: 5 })
    expect(metrics).toMatchObject({ csat: null, method: null, scale: null, direction: null })
  })
})

describe('CES', () => {
  it('is the answer itself, higher is easier', () => {
    expect(metricsOf(aSurvey([ces]), { ces: 7 })).toMatchObject({
      ces: { score: 7 },
      method: 'mean',
      scale: '1-7',
      direction: 'higher_is_easier',
    })
  })
})

describe('a metric without an answer', () => {
  it.each([
    ['skipped', {}],
    ['not applicable', { nps: null, csat: null, ces: null }],
    ['out of its scale', { nps: 11, csat: 0, ces: 8 }],
    ['no number', { nps: '10', csat: ['4'], ces: { ces: 3 } }],
  ])('is null and never 0: %s', (_, answers) => {
    expect(metricsOf(aSurvey([nps, csat, ces]), answers)).toMatchObject({ nps: null, csat: null, ces: null })
  })
})

describe('method, scale and direction', () => {
  it('are bare for one metric, and stand also where it was skipped', () => {
    expect(metricsOf(aSurvey([nps]), {})).toMatchObject({ method: 'nps', scale: '0-10', direction: 'higher_is_better' })
    expect(metricsOf(aSurvey([csat]), {})).toMatchObject({ method: 'share_of_4_and_5', scale: '1-5' })
  })

  it('name each metric when a survey asks several, within 40 characters', () => {
    const { method, scale, direction } = metricsOf(aSurvey([ces, csat, nps]), {})
    expect(method).toBe('nps:nps; csat:share_of_4_and_5; ces:mean')
    expect(scale).toBe('nps:0-10; csat:1-5; ces:1-7')
    expect(direction).toBe('higher_is_better; higher_is_easier')
    for (const text of [method, scale, direction]) expect(text!.length).toBeLessThanOrEqual(40)
  })

  it('are null for a survey without metrics', () => {
    const metrics = metricsOf(aSurvey([{ id: 'c', type: 'comment', title: 'x' }]), {})
    expect(metrics).toEqual({ nps: null, csat: null, ces: null, method: null, scale: null, direction: null })
  })
})

describe('labels', () => {
  it('give the answers of their questions, not applicable included, skipped ones left out', () => {
    const survey = aSurvey([
      { ...nps, label: 'a' },
      { ...csat, label: 'b' },
      { ...ces, label: 'c' },
    ])
    expect(labelsOf(survey, { nps: 0, csat: null })).toEqual({ a: 0, b: null })
  })
})

describe('a question with showIf', () => {
  const follow = (id: string, showIf: object) => ({ id, type: 'comment', title: id, showIf: [showIf] })
  const topics = {
    id: 'topics',
    type: 'multiple',
    title: 'x',
    options: [
      { value: 'a', text: 'A' },
      { value: 'b', text: 'B' },
    ],
  }
  const shows = (showIf: object, answers: Answers) =>
    isShown(aSurvey([nps, topics, follow('f', showIf)]).questions[2]!, answers)

  it.each([
    [{ question: 'nps', is: 3 }, { nps: 3 }, true],
    [{ question: 'nps', is: 3 }, { nps: 4 }, false],
    [{ question: 'nps', not: 3 }, { nps: 4 }, true],
    [{ question: 'nps', not: 3 }, { nps: null }, false],
    [{ question: 'nps', not: 3 }, {}, false],
    [{ question: 'nps', atMost: 6 }, { nps: 0 }, true],
    [{ question: 'nps', atMost: 6 }, {}, false],
    [{ question: 'nps', atLeast: 2, atMost: 4 }, { nps: 5 }, false],
    [{ question: 'nps', in: [1, 2] }, { nps: 2 }, true],
    [{ question: 'topics', is: 'a' }, { topics: ['b', 'a'] }, true],
    [{ question: 'topics', not: 'a' }, { topics: ['b', 'a'] }, false],
    [{ question: 'topics', in: ['b', 'c'] }, { topics: ['b'] }, true],
  ])('%j with %j: %s', (showIf, answers, expected) => {
    expect(shows(showIf, answers as Answers)).toBe(expected)
  })

  it('stays hidden when the question it looks at is hidden, whatever was answered there', () => {
    const survey = aSurvey([
      nps,
      { ...csat, showIf: [{ question: 'nps', atMost: 6 }] },
      follow('why', { question: 'csat', atMost: 2 }),
    ])
    const shown = (answers: Answers) => shownQuestions(survey, answers).map(({ id }) => id)
    expect(shown({ nps: 3, csat: 1 })).toEqual(['nps', 'csat', 'why'])
    expect(shown({ nps: 9, csat: 1 })).toEqual(['nps'])
  })
})
