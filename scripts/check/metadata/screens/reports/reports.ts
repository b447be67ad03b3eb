import type { Problem } from '../../../problem.ts'
import { collectNames, type Names } from '../../names.ts'
import { faultOfCondition } from '../filters.ts'
import { kindAt, packaged } from '../known.ts'
import { faultOfLogic } from '../logic.ts'
import { type MetadataFile, problem } from '../../sources.ts'
import { all, type Element, first, textAt } from '../../xml.ts'
import { type Report, reportsOf, summariesIn } from './report.ts'

type Say = (element: Element, message: string) => void

/** Reports: a type and a folder that exist, and no column that the type does not offer. */
export function checkReports(files: MetadataFile[]): Problem[] {
  const names = collectNames(files)
  const folders = packaged(files, 'reportFolder').map(({ name }) => name)
  return reportsOf(files).flatMap((report) => {
    const { file, offered, groupings } = report
    const { root } = file
    const found: Problem[] = []
    const say: Say = (element, message) => void found.push(problem(file, element, message))
    if (!folders.includes(file.parent)) say(root, `there is no report folder ${file.parent}`)
    if (report.type === undefined) say(root, `there is no report type ${textAt(root, 'reportType')}`)
    if (textAt(root, 'description') === '') say(root, 'the report has no description')
    if (textAt(root, 'description').length > 255) say(root, 'the description is longer than 255 characters')
    if (textAt(root, 'name').length > 40) say(root, 'the name is longer than 40 characters')
    const grouped = [...all(root, 'groupingsDown'), ...all(root, 'groupingsAcross')]
    for (const element of [...all(root, 'columns'), ...grouped])
      if (!offered.has(textAt(element, 'field'))) say(element, `the type has no column ${textAt(element, 'field')}`)
    for (const element of [first(root, 'sortColumn'), first(root, 'timeFrameFilter', 'dateColumn')])
      if (element && !offered.has(element.text)) say(element, `the type has no column ${element.text}`)
    for (const column of report.columns)
      if (groupings.includes(column)) say(root, `${column} is grouped by, so it is no column`)
    if (groupings.length > 3) say(root, 'a summary report groups by at most three columns')
    const format = groupings.length > 0 ? 'Summary' : 'Tabular'
    if (textAt(root, 'format') !== format) say(root, `a report with ${groupings.length} groupings is ${format}`)
    checkConditions(report, names, say)
    checkFormulas(report, names, say)
    checkChart(report, say)
    return found
  })
}

function checkConditions({ offered, conditions, logic, file }: Report, names: Names, say: Say): void {
  for (const { column, operator, value, element } of conditions) {
    const known = offered.get(column)
    if (known === undefined) say(element, `the type has no column ${column}`)
    const fault = known && faultOfCondition(names, known.object, { field: known.field, operator, value })
    if (fault !== undefined) say(element, fault)
  }
  const fault = faultOfLogic(logic, conditions.length)
  if (fault !== undefined) say(file.root, fault)
}

function checkFormulas({ offered, formulas }: Report, names: Names, say: Say): void {
  for (const [index, { name, text, element }] of formulas.entries()) {
    if (name !== `FORMULA${index + 1}`) say(element, `the formula must be called FORMULA${index + 1}`)
    if (textAt(element, 'isActive') !== 'true') say(element, `${name} is not active`)
    for (const { column, how } of summariesIn(text, offered)) {
      const known = offered.get(column)
      if (known === undefined) say(element, `the type has no column ${column}`)
      else if (kindAt(names, known.object, known.field) !== 'Number') say(element, `${column} is no number`)
      if (!['SUM', 'AVG', 'MIN', 'MAX'].includes(how)) say(element, `there is no summary ${how}`)
    }
    const rest = text.replace(/[\w.]+:\w+|RowCount|[\d\s.()*/+-]/g, '')
    if (rest !== '') say(element, `"${rest}" in ${name}: what it means is not checked`)
  }
}

function checkChart({ file, formulas, groupings }: Report, say: Say): void {
  const chart = first(file.root, 'chart')
  if (chart === undefined) return
  const measures = [...formulas.map(({ name }) => name), 'RowCount']
  for (const summary of all(chart, 'chartSummaries'))
    if (!measures.includes(textAt(summary, 'column')))
      say(summary, `the report has no measure ${textAt(summary, 'column')}`)
  for (const element of [first(chart, 'groupingColumn'), first(chart, 'secondaryGroupingColumn')])
    if (element && !groupings.includes(element.text)) say(element, `the report does not group by ${element.text}`)
}
