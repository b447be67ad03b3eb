import { isRight, type Result, type Results } from './machine/figures.ts'
import type { Verdict } from './targets.ts'

/** Markdown: what was measured, and how it stands to what was promised. */
export function report(results: Results, verdicts: Verdict[]): string {
  const byWorkload = Map.groupBy(results.all, ({ workload }) => workload)
  const tables = [...byWorkload].map(([workload, rows]) => `### ${workload}\n\n${table(rows)}`)
  return [...tables, `### Against the targets\n\n${verdictTable(verdicts)}`].join('\n\n')
}

function table(rows: Result[]): string {
  const names = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))]
  const hasCheck = rows.some(({ check }) => check !== null)
  const head = ['', ...names, 'runs', ...(hasCheck ? ['taken', 'lost / doubled / mixed up'] : [])]
  return markdown(
    head,
    rows.map((row) => [
      isRight(row) ? row.target : `${row.target} (does not count)`,
      ...names.map((name) => shown(row.figures[name])),
      String(row.runs.length),
      ...(hasCheck ? checkOf(row) : []),
    ]),
  )
}

const checkOf = ({ check }: Result): string[] =>
  check ? [String(check.taken), `${check.lost} / ${check.doubled} / ${check.mixedUp}`] : ['', '']

const verdictTable = (verdicts: Verdict[]): string =>
  markdown(
    ['target', 'wanted', 'measured', ''],
    verdicts.map(({ name, wanted, measured, met, holds }) => [
      name,
      wanted,
      shown(measured),
      Number.isNaN(measured) ? 'not measured' : met ? 'met' : holds ? 'missed' : 'missed by more than the tolerance',
    ]),
  )

const markdown = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

function shown(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–'
  return value >= 100 ? String(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
