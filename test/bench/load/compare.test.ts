import { describe, expect, it } from 'vitest'
import { expected } from './outbound.ts'
import type { KeptRow } from '../org/quick-org.ts'
import { commentOf } from '../peers/target.ts'
import { Sent } from '../workloads/accept.ts'
import { compareAnswers } from './compare.ts'

describe('what was acknowledged against what is stored', () => {
  const sent = () => {
    const sent = new Sent()
    sent.add([1], [11], 10)
    return sent
  }
  const stored = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => expected(from + at))

  it('is right when all is there, with or without what nobody acknowledged', () => {
    expect(sent().compare(stored(1, 10))).toEqual({ taken: 10, lost: 0, doubled: 0, mixedUp: 0 })
    expect(sent().compare(stored(1, 20))).toEqual({ taken: 10, lost: 0, doubled: 0, mixedUp: 0 })
  })

  it('shows one that is missing, one that is there twice, one that nobody sent and one with another content', () => {
    expect(sent().compare(stored(2, 10))).toMatchObject({ lost: 1, doubled: 0, mixedUp: 0 })
    expect(sent().compare([...stored(1, 10), expected(3)])).toMatchObject({ lost: 0, doubled: 1, mixedUp: 0 })
    expect(sent().compare([...stored(1, 10), expected(99)])).toMatchObject({ lost: 0, doubled: 1, mixedUp: 0 })
    const swapped = stored(1, 10).map((row, at) => (at === 0 ? { ...row, email: expected(2).email } : row))
    expect(sent().compare(swapped)).toMatchObject({ lost: 0, doubled: 0, mixedUp: 1 })
  })
})

describe('what was answered against what is in Salesforce', () => {
  const keyOf = (n: number) => `R_${n}`
  const answered = { taken: new Set([1, 2]), refused: new Set([3]), keyOf }
  const row = (n: number, more: Partial<KeptRow> = {}): KeptRow => ({
    entity: 'Survey_Response__c',
    key: keyOf(n),
    fields: { CSAT__c: 4 + (n % 2), Comment__c: commentOf(n) },
    writes: 1,
    ...more,
  })
  const compare = (rows: KeptRow[]) => compareAnswers(rows, answered, [answered])

  it('is right when every answer is there once, with its own content', () => {
    expect(compare([row(1), row(2)])).toEqual({ taken: 2, lost: 0, doubled: 0, mixedUp: 0 })
    expect(compare([row(1), row(2), row(3)])).toEqual({ taken: 2, lost: 0, doubled: 0, mixedUp: 0 })
  })

  it('shows one that is missing, one written twice, one that nobody gave and one with another content', () => {
    expect(compare([row(1)])).toMatchObject({ lost: 1 })
    expect(compare([row(1), row(2, { writes: 2 })])).toMatchObject({ doubled: 1 })
    expect(compare([row(1), row(2), row(9)])).toMatchObject({ doubled: 1 })
    expect(compare([row(1), row(2, { fields: row(1).fields })])).toMatchObject({ mixedUp: 1 })
  })
})
