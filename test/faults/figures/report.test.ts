import { expect, it } from 'vitest'
import { report, type Figures } from './report.ts'

const figures: Figures = {
  suite: 'seeds',
  runs: 20,
  closes: 480,
  mails: 400,
  answers: 320,
  calls: 4_500,
  faults: 410,
  byKind: {},
  broken: { lost: 1, backward: 2, defect: 3 },
  brokenOf: { 'lost response': 1, 'backward state': 2, 'defect bridge': 3 },
  unknownListed: 9,
  replayed: 12,
  hours: 70,
}

it('the report is a table with a row for each suite, and hides nothing that was broken', () => {
  const [head, line, row, ...more] = report([figures]).split('\n')
  expect(head).toContain('| lost | doubled | other rules broken |')
  expect(line).toMatch(/^\| --- \|( ---: \|)+$/)
  expect(row).toBe('| seeds | 20 | 480 | 320 | 4500 | 410 | 1 | 0 | 5 | 9 | 12 |')
  expect(more).toEqual([])
})
