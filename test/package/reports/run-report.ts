import { holds } from '../../../scripts/check/metadata/screens/logic.ts'
import { type Report, reportsOf, summariesIn } from '../../../scripts/check/metadata/screens/reports/report.ts'
import { all, textAt } from '../../../scripts/check/metadata/xml.ts'
import { files } from '../sources.ts'

/** A row by the names of its object's fields; what is absent is blank. */
export type Row = Record<string, string | number | boolean>
export type Total = { group: string[]; rows: Row[]; formulas: Record<string, number> }

export const report = (name: string): Report => reportsOf(files).find(({ file }) => file.name === name)!

/** The rows a report keeps, as the platform filters: commas mean "or", a blank is in no order. Dates are not looked at. */
export const rowsOf = (one: Report, rows: Row[]): Row[] =>
  rows.filter((row) =>
    holds(
      one.logic,
      one.conditions.map(({ column, operator, value }) => {
        const cell = row[fieldOf(column)]
        if (cell === undefined) return false
        const text = (typeof cell === 'boolean' ? String(Number(cell)) : String(cell)).toLowerCase()
        const values = value.toLowerCase().split(',')
        if (operator === 'equals') return values.includes(text)
        if (operator === 'contains') return values.some((part) => text.includes(part))
        if (operator === 'greaterOrEqual') return Number(text) >= Number(value)
        if (operator === 'lessOrEqual') return Number(text) <= Number(value)
        throw new Error(`nobody taught this test ${operator}`)
      }),
    ),
  )

/** The totals of a report: those of each lowest group, or with `depth` those further up; 0 is the grand total. */
export function totalsOf(one: Report, given: Row[], depth = one.groupings.length): Total[] {
  const groups = new Map<string, Row[]>()
  const granularity = all(one.file.root, 'groupingsDown').map((grouping) => textAt(grouping, 'dateGranularity'))
  for (const row of rowsOf(one, given)) {
    const key = one.groupings.slice(0, depth).map((column, index) => {
      const text = String(row[fieldOf(column)] ?? '-')
      return granularity[index] === 'Month' ? text.slice(0, 7) : text
    })
    groups.set(JSON.stringify(key), [...(groups.get(JSON.stringify(key)) ?? []), row])
  }
  return [...groups].map(([key, rows]) => ({
    group: JSON.parse(key) as string[],
    rows,
    formulas: Object.fromEntries(one.formulas.map(({ name, text }) => [name, calculate(one, text, rows)])),
  }))
}

const fieldOf = (column: string): string => column.split('$')[1]!

/** `A:AVG * 100`, `A:SUM / B:SUM`, `RowCount`: one summary, or two of them joined by one sign. */
function calculate({ offered }: Report, formula: string, rows: Row[]): number {
  const [left = '', sign, right = ''] = formula.split(' ')
  const value = (term: string): number => {
    if (term === 'RowCount') return rows.length
    const [summary] = summariesIn(term, offered)
    if (summary === undefined) return Number(term)
    const numbers = rows.map((row) => row[fieldOf(summary.column)]).filter((cell) => typeof cell === 'number')
    const sum = numbers.reduce((total, one) => total + one, 0)
    return summary.how === 'AVG' ? sum / numbers.length : sum
  }
  if (sign === undefined) return value(left)
  if (sign === '*') return value(left) * value(right)
  if (sign === '/') return value(left) / value(right)
  throw new Error(`nobody taught this test ${formula}`)
}
