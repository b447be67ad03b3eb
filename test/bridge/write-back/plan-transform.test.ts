import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Transform } from '../../../bridge/definitions/mappings/mapping.ts'
import { applyTransforms } from '../../../bridge/write-back/transform.ts'
import { aContext } from '../../support/documents.ts'

const context = aContext({}, { phone: '06 12 34 56 78', mobile: '' })
const apply = (value: unknown, ...transforms: Transform[]) => applyTransforms(value, transforms, context)
const written = (value: unknown) => ({ ok: true, value })
const refused = (detail: string) => ({ ok: false, failure: { code: 'malformed', detail } })

describe('a phone number', () => {
  it.each([
    ['+33612345678', 'national', 'FR', '0612345678'], // SK-24
    ['06 12 34 56 78', 'e164', 'FR', '+33612345678'],
    ['06.12.34.56.78', 'international', 'FR', '+33 6 12 34 56 78'],
    ['(213) 373-4253 ext. 12', 'national', 'US', '2133734253'],
    ['+33612345678', 'national', 'US', '0612345678'],
  ] as const)('%s becomes %s in %s: %s', (value, phone, country, expected) => {
    expect(apply(value, { phone, country })).toEqual(written(expected))
  })

  it.each(['12', 'call me', '+999 1', '0612345678'.repeat(50)])('is refused when it is none: %s', (value) => {
    expect(apply(value, { phone: 'e164', country: 'FR' })).toEqual(
      refused('no phone number that can be called from FR'),
    )
  })

  it('of a country there is not is refused and does not throw', () => {
    expect(apply('0612345678', { phone: 'e164', country: 'ZZ' })).toMatchObject({
      ok: false,
      failure: { code: 'malformed' },
    })
  })
})

describe('a date', () => {
  it.each([
    ['2026-11-21', 'date', '2026-11-21'],
    ['2026-11-21', 'datetime', '2026-11-21T00:00:00.000Z'],
    ['2026-11-21T23:30:00.000+0000', 'date', '2026-11-21'],
    ['2026-11-21T23:30:00-02:00', 'date', '2026-11-22'],
    [new Date('2026-11-21T10:00:00Z'), 'datetime', '2026-11-21T10:00:00.000Z'],
  ] as const)('%s becomes a %s', (value, date, expected) => {
    expect(apply(value, { date })).toEqual(written(expected))
  })

  it.each([
    ['21/11/2026', 'no date such as 2026-11-21 or 2026-11-21T10:00:00Z'],
    ['2026-11-21T10:00', 'no date such as 2026-11-21 or 2026-11-21T10:00:00Z'],
    ['2026-02-30', 'a date that does not exist'],
    ['1600-01-01', 'a date that does not exist'],
    ['2026-13-01', 'a date that does not exist'],
  ])('is refused when nobody can tell which: %s', (value, detail) => {
    expect(apply(value, { date: 'date' })).toEqual(refused(detail))
  })
})

describe('a number', () => {
  it.each([
    ['12.345', 2, 12.35],
    ['12,5', 0, 13],
    [-2.5, 0, -3],
    [1.005, 2, 1.01],
    [-0.4, 0, 0],
    ['007', 0, 7],
    [3, 2, 3],
  ])('%s with %i decimals is %d', (value, decimals, expected) => {
    expect(apply(value, { number: { decimals } })).toEqual(written(expected))
  })

  it.each(['many', '1 000', '1e5', true, '0x10'])('is refused when it is none: %s', (value) => {
    expect(apply(value, { number: { decimals: 0 } })).toEqual(refused('no number'))
  })
})

describe('a text', () => {
  it.each([
    ['upper', 'ÉTÉ'],
    ['lower', 'été'],
    ['title', 'Été'],
  ] as const)('in %s case', (form, expected) => {
    expect(apply('éTé', { case: form })).toEqual(written(expected))
  })

  it('in title case, word by word', () => {
    expect(apply("JEAN-PIERRE d'ORMESSON", { case: 'title' })).toEqual(written("Jean-Pierre D'Ormesson"))
  })

  it('is cut between characters, never inside one', () => {
    expect(apply('ab😀cd', { truncate: 3 })).toEqual(written('ab😀'))
    expect(apply('ab', { truncate: 3 })).toEqual(written('ab'))
  })
})

