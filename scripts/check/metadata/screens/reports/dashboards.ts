import type { Problem } from '../../../problem.ts'
import { type MetadataFile, problem } from '../../sources.ts'
import { all, type Element, textAt, walk } from '../../xml.ts'
import { type Report, reportsOf } from './report.ts'

const charts = /^(Bar|Column|Line|Pie|Donut|Funnel|Scatter)/
type Say = (element: Element, message: string) => void

/** Dashboards: reports, measures, groupings and filters that exist. Its user is filled in by setup. */
export function checkDashboards(files: MetadataFile[]): Problem[] {
  const reports = reportsOf(files)
  const folders = files.filter(({ type }) => type === 'dashboardFolder').map(({ name }) => name)
  return files
    .filter(({ type }) => type === 'dashboard')
    .flatMap((file) => {
      const found: Problem[] = []
      const say: Say = (element, message) => void found.push(problem(file, element, message))
      // Only a few dashboards of an org may run as whoever looks, and a user of one org is none of another.
      if (file.area !== 'dashboard')
        say(file.root, 'a dashboard belongs in lwc-package/dashboard: its user differs by org')
      if (textAt(file.root, 'dashboardType') !== 'SpecifiedUser') say(file.root, 'the dashboard must run as one user')
      if (textAt(file.root, 'runningUser') !== '{{runningUser}}') say(file.root, 'the user is no placeholder')
      if (!folders.includes(file.parent)) say(file.root, `there is no dashboard folder ${file.parent}`)
      const filters = all(file.root, 'dashboardFilters').length
      const components = [...walk(file.root)].filter(({ name }) => name === 'dashboardComponent')
      if (components.length === 0) say(file.root, 'the dashboard shows nothing')
      for (const component of components) {
        const report = reports.find(({ path }) => path === textAt(component, 'report'))
        if (report === undefined) say(component, `there is no report ${textAt(component, 'report')}`)
        else checkComponent(component, report, filters, say)
      }
      return found
    })
}

function checkComponent(component: Element, report: Report, filters: number, say: Say): void {
  const kind = textAt(component, 'componentType')
  const isChart = charts.test(kind)
  if ((isChart || kind === 'Metric') && report.groupings.length === 0)
    say(component, `a ${kind} needs a report that groups: this one fails when it is looked at`)
  const measures = [...report.formulas.map(({ name }) => name), 'RowCount']
  for (const summary of all(component, 'chartSummary'))
    if (!measures.includes(textAt(summary, 'column')))
      say(summary, `${report.path} has no measure ${textAt(summary, 'column')}`)
  for (const grouping of all(component, 'groupingColumn'))
    if (!report.groupings.includes(grouping.text)) say(grouping, `${report.path} does not group by ${grouping.text}`)
  const mapped = all(component, 'dashboardFilterColumns')
  if (mapped.length !== filters) say(component, `${mapped.length} filter columns for ${filters} filters`)
  for (const column of mapped)
    if (!report.offered.has(textAt(column, 'column')))
      say(column, `the type of ${report.path} has no column ${textAt(column, 'column')}`)
  // Tables write Object.Field where the report writes Object$Field, and Object.Lookup.Name for a lookup.
  const shown = report.columns.flatMap((column) => [column.replace('$', '.'), `${column.replace('$', '.')}.Name`])
  for (const column of [...walk(component)].filter(({ name }) => ['reportColumn', 'sortColumn'].includes(name)))
    if (!shown.includes(column.text)) say(column, `${report.path} has no column ${column.text}`)
  for (const [element, most] of [
    ['header', 40],
    ['footer', 255],
  ] as const)
    if (textAt(component, element).length > most) say(component, `the ${element} is longer than ${most} characters`)
}
