import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { condition, type Condition } from '../../../bridge/definitions/conditions/condition.ts'
import { evaluate, fieldsOf, type Facts } from '../../../bridge/definitions/conditions/evaluate.ts'

type Known = {
  field?: unknown
  answer?: unknown
  metric?: number | null
  label?: unknown
  flags?: string[]
  language?: string | null
}

/** Every reader gives the same value, whatever it is asked for. */
const factsWith = ({ field, answer, metric = null, label, flags = [], language = null }: Known): Facts => ({
  field: () => field,
  answer: () => answer as ReturnType<Facts['answer']>,
  metric: () => metric,
  label: () => label as ReturnType<Facts['label']>,
  flag: (name) => flags.includes(name),
  attribute: () => field,
  language,
})

const holds = (given: unknown, known: Known) => evaluate(condition.parse(given), factsWith(known))

describe('a condition on a field', () => {
  it.each([
    ['a boolean written as text', { is: true }, 'true', true],
    ['a boolean written as text, the other one', { is: true }, 'false', false],
    ['a boolean as such', { is: false }, false, true],
    ['a number written as text', { is: 120000 }, '120000.0', true],
    ['a number written as text, in a range', { atLeast: 100000, lessThan: 200000 }, '120000.0', true],
    ['a number out of range', { atMost: 119999 }, '120000.0', false],
    ['a number against text in the document', { is: '7' }, 7, true],
    ['a text that only looks like a number', { is: '7' }, '7.0', false],
    ['a code with leading zeros', { is: '00001026' }, '00001026', true],
    ['another case', { is: 'closed' }, 'Closed', true],
    ['one of several', { in: ['Closed', 'Resolved'] }, 'resolved', true],
    ['none of several', { notIn: ['Closed', 'Resolved'] }, 'New', true],
    ['a part', { contains: 'GOLD' }, 'Silver;Gold', true],
    ['a beginning', { startsWith: '005' }, '005000000000001AAA', true],
    ['a beginning that is not there', { startsWith: '005' }, '00G000000000001AAA', false],
    ['a boolean against a number', { is: 1 }, true, false],
    ['a date', { is: '2026-11-21' }, '2026-11-21', true],
    ['no number at all', { atLeast: 0 }, 'many', false],
    ['hexadecimal, which is no number here', { is: 16 }, '0x10', false],
  ])('reads %s', (_, operators, field, expected) => {
    expect(holds({ field: 'Type', ...operators }, { field })).toBe(expected)
  })

  it.each([undefined, null, '', []])('takes %j for empty', (field) => {
    expect(holds({ field: 'Type', empty: true }, { field })).toBe(true)
    expect(holds({ field: 'Type', is: null }, { field })).toBe(true)
    expect(holds({ field: 'Type', in: ['a', null] }, { field })).toBe(true)
    expect(holds({ field: 'Type', not: 'Internal' }, { field })).toBe(true)
    expect(holds({ field: 'Type', not: null }, { field })).toBe(false)
    expect(holds({ field: 'Type', is: false }, { field })).toBe(false)
    expect(holds({ field: 'Type', atMost: 5 }, { field })).toBe(false)
  })

  it('does not take 0 or false for empty', () => {
    expect(holds({ field: 'Amount', empty: true }, { field: 0 })).toBe(false)
    expect(holds({ field: 'IsClosed', empty: true }, { field: false })).toBe(false)
  })

  it('wants all operators of one leaf', () => {
    expect(holds({ field: 'Amount', atLeast: 1, atMost: 3 }, { field: 2 })).toBe(true)
    expect(holds({ field: 'Amount', atLeast: 1, atMost: 3 }, { field: 4 })).toBe(false)
  })
})

describe('a condition on an answer', () => {
  it('fits when one of several ticks fits, and is refused when none may', () => {
    const answer = ['price', 'support']
    expect(holds({ answer: 'topics', is: 'price' }, { answer })).toBe(true)
    expect(holds({ answer: 'topics', contains: 'supp' }, { answer })).toBe(true)
    expect(holds({ answer: 'topics', not: 'price' }, { answer })).toBe(false)
    expect(holds({ answer: 'topics', not: 'delivery' }, { answer })).toBe(true)
  })

  it('looks at one row of a matrix, or at all of them', () => {
    const answer = { speed: 2, quality: 5, price: null }
    expect(holds({ answer: 'aspects.speed', atMost: 2 }, { answer })).toBe(true)
    expect(holds({ answer: 'aspects.quality', atMost: 2 }, { answer })).toBe(false)
    expect(holds({ answer: 'aspects', atMost: 2 }, { answer })).toBe(true)
    expect(holds({ answer: 'aspects.price', empty: true }, { answer })).toBe(true)
    expect(holds({ answer: 'aspects.constructor', empty: true }, { answer })).toBe(true)
  })

  it('takes "not applicable" and a skipped question for empty', () => {
    expect(holds({ answer: 'nps', empty: true }, { answer: null })).toBe(true)
    expect(holds({ answer: 'nps', atMost: 6 }, { answer: undefined })).toBe(false)
    expect(holds({ answer: 'nps', atMost: 6 }, { answer: 0 })).toBe(true)
  })
})