describe('a value table', () => {
  const table = { yes: true, '5': 'Very satisfied', none: null }
  it.each([
    ['yes', true],
    [5, 'Very satisfied'],
    ['none', null],
  ])('turns %s into %s', (value, expected) => {
    expect(apply(value, { table })).toEqual(written(expected))
  })

  it('tells what it lacks, unless there is an otherwise', () => {
    expect(apply('no', { table })).toEqual(refused('the table has no entry for this value; add one, or otherwise'))
    expect(apply('no', { table, otherwise: false })).toEqual(written(false))
    expect(apply('constructor', { table, otherwise: null })).toEqual(written(null))
  })
})

describe('a template', () => {
  it('names every root and the value so far, unescaped', () => {
    expect(apply(5, { template: '{{ value }} – {{ recipient.name }} <{{ fields.Owner.Name }}>' })).toEqual(
      written('5 – Zoé <Ada>'),
    )
    expect(apply(null, { template: '{{ metrics.nps.score }}{{ program.name }}' })).toEqual(written('case-closed'))
  })

  it('is nothing when it renders to nothing, and a failure when it cannot', () => {
    expect(apply(1, { template: ' {{ fields.Nothing }} ' })).toEqual(written(null))
    expect(apply(1, { template: '{{ value | raw }}' })).toMatchObject({ ok: false, failure: { code: 'malformed' } })
  })
})

describe('a missing value', () => {
  it.each([undefined, null, '', []])('%j takes the default or the first path that has one', (value) => {
    expect(apply(value, { default: 'none' })).toEqual(written('none'))
    expect(apply(value, { coalesce: ['answers.mobile', 'answers.phone'] })).toEqual(written('06 12 34 56 78'))
    expect(apply(value, { coalesce: ['answers.mobile'] })).toEqual(written(null))
  })

  it('passes every other transform as nothing', () => {
    for (const transform of [
      { phone: 'e164', country: 'FR' },
      { date: 'date' },
      { number: { decimals: 0 } },
      { case: 'upper' },
      { truncate: 1 },
      { table: {} },
      { join: ';' },
    ] as Transform[])
      expect(apply(null, transform)).toEqual(written(null))
  })

  it('is not 0 and not false', () => {
    expect(apply(0, { default: 5 })).toEqual(written(0))
    expect(apply(false, { default: true })).toEqual(written(false))
  })
})

describe('several values', () => {
  it('are transformed one by one, then joined', () => {
    expect(apply(['price', 'delivery'], { case: 'title' }, { join: ', ' })).toEqual(written('Price, Delivery'))
    expect(apply(['a', 'b'], { table: { a: 'A' } })).toMatchObject({ ok: false })
  })

  it('of a matrix are no single value', () => {
    expect(apply({ speed: 5 }, { truncate: 3 })).toEqual(
      refused('a list or a matrix is no single value; name one row or join it'),
    )
  })
})

describe('any chain of transforms, on any value', () => {
  const transform = fc.oneof(
    fc.record({
      phone: fc.constantFrom('national', 'international', 'e164'),
      country: fc.constantFrom('FR', 'US', 'ZZ'),
    }),
    fc.record({ date: fc.constantFrom('date', 'datetime') }),
    fc.record({ number: fc.record({ decimals: fc.integer({ min: 0, max: 10 }) }) }),
    fc.record({ case: fc.constantFrom('upper', 'lower', 'title') }),
    fc.record({ truncate: fc.integer({ min: 1, max: 50 }) }),
    fc.record({ table: fc.dictionary(fc.string(), fc.string()) }),
    fc.record({
      template: fc.constantFrom(
        '{{ value }}',
        '{{ value | raw }}',
        '{% if value %}x{% endif %}',
        '{{ value | date: "%Y" }}',
      ),
    }),
    fc.record({ default: fc.oneof(fc.string(), fc.integer(), fc.boolean()) }),
    fc.record({ join: fc.string({ maxLength: 3 }) }),
    fc.record({ coalesce: fc.constant(['answers.phone', 'fields.__proto__', 'metrics.nps']) }),
  ) as fc.Arbitrary<Transform>

  it('gives a value or a reason, and never throws', () => {
    const value = fc.oneof(fc.jsonValue(), fc.string(), fc.date(), fc.constant(undefined))
    fc.assert(
      fc.property(value, fc.array(transform, { maxLength: 5 }), (given, chain) => {
        const result = applyTransforms(given, chain, context)
        expect(result.ok || result.failure.code === 'malformed').toBe(true)
      }),
    )
  })
})
