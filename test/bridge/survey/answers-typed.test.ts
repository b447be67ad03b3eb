import { describe, expect, it } from 'vitest'
import { groupFields, parseAnswers } from '../../../bridge/survey/answers.ts'
import { aForm, aSurvey } from '../../support/survey/surveys.ts'

type Given = Record<string, unknown>
/** The answer to one question, or why it is refused. */
const read = (question: Given, ...values: string[]) => {
  const survey = aSurvey({ questions: [{ id: 'q', title: 'x', ...question } as never] })
  const { answers, errors } = parseAnswers(survey, new Map([['q', values]]))
  return errors.length > 0 ? errors.map(({ code }) => code).join() : answers.q
}
const typed = (input: string) => (text: string) => read({ type: 'text', input }, text)

const label = 'b'.repeat(63)

describe('an e-mail address', () => {
  it.each([
    'a@b.co',
    "Zoe.O'Neil+tag_1@Example.CO",
    'a@1-2.x--y.example',
    `${'a'.repeat(64)}@${label}.${label}`,
    `a@${'b.'.repeat(20)}c`,
  ])('may be %s', (text) => {
    expect(typed('email')(text)).toBe(text)
  })

  it.each([
    'a@localhost',
    '@example.com',
    'a@',
    'a b@example.com',
    'a@b@example.com',
    'a@-b.example',
    'a@b-.example',
    'a@b.-example',
    'a@b.example-',
    'a@b..example',
    'a@.example',
    'a@b.',
    'a@b_c.example',
    'a@bücher.example',
    `${'a'.repeat(65)}@example.com`,
    `a@${label}b.example`,
    `a@b.${label}c`,
  ])('is not %s', (text) => {
    expect(typed('email')(text)).toBe('type')
  })
})

describe('a phone number', () => {
  it.each(['1234', '+123456789012345', '(01) 23.45-67/89', '1 2 3 4 5 6 7 8 9 0 1 2 3 45', `1${'-'.repeat(26)}234`])(
    'may be %s',
    (text) => {
      expect(typed('phone')(text)).toBe(text)
    },
  )

  it.each(['123', '(--)', '1234567890123456', '12+34', '++1234', '1234x', 'x1234', `1${'-'.repeat(27)}234`])(
    'is not %s',
    (text) => {
      expect(typed('phone')(text)).toBe('type')
    },
  )
})

describe('a date', () => {
  it.each(['1900-01-01', '2024-02-29', '2199-12-31'])('may be %s', (text) => {
    expect(typed('date')(text)).toBe(text)
  })

  it.each([
    '1899-12-31',
    '2200-01-01',
    '2026-13-01',
    '2026-00-10',
    '2026-11-31',
    '2025-02-29',
    '2026-11-21Z',
    '+2026-11-21',
    '2026-1-2',
    '20261121',
  ])('is not %s', (text) => {
    expect(typed('date')(text)).toBe('type')
  })
})

describe('a number', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['-12', -12],
    ['007', 7],
    ['123456789', 123_456_789],
    ['123456789.123456', 123_456_789.123_456],
    ['-0.5', -0.5],
  ])('may be %s', (text, number) => {
    expect(typed('number')(text)).toBe(number)
  })

  it.each(['1234567890', '1.1234567', '1.', '.5', '+1', '--1', '1 2', '1.2.3', 'x1', '1x'])('is not %s', (text) => {
    expect(typed('number')(text)).toBe('type')
  })

  it('may be the smallest and the largest of its range, and nothing beyond', () => {
    const question = { type: 'text', input: 'number', min: -1, max: 2.5 }
    expect(['-1', '2.5', '-1.1', '2.6'].map((text) => read(question, text))).toEqual([-1, 2.5, 'range', 'range'])
    expect(read({ ...question, min: undefined }, '-99')).toBe(-99)
    expect(read({ ...question, max: undefined }, '99')).toBe(99)
  })
})

describe('a text', () => {
  it('may be as long as the question says and no longer', () => {
    const question = { type: 'text', maxLength: 3 }
    expect([read(question, 'abc'), read(question, 'abcd')]).toEqual(['abc', 'too_long'])
  })
})

describe('a scale', () => {
  it.each([
    [{ type: 'nps' }, ['0', '10'], ['11', '99']],
    [{ type: 'ces' }, ['1', '7'], ['0', '8']],
    [{ type: 'rating', max: 10 }, ['1', '10'], ['0', '11']],
  ])('%j goes from %j and not beyond, %j', (question, inside, outside) => {
    expect(inside.map((text) => read(question, text))).toEqual(inside.map(Number))
    expect(outside.map((text) => read(question, text))).toEqual(['range', 'range'])
    expect(['x1', '1x', '100', '00', 'na'].map((text) => read(question, text))).toEqual(Array(5).fill('type'))
  })
})

describe('ticks', () => {
  const options = ['a', 'b', 'c', 'd'].map((value) => ({ value, text: 'x' }))

  it('may be all of them where the question sets no limit, and as many as it allows', () => {
    expect(read({ type: 'multiple', options }, 'd', 'c', 'b', 'a')).toEqual(['a', 'b', 'c', 'd'])
    expect(read({ type: 'multiple', options, max: 2 }, 'b', 'a')).toEqual(['a', 'b'])
    expect(read({ type: 'multiple', options, max: 2 }, 'b', 'a', 'c')).toBe('too_many')
  })
})

describe('a matrix', () => {
  const rows = ['speed', 'price'].map((value) => ({ value, text: 'x' }))
  const survey = (more: Given) =>
    aSurvey({ questions: [{ id: 'q', type: 'matrix', title: 'x', rows, max: 3, ...more } as never] })
  const cells = (more: Given, form: Record<string, string>) => {
    const { answers, errors } = parseAnswers(survey(more), aForm(form))
    return errors.length > 0 ? errors.map(({ code }) => code) : { ...(answers.q as object) }
  }

  it('has a row "not applicable" only where the question offers it', () => {
    expect(cells({ notApplicable: true }, { 'q.speed': 'na', 'q.price': '3' })).toEqual({ speed: null, price: 3 })
    expect(cells({ notApplicable: true }, { 'q.speed': 'na' })).toEqual({ speed: null })
    expect(cells({}, { 'q.speed': 'na', 'q.price': '3' })).toEqual(['type'])
  })

  it('says for each row what is wrong or lacks', () => {
    expect(cells({ required: true }, { 'q.speed': '3' })).toEqual(['required'])
    expect(cells({ required: true }, { 'q.speed': '4', 'q.price': 'x' })).toEqual(['range', 'type'])
  })
})

describe('what a form sends', () => {
  it('is grouped by name, every value in order', () => {
    const fields: [string, string][] = [
      ['topics', 'price'],
      ['nps', '9'],
      ['topics', 'support'],
    ]
    expect([...groupFields(fields)]).toEqual([
      ['topics', ['price', 'support']],
      ['nps', ['9']],
    ])
  })

  it('is refused by names that stay whole characters when they are cut', () => {
    const form = new Map([[`x${'😀'.repeat(50)}`, ['1']]])
    const { errors } = parseAnswers(aSurvey(), form, { partial: true })
    expect(errors).toEqual([{ question: `x${'😀'.repeat(19)}\ufffd`, code: 'unknown' }])
  })
})
