import type { Problem } from '../../../problem.ts'
import { decides } from '../logic.ts'
import { type MetadataFile, problem } from '../../sources.ts'
import { type Report, reportsOf, summariesIn } from './report.ts'

/** Rows that are no customer's answer. A report may show them when asked, never by default. */
const leftOut = ['Is_Test__c', 'Is_Bot__c', 'Via_Agent__c']
/** Two responses have a common average only when these are the same. */
const comparable = ['Method__c', 'Scale__c', 'Direction__c']

/** Is what the reports average right? Only like with like, only real answers, and `n` beside every average. */
export function checkAverages(files: MetadataFile[]): Problem[] {
  return reportsOf(files).flatMap((report) => {
    const { file, formulas, offered } = report
    const found: Problem[] = []
    const say = (message: string) => void found.push(problem(file, file.root, message))
    for (const field of leftOut.filter((one) => columnsNamed(report, one).length > 0))
      if (!keeps(report, field, ({ operator, value }) => operator === 'equals' && value === '0'))
        say(`rows with ${field} are not left out`)

    const averaged = formulas.flatMap(({ text }) => summariesIn(text, offered)).filter(({ how }) => how === 'AVG')
    if (averaged.length === 0) return found
    for (const field of comparable)
      if (!keeps(report, field, ({ value }) => value !== '')) say(`the average mixes different values of ${field}`)
    if (!formulas.some(({ text }) => text === 'RowCount')) say('the average stands without n')
    const metric = /\$(CSAT|NPS|CES)/.exec(averaged[0]!.column)?.[1] ?? ''
    if (new Set(averaged.map(({ column }) => /\$(CSAT|NPS|CES)/.exec(column)?.[1])).size > 1)
      say('one n cannot stand for the averages of several metrics')
    // A response may have skipped the question: n counts only those that answered it.
    if (!report.conditions.some(({ column }) => column.includes(`$${metric}`) && isDecisive(report, column)))
      say(`n counts responses without ${metric}`)
    return found
  })
}

const columnsNamed = ({ offered }: Report, field: string): string[] =>
  [...offered.values()].filter((column) => column.field === field).map(({ name }) => name)

const isDecisive = (report: Report, column: string): boolean =>
  decides(
    report.logic,
    report.conditions.length,
    report.conditions.flatMap((condition, index) => (condition.column === column ? [index + 1] : [])),
  )

/** Does the report drop rows whose field fails these conditions? */
function keeps(report: Report, field: string, is: (condition: Report['conditions'][number]) => boolean): boolean {
  const columns = columnsNamed(report, field)
  const conditions = report.conditions.flatMap((condition, index) =>
    columns.includes(condition.column) && is(condition) ? [index + 1] : [],
  )
  return decides(report.logic, report.conditions.length, conditions)
}
