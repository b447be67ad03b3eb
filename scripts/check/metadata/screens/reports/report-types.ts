import type { Problem } from '../../../problem.ts'
import { collectNames } from '../../names.ts'
import { childOf, kindAt, packaged } from '../known.ts'
import { type MetadataFile, problem } from '../../sources.ts'
import { all, type Element, first, textAt } from '../../xml.ts'

/** A column as reports name it (`Survey_Response__c$CSAT__c`), with what stands behind it. */
export type Column = { name: string; object: string; field: string; element: Element }

/** The columns of a report type: those of its object, and of the children it joins. */
export function columnsOf(files: MetadataFile[], type: MetadataFile): Column[] {
  const base = textAt(type.root, 'baseObject')
  const tables = new Map([[base, base]])
  for (let join = first(type.root, 'join'), path = base; join; join = first(join, 'join')) {
    const relationship = textAt(join, 'relationship')
    const child = childOf(files, tables.get(path) ?? '', relationship)
    path = `${path}.${relationship}`
    if (child) tables.set(path, child.parent)
  }
  return all(type.root, 'sections')
    .flatMap((section) => all(section, 'columns'))
    .map((element) => {
      const [table, field] = [textAt(element, 'table'), textAt(element, 'field')]
      return { name: `${table}$${field}`, object: tables.get(table) ?? '', field, element }
    })
}

/** Report types: columns that exist, and no number of a parent where a join repeats it. */
export function checkReportTypes(files: MetadataFile[]): Problem[] {
  const names = collectNames(files)
  return packaged(files, 'reportType').flatMap((file) => {
    const found: Problem[] = []
    const say = (element: Element, message: string) => void found.push(problem(file, element, message))
    const base = textAt(file.root, 'baseObject')
    const join = first(file.root, 'join')
    if (!names.hasObject(base)) say(file.root, `there is no object ${base}`)
    if (textAt(file.root, 'description') === '') say(file.root, 'the report type has no description')
    if (textAt(file.root, 'deployed') !== 'true') say(file.root, 'the report type is not deployed: nobody can use it')
    if (join && !childOf(files, base, textAt(join, 'relationship')))
      say(join, `${base} has no related list ${textAt(join, 'relationship')}`)
    const seen = new Set<string>()
    for (const { name, object, field, element } of columnsOf(files, file)) {
      const kind = object === '' ? undefined : kindAt(names, object, field)
      if (object === '') say(element, `${textAt(element, 'table')} is no table of this report type`)
      else if (kind === undefined) say(element, `${object} has no field ${field}`)
      if (join && object === base && (kind === 'Number' || /^(Method|Scale|Direction|NPS_Group)__c$/.test(field)))
        say(element, `${field}: the join repeats it for every child, so an average over it would be wrong`)
      if (seen.has(name)) say(element, `${name} stands twice`)
      seen.add(name)
    }
    return found
  })
}
