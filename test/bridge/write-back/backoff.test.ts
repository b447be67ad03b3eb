import { describe, expect, it } from 'vitest'
import { backoffMs, lockMs, restMs } from '../../../bridge/core/backoff.ts'

const always = (value: number) => () => value
const seconds = (from: number, to: number, wait: (step: number) => number | null) =>
  Array.from({ length: to - from + 1 }, (_, index) => wait(from + index)).map((ms) => ms && ms / 1000)

describe('the wait before a row’s next try', () => {
  it('grows from 5 s to a day, ten times, and ends', () => {
    expect(seconds(1, 11, (step) => backoffMs(step, always(1)))).toEqual([
      5,
      30,
      120,
      600,
      1800,
      7200,
      21_600,
      43_200,
      86_400,
      86_400,
      null,
    ])
  })

  it('is at most 68.7 hours in all', () => {
    const all = seconds(1, 10, (step) => backoffMs(step, always(1))).reduce<number>((sum, wait) => sum + wait!, 0)
    expect(all / 3600).toBeCloseTo(68.7, 1)
  })

  it('is any share of its step, so that rows that failed together do not come back together', () => {
    expect(seconds(1, 3, (step) => backoffMs(step, always(0)))).toEqual([0, 0, 0])
    expect(seconds(1, 3, (step) => backoffMs(step, always(0.5)))).toEqual([2.5, 15, 60])
  })

  it('is no more than seconds after a lock', () => {
    expect([0, 0.5, 1].map((share) => lockMs(always(share)))).toEqual([1000, 3000, 5000])
  })
})

describe('the rest of a connection', () => {
  it('is short for the first four failures in a row, then 30 s doubling to 10 minutes', () => {
    expect(seconds(1, 12, (failures) => restMs(failures, always(1)))).toEqual([
      5, 30, 30, 30, 30, 60, 120, 240, 480, 600, 600, 600,
    ])
  })

  it('is never longer for a hiccup than for an outage', () => {
    for (let failures = 1; failures < 5; failures++) {
      expect(restMs(failures, always(0.999))).toBeLessThanOrEqual(restMs(5, always(0)))
    }
  })
})
