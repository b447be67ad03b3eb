import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { metricNames, metricsOf } from '../../../bridge/definitions/answers/metrics.ts'
import { survey, type Answers } from '../../../bridge/definitions/survey.ts'
import { holds } from '../../../scripts/check/metadata/screens/logic.ts'
import { reportsOf } from '../../../scripts/check/metadata/screens/reports/report.ts'
import { all, textAt } from '../../../scripts/check/metadata/xml.ts'
import { report, type Row, rowsOf, totalsOf } from './run-report.ts'
import { files, root } from '../sources.ts'

const title = { en: 'How was it?' }
const questionOf = { nps: { type: 'nps' }, csat: { type: 'rating', metric: 'csat' }, ces: { type: 'ces' } } as const

/** A row as the bridge writes it for a survey that asks these metrics. */
function aResponse(asked: (typeof metricNames)[number][], answers: Answers, more: Row = {}): Row {
  const questions = asked.map((name) => ({ id: name, title, ...questionOf[name] }))
  const { nps, csat, ces, method, scale, direction } = metricsOf(
    survey.parse({ survey: 's', title, questions }),
    answers,
  )
  return {
    Submitted_At__c: '2026-11-05T10:00:00Z',
    Record_Owner_Name__c: 'Ada',
    Is_Test__c: false,
    Is_Bot__c: false,
    Via_Agent__c: false,
    ...(nps && { NPS__c: nps.score, NPS_Factor__c: nps.factor, NPS_Group__c: nps.group }),
    ...(csat && { CSAT__c: csat.score, CSAT_Positive__c: csat.positive }),
    ...(ces && { CES__c: ces.score }),
    Method__c: method ?? '',
    Scale__c: scale ?? '',
    Direction__c: direction ?? '',
    ...more,
  }
}

const surveys = Array.from({ length: 7 }, (_, bits) => metricNames.filter((_name, index) => ((bits + 1) >> index) & 1))
const noAnswer = [{ Is_Test__c: true }, { Is_Bot__c: true }, { Via_Agent__c: true }]

describe.each([
  ['CSAT_by_Month', 'csat', [5, 4, 2], { FORMULA1: 2 / 3, FORMULA2: 11 / 3 }, 'FORMULA3'],
  ['CSAT_by_Record_Owner', 'csat', [5, 4, 2], { FORMULA1: 2 / 3, FORMULA2: 11 / 3 }, 'FORMULA3'],
  ['NPS_by_Month', 'nps', [10, 9, 8, 3], { FORMULA1: 25 }, 'FORMULA2'],
  ['NPS_by_Record_Owner', 'nps', [10, 9, 8, 3], { FORMULA1: 25 }, 'FORMULA2'],
] as const)('%s', (name, metric, scores, averages, n) => {
  const asking = surveys.filter((asked) => asked.includes(metric))
  const real = asking.flatMap((asked) => scores.map((score) => aResponse(asked, { [metric]: score })))

  it('averages every survey that asks the metric, alone or among others', () => {
    const [total] = totalsOf(report(name), real)
    expect(asking).toHaveLength(4)
    for (const [formula, value] of Object.entries(averages)) expect(total!.formulas[formula]).toBeCloseTo(value, 9)
    expect(total!.formulas[n]).toBe(scores.length * 4)
  })

  it.each<[string, Row]>([
    ...noAnswer.map((more): [string, Row] => [
      Object.keys(more)[0]!,
      aResponse([metric], { [metric]: scores[0] }, more),
    ]),
    ['a skipped question', aResponse([metric], {})],
    [
      'surveys that ask something else',
      aResponse(
        metricNames.filter((other) => other !== metric),
        { nps: 0, csat: 1, ces: 1 },
      ),
    ],
    ['another method', aResponse([metric], { [metric]: scores[0] }, { Method__c: 'mean' })],
    ['another scale', aResponse([metric], { [metric]: scores[0] }, { Scale__c: '1-7' })],
    ['another direction', aResponse([metric], { [metric]: scores[0] }, { Direction__c: 'lower_is_better' })],
  ])('leaves out %s', (_, row) => {
    expect(totalsOf(report(name), [...real, row])).toEqual(totalsOf(report(name), real))
  })
})

