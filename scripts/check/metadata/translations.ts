import type { Problem } from '../problem.ts'
import { collectNames } from './names.ts'
import { type MetadataFile, problem } from './sources.ts'
import { all, type Element, first, textAt, walk } from './xml.ts'

/** French says what English says: every field, every value, every related list, and nothing that is gone. */
export function checkTranslations(files: MetadataFile[]): Problem[] {
  const names = collectNames(files)
  const translated = files.filter(({ type }) => type === 'fieldTranslation')
  const found = translated.flatMap((file) => {
    const problems: Problem[] = []
    const say = (element: Element, message: string) => void problems.push(problem(file, element, message))
    const object = file.parent.replace(/-fr$/, '')
    const field = names.field(object, file.name)
    if (textAt(file.root, 'name') !== file.name) say(file.root, `name is ${textAt(file.root, 'name')}`)
    if (field === undefined) say(file.root, `${object} has no field ${file.name} of ours`)
    else {
      if (textAt(file.root, 'label') === '') say(file.root, 'no label')
      if (textAt(file.root, 'label').length > 40) say(file.root, 'the label is longer than 40 characters')
      if (textAt(field.root, 'relationshipLabel') !== '' && textAt(file.root, 'relationshipLabel') === '')
        say(file.root, 'the related list has no label')
      const values = [...walk(first(field.root, 'valueSet') ?? field.root)]
        .filter((element) => element.name === 'value')
        .map((value) => textAt(value, 'label'))
      const known = all(file.root, 'picklistValues').map((value) => textAt(value, 'masterLabel'))
      if (values.join() !== known.join()) say(file.root, `the values are ${values.join(', ')}`)
    }
    return problems
  })
  for (const file of files.filter(({ type, area }) => type === 'field' && area === 'main'))
    if (!translated.some((other) => other.parent === `${file.parent}-fr` && other.name === file.name))
      found.push(problem(file, file.root, 'no French label in lwc-package/translations'))
  for (const file of files.filter(({ type, area }) => type === 'object' && area === 'main'))
    if (!files.some((other) => other.name === `${file.name}-fr` && all(other.root, 'caseValues').length === 2))
      found.push(problem(file, file.root, 'no French name, singular and plural, in lwc-package/translations'))
  return found
}
