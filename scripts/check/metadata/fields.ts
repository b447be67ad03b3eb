import type { Problem } from '../problem.ts'
import { collectNames } from './names.ts'
import { type MetadataFile, problem } from './sources.ts'
import { all, first, textAt } from './xml.ts'

/** Objects and fields: explained to people, keys that are keys, lookups that never stop a delete. */
export function checkFields(files: MetadataFile[]): Problem[] {
  const names = collectNames(files)
  return files.flatMap((file) => {
    const { root, type } = file
    const found: Problem[] = []
    const say = (message: string) => void found.push(problem(file, root, message))
    if (type === 'object' && textAt(root, 'label') !== '') {
      if (textAt(root, 'description') === '') say('the object has no description')
      if (textAt(root, 'sharingModel') === '' || textAt(root, 'externalSharingModel') === '')
        say('sharing is not stated')
    }
    if (type !== 'field') return found

    if (textAt(root, 'fullName') !== file.name) say(`fullName is ${textAt(root, 'fullName')}, the file is ${file.name}`)
    if (textAt(root, 'description') === '') say('the field has no description')
    if (textAt(root, 'inlineHelpText') === '') say('the field has no help text')
    if (textAt(root, 'inlineHelpText').length > 510) say('the help text is longer than 510 characters')
    if (textAt(root, 'label').length > 40) say('the label is longer than 40 characters')
    if (first(root, 'formula') !== undefined) say('no formula: what the bridge writes is a plain value')
    if (file.name.endsWith('_Key__c')) {
      for (const quality of ['externalId', 'unique', 'caseSensitive', 'required'])
        if (textAt(root, quality) !== 'true') say(`a key must be ${quality}`)
    }
    const kind = textAt(root, 'type')
    const target = textAt(root, 'referenceTo')
    if (kind === 'Lookup' || kind === 'MasterDetail') {
      if (!names.hasObject(target)) say(`there is no object ${target}`)
      if (textAt(root, 'relationshipName') === '') say('the relationship has no name')
    }
    if (kind === 'Lookup' && textAt(root, 'deleteConstraint') !== 'SetNull') say('a lookup must be SetNull on delete')
    if (kind === 'Lookup' && textAt(root, 'required') === 'true') say('a lookup must be optional')
    if (kind === 'Picklist' && all(root, 'valueSet').length === 0) say('the picklist has no values')
    return found
  })
}
