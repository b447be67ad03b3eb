import { figureNames, isRight, spreadOf, type Result, type Results } from '../machine/figures.ts'
import { shown, table, withSpread } from './markdown.ts'
import type { Verdict } from './judge.ts'

/** Markdown: what was measured, and how it stands to what was promised. */
export function report(results: Results, verdicts: Verdict[]): string {
  const byWorkload = Map.groupBy(results.all, ({ workload }) => workload)
  const tables = [...byWorkload].map(([workload, rows]) => `### ${workload}\n\n${tableOf(rows)}`)
  return [...tables, ...missing(results), `### Against the targets\n\n${verdictTable(verdicts)}`].join('\n\n')
}

/** Medians of the runs; the last columns say what was compared afterwards. */
function tableOf(rows: Result[]): string {
  const names = figureNames(rows)
  const hasCheck = rows.some(({ check }) => check !== null)
  const ours = rows.find(({ target }) => target === 'bridge') ?? rows.find(({ target }) => target === 'bridge live')
  const isCompared = rows.length > 1 && names.includes('cpu µs') && ours !== undefined
  const against = (row: Result) => spreadOf(row, 'cpu µs').value / (ours ? spreadOf(ours, 'cpu µs').value : Number.NaN)
  return table(
    ['', ...(isCompared ? ['cpu, × ours'] : []), ...names, 'runs', ...(hasCheck ? ['taken', lossColumn] : [])],
    rows.map((row) => [
      isRight(row) ? row.target : `${row.target} (does not count)`,
      ...(isCompared ? [shown(against(row))] : []),
      ...names.map((name) => withSpread(spreadOf(row, name))),
      String(row.runs.length),
      ...(hasCheck ? checkOf(row) : []),
    ]),
  )
}

const lossColumn = 'lost / doubled / mixed up'
const checkOf = ({ check }: Result): string[] =>
  check ? [String(check.taken), `${check.lost} / ${check.doubled} / ${check.mixedUp}`] : ['', '']

const missing = ({ missing }: Results): string[] =>
  missing.size === 0 ? [] : [`### Missing\n\n${[...missing].map(([name, why]) => `- ${name}: ${why}`).join('\n')}`]

function verdictTable(verdicts: Verdict[]): string {
  const measured = verdicts.filter(({ standing }) => standing !== 'not measured')
  const rows = measured.map((verdict) => {
    const { line, name, wanted, value, low, high } = verdict
    return [line, name, wanted, shown(value), shown(low), shown(high), said(verdict)]
  })
  const rest = verdicts.length - measured.length
  return `${table(['', 'target', 'wanted', 'measured', 'low', 'high', ''], rows)}\n\n${rest} targets were not measured.`
}

function said({ standing, holds, reason }: Verdict): string {
  if (standing === 'wrong') return 'does not count: something was lost, doubled or mixed up'
  const fell = holds ? '' : '; **worse than it was**'
  return `${standing}${fell}${reason ? `: ${reason}` : ''}`
}
