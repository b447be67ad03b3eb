import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shownQuestions } from '../../../bridge/definitions/answers/shown.ts'
import type { Answer, Question } from '../../../bridge/definitions/survey.ts'
import { formOf, parseAnswers } from '../../../bridge/survey/answers.ts'
import { everyQuestion } from '../../support/survey/surveys.ts'

const survey = everyQuestion()
const names = survey.questions.flatMap((question) =>
  question.type === 'matrix' ? question.rows.map((row) => `${question.id}.${row.value}`) : [question.id],
)
const likely = fc.constantFrom(
  '0',
  '1',
  '3',
  '5',
  '6',
  '7',
  '10',
  '11',
  'na',
  'price',
  'support',
  'email',
  'phone',
  'a@example.com',
  '2027-12-31',
  '2.50',
  '-0',
  '+33612345678',
)
/** Half of it likely, half of it anything. */
const value = fc.oneof(
  { weight: 4, arbitrary: likely },
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom('a', '\r', '\n', '\u0301', '\u0344', '\u0958', '\ud800', ' ', '\t', '\u202e', 'é'),
    maxLength: 100,
  }),
  fc.integer().map(String),
  fc.double().map(String),
)
const form = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...names) },
        { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
      ),
      fc.oneof(fc.tuple(value), fc.array(value, { maxLength: 3 })),
    ),
    { maxLength: 20 },
  )
  .map((entries) => new Map(entries))
const knownForm = fc
  .array(fc.tuple(fc.constantFrom(...names), fc.array(value, { minLength: 1, maxLength: 2 })), { maxLength: 20 })
  .map((entries) => new Map(entries))

/** What each type may hold, said a second time and in another way. */
function isPossible(question: Question, answer: Answer): boolean {
  const isWithin = (from: number, to: number) =>
    Number.isInteger(answer) && Number(answer) >= from && Number(answer) <= to
  switch (question.type) {
    case 'nps':
      return isWithin(0, 10)
    case 'ces':
      return isWithin(1, 7)
    case 'rating':
      return answer === null ? question.notApplicable : isWithin(1, question.max)
    case 'single':
      return question.options.some((option) => option.value === answer)
    case 'multiple':
      return (
        Array.isArray(answer) &&
        answer.length > 0 &&
        answer.length <= (question.max ?? 30) &&
        new Set(answer).size === answer.length
      )
    case 'matrix':
      return Object.values(answer as object).every(
        (cell) => Number.isInteger(cell) && cell >= 1 && cell <= question.max,
      )
    case 'comment':
      return typeof answer === 'string' && answer.length > 0 && answer.length <= question.maxLength
    case 'text':
      if (question.input === 'number') return typeof answer === 'number' && answer >= 1 && answer <= 5
      return (
        typeof answer === 'string' && answer.length > 0 && answer.length <= question.maxLength && !answer.includes('\n')
      )
  }
}

describe('whatever a form holds', () => {
  it('reading it never throws, and what is kept is possible and was shown', () => {
    let kept = 0
    fc.assert(
      fc.property(form, fc.boolean(), (given, partial) => {
        const { answers } = parseAnswers(survey, given, { partial })
        const shown = new Map(shownQuestions(survey, answers).map((question) => [question.id, question]))
        for (const [id, answer] of Object.entries(answers))
          expect(shown.has(id) && isPossible(shown.get(id)!, answer)).toBe(true)
        kept += Object.keys(answers).length
      }),
      { numRuns: 1500 },
    )
    expect(kept).toBeGreaterThan(200)
  })

  it('what is kept reads back as itself', () => {
    fc.assert(
      fc.property(knownForm, (given) => {
        const { answers } = parseAnswers(survey, given, { partial: true })
        expect(parseAnswers(survey, formOf(answers), { partial: true })).toEqual({ answers, errors: [] })
      }),
      { numRuns: 1500 },
    )
  })

  it('a whole submission that is accepted is accepted again, to the last byte', () => {
    const finished = knownForm.map(
      (given) => new Map([...given, ['nps', ['9']], ['aspects.speed', ['1']], ['aspects.quality', ['5']]]),
    )
    let accepted = 0
    fc.assert(
      fc.property(finished, (given) => {
        const first = parseAnswers(survey, given)
        if (first.errors.length > 0) return
        accepted++
        const second = parseAnswers(survey, formOf(first.answers))
        expect(second.errors).toEqual([])
        expect(JSON.stringify(second.answers)).toBe(JSON.stringify(first.answers))
      }),
      { numRuns: 1500 },
    )
    expect(accepted).toBeGreaterThan(20)
  })
})