describe('a condition', () => {
  it('knows metrics, labels, flags and language', () => {
    expect(holds({ metric: 'csat', atMost: 2 }, { metric: 2 })).toBe(true)
    expect(holds({ metric: 'csat', atMost: 2 }, { metric: null })).toBe(false)
    expect(holds({ label: 'wants-call', is: 'yes' }, { label: 'yes' })).toBe(true)
    expect(holds({ flag: 'vip' }, { flags: ['vip'] })).toBe(true)
    expect(holds({ flag: 'vip' }, {})).toBe(false)
    expect(holds({ flag: 'vip', is: false }, {})).toBe(true)
    expect(holds({ language: true, is: 'fr' }, { language: 'fr' })).toBe(true)
    expect(holds({ language: true, empty: true }, { language: null })).toBe(true)
  })

  it('tells the operator `not` from the condition `not`', () => {
    expect(holds({ not: { field: 'Type', is: 'Internal' } }, { field: 'Internal' })).toBe(false)
    expect(holds({ field: 'Type', not: 'Internal' }, { field: 'Internal' })).toBe(false)
  })

  it('lists the fields it looks at once each', () => {
    const given = {
      all: [
        { field: 'Type', is: 'a' },
        { not: { any: [{ field: 'Contact.Email', empty: true }, { field: 'Type' }] } },
        { metric: 'nps' },
      ],
    }
    expect(fieldsOf(condition.parse(given))).toEqual(['Type', 'Contact.Email'])
  })

  it('is refused when it is too deep or too wide', () => {
    const deep = Array.from({ length: 9 }).reduce<unknown>((inner) => ({ not: inner }), { field: 'A', is: 1 })
    expect(condition.safeParse(deep).success).toBe(false)
    expect(condition.safeParse({ all: Array.from({ length: 51 }, () => ({ field: 'A', is: 1 })) }).success).toBe(false)
  })
})

const scalar = fc.oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.boolean(), fc.constant(null))
const leaf = fc
  .tuple(
    fc.constantFrom(
      { field: 'A' },
      { answer: 'q.row' },
      { metric: 'nps' as const },
      { label: 'l' },
      { flag: 'f' },
      { attribute: 'a' },
      { language: true },
    ),
    fc.oneof(
      scalar.map((is) => ({ is })),
      scalar.map((not) => ({ not })),
      fc.array(scalar, { minLength: 1, maxLength: 3 }).map((notIn) => ({ notIn })),
      fc.integer().map((atLeast) => ({ atLeast })),
      fc.integer().map((lessThan) => ({ lessThan })),
      fc.string({ minLength: 1, maxLength: 3 }).map((contains) => ({ contains })),
      fc.boolean().map((empty) => ({ empty })),
      fc.constant({}),
    ),
  )
  .map(([subject, operator]): Condition => ({ ...subject, ...operator }))
const conditions = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('node').map((not) => ({ not })),
  ),
})).node
const known = fc
  .record({ field: fc.jsonValue(), answer: fc.jsonValue(), metric: fc.option(fc.integer()), label: fc.jsonValue() })
  .map(factsWith)

describe('any condition, on any values', () => {
  it('has an answer and never throws', () => {
    fc.assert(fc.property(conditions, known, (given, facts) => typeof evaluate(given, facts) === 'boolean'))
  })

  it('obeys De Morgan, and two negations cancel', () => {
    fc.assert(
      fc.property(fc.array(conditions, { minLength: 1, maxLength: 3 }), known, (parts, facts) => {
        const negated = parts.map((not) => ({ not }))
        expect(evaluate({ not: { all: parts } }, facts)).toBe(evaluate({ any: negated }, facts))
        expect(evaluate({ not: { any: parts } }, facts)).toBe(evaluate({ all: negated }, facts))
        expect(evaluate({ not: { not: parts[0]! } }, facts)).toBe(evaluate(parts[0]!, facts))
      }),
    )
  })

  it('gives `is` and `not` opposite answers', () => {
    fc.assert(
      fc.property(scalar, known, (value, facts) => {
        expect(evaluate({ field: 'A', is: value }, facts)).toBe(!evaluate({ field: 'A', not: value }, facts))
      }),
    )
  })

  it('reads the same after a trip through storage', () => {
    fc.assert(
      fc.property(conditions, known, (given, facts) => {
        expect(evaluate(JSON.parse(JSON.stringify(given)) as Condition, facts)).toBe(evaluate(given, facts))
      }),
    )
  })
})
