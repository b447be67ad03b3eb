import type { Problem } from '../../problem.ts'
import { collectNames } from '../names.ts'
import { type MetadataFile, problem } from '../sources.ts'
import { all, type Element, textAt } from '../xml.ts'
import { kindOf, packaged } from './known.ts'

const long = ['LongTextArea', 'Html']

/** What an object says about its own screens: compact and search layouts, and the page that shows a record. */
export function checkObjectScreens(files: MetadataFile[]): Problem[] {
  const names = collectNames(files)
  const pages = packaged(files, 'flexipage')
  const compacts = packaged(files, 'compactLayout')
  const found: Problem[] = []
  for (const file of compacts) {
    const fields = all(file.root, 'fields')
    const say = (element: Element, message: string) => void found.push(problem(file, element, message))
    if (textAt(file.root, 'fullName') !== file.name) say(file.root, `fullName is ${textAt(file.root, 'fullName')}`)
    if (fields.length > 10) say(file.root, 'a compact layout holds at most 10 fields')
    for (const field of fields) {
      const kind = kindOf(names, file.parent, field.text)
      if (kind === undefined) say(field, `${file.parent} has no field ${field.text}`)
      else if (long.includes(kind)) say(field, `${field.text} is a long text: no compact layout shows it`)
    }
  }
  for (const file of packaged(files, 'object')) {
    const say = (element: Element, message: string) => void found.push(problem(file, element, message))
    const compact = textAt(file.root, 'compactLayoutAssignment')
    if (compact !== '' && !compacts.some(({ parent, name }) => parent === file.name && name === compact))
      say(file.root, `${file.name} has no compact layout ${compact}`)
    for (const column of all(file.root, 'searchLayouts').flatMap(({ children }) => children))
      if (column.name.endsWith('Fields') && column.text !== 'NAME' && !kindOf(names, file.name, column.text))
        say(column, `${file.name} has no field ${column.text}`)
    for (const override of all(file.root, 'actionOverrides')) {
      const page = pages.find(({ name }) => name === textAt(override, 'content'))
      if (textAt(override, 'type') === 'Flexipage' && textAt(page?.root, 'sobjectType') !== file.name)
        say(override, `there is no page ${textAt(override, 'content')} for ${file.name}`)
    }
  }
  return found
}
