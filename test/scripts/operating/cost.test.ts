import { expect, it } from 'vitest'
import { linesOf, storageDollars } from '../../bench/cost/prices.ts'

const usage = {
  workerRequests: 5,
  workerCpuMs: 10,
  objectRequests: 10,
  gigabyteSeconds: 0.4,
  rowsRead: 1000,
  rowsWritten: 100,
  storedBytes: 5_000,
}

it('1,000 surveys of 100 rows cost ten cents, and the plan holds what its scarcest part holds', () => {
  const lines = linesOf(usage)
  const rows = lines.find(({ what }) => what === 'rowsWritten')
  expect([rows?.perThousand, rows?.dollars, rows?.freeSurveys]).toEqual([100_000, 0.1, 500_000])
  expect(Math.min(...lines.map(({ freeSurveys }) => freeSurveys))).toBe(100_000) // the objects' requests
  expect(storageDollars(usage)).toBeCloseTo(0.001)
})