describe('Response_Rate_by_Program', () => {
  const anInvitation = (more: Row): Row => ({
    Program__c: 'case-closed',
    Sent_At__c: '2026-11-05T10:00:00Z',
    Is_Test__c: false,
    Delivered__c: 1,
    Answered__c: 0,
    ...more,
  })
  const small = [anInvitation({ Answered__c: 1 }), anInvitation({})]
  const large = Array.from({ length: 8 }, (_, index) =>
    anInvitation({ Program__c: 'opportunity-won', Answered__c: Number(index === 0) }),
  )

  it('is answered by delivered, in each group and in the total', () => {
    const rates = totalsOf(report('Response_Rate_by_Program'), [...small, ...large])
    expect(rates.map(({ group, formulas }) => [...group, formulas['FORMULA1'], formulas['FORMULA2']])).toEqual([
      ['case-closed', '2026-11', 1 / 2, 2],
      ['opportunity-won', '2026-11', 1 / 8, 8],
    ])
    // 2 of 10, not the mean of 50 % and 12.5 %.
    expect(totalsOf(report('Response_Rate_by_Program'), [...small, ...large], 0)[0]!.formulas['FORMULA1']).toBe(0.2)
  })

  it.each([
    ['tests', { Is_Test__c: true }],
    ['bounces', { Delivered__c: 0 }],
    ['interviews, which nobody sent', { Delivered__c: 0, Answered__c: 1 }],
  ])('leaves out %s', (_, more) => {
    const totals = totalsOf(report('Response_Rate_by_Program'), small)
    expect(totalsOf(report('Response_Rate_by_Program'), [...small, anInvitation(more)])).toEqual(totals)
  })
})

describe('Latest_Bad_Answers', () => {
  it.each([
    ['a detractor', { nps: 6 }, true],
    ['a passive', { nps: 7 }, false],
    ['2 of 5', { csat: 2 }, true],
    ['3 of 5', { csat: 3 }, false],
    ['hard effort', { ces: 3 }, true],
    ['no hard effort', { ces: 4 }, false],
    ['one bad score among good ones', { nps: 10, csat: 5, ces: 1 }, true],
    ['nothing answered', {}, false],
  ])('%s: %o', (_, answers, isIn) => {
    expect(rowsOf(report('Latest_Bad_Answers'), [aResponse([...metricNames], answers)])).toHaveLength(isIn ? 1 : 0)
  })

  it.each(noAnswer)('leaves out %o', (more) => {
    expect(rowsOf(report('Latest_Bad_Answers'), [aResponse(['nps'], { nps: 0 }, more)])).toEqual([])
  })
})

it('counts who was not asked, by reason', () => {
  const row = { Status__c: 'Not Sent', Is_Test__c: false, Program__c: 'case-closed' }
  const rows = ['cooldown', 'cooldown', 'opted_out'].map((reason) => ({ ...row, Not_Sent_Reason__c: reason }))
  const totals = totalsOf(
    report('Why_Not_Asked'),
    [...rows, { ...rows[0]!, Is_Test__c: true }, { ...row, Status__c: 'Sent' }],
    1,
  )
  expect(totals.map(({ group, formulas }) => [...group, formulas['FORMULA1']])).toEqual([
    ['cooldown', 2],
    ['opted_out', 1],
  ])
})

const defaults = join(root, 'bridge/definitions/defaults')
const defaultPrograms = (): string[] =>
  readdirSync(defaults)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) =>
      [...readFileSync(join(defaults, name), 'utf8').matchAll(/^program: (\S+)/gm)].map(([, one]) => one!),
    )

describe('the dashboard', () => {
  const dashboard = files.find(({ type }) => type === 'dashboard')!

  it('shows every report that counts, and offers the programs a fresh org has', () => {
    const shown = new Set(
      [...dashboard.root.children]
        .flatMap((element) => all(element, 'dashboardGridComponents'))
        .map((cell) => textAt(cell, 'dashboardComponent', 'report')),
    )
    expect(reportsOf(files)).toHaveLength(7)
    expect([...shown].sort()).toEqual(
      reportsOf(files)
        .map(({ path }) => path)
        .filter((path) => !path.endsWith('NPS_by_Record_Owner'))
        .sort(),
    )
    const [programs] = all(dashboard.root, 'dashboardFilters')
    expect(all(programs!, 'dashboardFilterOptions').map((option) => textAt(option, 'values'))).toEqual(
      defaultPrograms().sort(),
    )
  })

  it('is no part of the package, and shared with nobody: it shows to all who may open it what one user may see', () => {
    expect(dashboard.area).toBe('dashboard')
    const folder = files.find(({ type }) => type === 'dashboardFolder')!
    expect(folder.root.children.map(({ name }) => name)).toEqual(['name'])
  })
})

it.each([
  ['', [true, true], true],
  ['', [true, false], false],
  ['1 AND (2 OR 3)', [true, false, true], true],
  ['1 AND (2 OR 3)', [false, true, true], false],
  ['1 OR 2 AND 3', [true, false, false], true],
  ['NOT 1', [false], true],
])('filter logic "%s" over %o is %s', (logic, truth, expected) => {
  expect(holds(logic, truth)).toBe(expected)
})
