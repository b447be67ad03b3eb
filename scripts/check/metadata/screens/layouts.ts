import type { Problem } from '../../problem.ts'
import { collectNames, isRequired, type Names } from '../names.ts'
import { type MetadataFile, problem } from '../sources.ts'
import { all, type Element, first, textAt, walk } from '../xml.ts'
import { kindOf, packaged } from './known.ts'

const ofThePlatform = ['RelatedActivityList', 'RelatedHistoryList', 'RelatedEntityHistoryList', 'RelatedNoteList']
type Say = (element: Element, message: string) => void

/** Page layouts: one for each object of ours, with every required field, and related lists that exist. */
export function checkLayouts(files: MetadataFile[]): Problem[] {
  const names = collectNames(files)
  const layouts = packaged(files, 'layout')
  const found = layouts.flatMap((file) => {
    const problems: Problem[] = []
    const say: Say = (element, message) => void problems.push(problem(file, element, message))
    const [object = '', ...rest] = file.name.split('-')
    const own = packaged(files, 'object').find(({ name }) => name === object)
    // The platform gives a new object a layout of this name and assigns it to all: ours takes its place.
    const expected = `${textAt(own?.root, 'label')} Layout`
    if (own && rest.join('-') !== expected) say(file.root, `the layout must be called "${expected}" to be in use`)
    checkFields(file.root, object, names, say)
    checkRelatedLists(file.root, object, names, say)
    for (const field of packaged(files, 'field').filter((one) => one.parent === object && isRequired(one)))
      if (behaviourOf(file.root, field.name) !== 'Required')
        say(file.root, `${field.name} is required: the layout must hold it as Required`)
    return problems
  })
  for (const object of packaged(files, 'object').filter(({ root }) => textAt(root, 'label') !== ''))
    if (!layouts.some(({ name }) => name.startsWith(`${object.name}-`)))
      found.push(problem(object, object.root, `${object.name} has no page layout`))
  return found
}

const itemsOf = (layout: Element): Element[] => [...walk(layout)].filter(({ name }) => name === 'layoutItems')

const behaviourOf = (layout: Element, field: string): string =>
  textAt(
    itemsOf(layout).find((item) => textAt(item, 'field') === field),
    'behavior',
  )

function checkFields(layout: Element, object: string, names: Names, say: Say): void {
  const seen = new Set<string>()
  for (const item of itemsOf(layout)) {
    const field = textAt(item, 'field')
    if (field !== '' && kindOf(names, object, field) === undefined) say(item, `${object} has no field ${field}`)
    if (seen.has(field)) say(item, `${field} stands twice on the layout`)
    seen.add(field)
  }
}

function checkRelatedLists(layout: Element, object: string, names: Names, say: Say): void {
  for (const list of all(layout, 'relatedLists')) {
    const name = textAt(list, 'relatedList')
    if (ofThePlatform.includes(name)) continue
    const [child = '', lookup = ''] = name.split('.')
    const field = names.field(child, lookup)
    if (field === undefined || textAt(field.root, 'referenceTo') !== object)
      say(list, `there is no related list ${name} on ${object}`)
    for (const column of [...all(list, 'fields'), first(list, 'sortField')])
      if (column && column.text !== 'NAME' && kindOf(names, child, column.text) === undefined)
        say(column, `${child} has no field ${column.text}`)
  }
}
