import type { Problem } from '../../problem.ts'
import { collectNames } from '../names.ts'
import { type MetadataFile, problem } from '../sources.ts'
import { all, type Element, textAt } from '../xml.ts'
import { faultOfCondition } from './filters.ts'
import { kindOf, packaged } from './known.ts'
import { faultOfLogic } from './logic.ts'

/** What list views call the platform's own columns. */
const aliases = ['NAME', 'CREATED_DATE', 'LAST_UPDATE', 'OWNER.ALIAS', 'CREATEDBY_USER', 'UPDATEDBY_USER']

/** List views: columns and filters that exist, and nobody's view by ownership. */
export function checkListViews(files: MetadataFile[]): Problem[] {
  const names = collectNames(files)
  const views = packaged(files, 'listView')
  return views.flatMap((file) => {
    const { root, parent } = file
    const found: Problem[] = []
    const say = (element: Element, message: string) => void found.push(problem(file, element, message))
    const label = textAt(root, 'label')
    if (textAt(root, 'fullName') !== file.name) say(root, `fullName is ${textAt(root, 'fullName')}`)
    if (label.length > 40) say(root, 'the label is longer than 40 characters')
    if (views.some((other) => other !== file && other.parent === parent && textAt(other.root, 'label') === label))
      say(root, `another list view of ${parent} is called ${label}`)
    // The bridge's user owns every row, so a view of one's own rows shows a person nothing.
    if (textAt(root, 'filterScope') !== 'Everything') say(root, 'the scope must be Everything: one user owns all rows')
    const columns = all(root, 'columns')
    for (const column of columns)
      if (!aliases.includes(column.text) && kindOf(names, parent, column.text) === undefined)
        say(column, `${parent} has no column ${column.text}`)
    if (new Set(columns.map(({ text }) => text)).size < columns.length) say(root, 'a column stands twice')
    if (columns.length > 15) say(root, 'a list view shows at most 15 columns')
    const filters = all(root, 'filters')
    for (const filter of filters) {
      const condition = {
        field: textAt(filter, 'field'),
        operator: textAt(filter, 'operation'),
        value: textAt(filter, 'value'),
      }
      const fault = aliases.includes(condition.field) ? undefined : faultOfCondition(names, parent, condition)
      if (fault !== undefined) say(filter, fault)
    }
    if (filters.length > 10) say(root, 'a list view filters by at most 10 conditions')
    const logic = faultOfLogic(textAt(root, 'booleanFilter'), filters.length)
    if (logic !== undefined) say(root, logic)
    return found
  })
}
