import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { firstProblem, readJson } from '../../../bridge/trigger/door/json.ts'

describe('JSON', () => {
  it.each([
    ['twice', '{"id":"a","id":"b"}'],
    ['twice with the same value', '{"id":"a","id":"a"}'],
    ['twice, once in other letters', '{"id":"a","\\u0069d":"b"}'],
    ['twice, far apart', '{"id":"a","fields":{"A":["}",{"id":1}]} , "id" :\n"b"}'],
    ['twice, deeper', '{"events":[{"fields":{"A":1,"A":2}}]}'],
    ['twice, around a quote and a brace', '{"a\\"{":"\\\\","b":"{\\"","a\\"{":1}'],
    ['twice, and it is a prototype', '{"__proto__":1,"__proto__":2}'],
  ])('that names a thing %s is refused', (_, text) => {
    expect(JSON.parse(text)).toBeTruthy() // the parser does not mind
    const detail = 'a name given twice in one object'
    expect(readJson(text)).toEqual({ ok: false, failure: { code: 'malformed', detail } })
  })

  it('that names each thing once is taken, whatever the names and values', () =>
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.nat(2), (value, spaces) => {
        const text = JSON.stringify(value, null, spaces)
        expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) })
      }),
    ))

  it('that names one thing twice is found among all others', () => {
    const names = fc.uniqueArray(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 8 })
    return fc.assert(
      fc.property(names, fc.nat(), fc.jsonValue({ maxDepth: 2 }), (all, nth, value) => {
        const members = [...all, all[nth % all.length]!].map(
          (name) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
        )
        expect(readJson(`[{"x":{${members.join(',')}}}]`).ok).toBe(false)
      }),
    )
  })

  it.each([
    ['a long text', JSON.stringify({ a: 'x'.repeat(900_000) })],
    ['a long text of quotes', JSON.stringify({ a: '\\"'.repeat(240_000) })],
    ['blanks before a colon', `{"a"${' '.repeat(900_000)}:1}`],
    ['100,000 objects in each other', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('is looked through in no time: %s', (_, text) => {
    const before = performance.now()
    expect(readJson(text).ok).toBe(true)
    expect(performance.now() - before).toBeLessThan(2_000)
  })
})

describe('what is told of a wrong body', () => {
  const shape = z.strictObject({ id: z.string(), list: z.array(z.strictObject({ n: z.number() })).default([]) })
  const problemOf = (given: unknown) => firstProblem(shape.safeParse(given).error!)

  it('is where and what', () => {
    expect(problemOf({ id: 1 })).toMatch(/^id: /)
    expect(problemOf({ id: 'a', list: [{ n: 1, m: 2 }] })).toMatch(/^list\.0: .*"m"/)
  })

  it.each(['kim@example.com', 'Kim Example', 'x'.repeat(41), '<b>'])(
    'is never a value where a name belongs: %s',
    (name) => {
      expect(problemOf({ id: 'a', [name]: 1 })).toBe('body: an unknown name')
      expect(problemOf({ id: 'a', known: 1, [name]: 1 })).toBe('body: an unknown name')
    },
  )
})
