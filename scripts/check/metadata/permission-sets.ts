import type { Problem } from '../problem.ts'
import { collectNames, isRequired } from './names.ts'
import { type MetadataFile, problem } from './sources.ts'
import { isNeverPermissionable } from './standard-fields.ts'
import { all, type Element, textAt } from './xml.ts'

/** Permission sets name what exists, and nothing the platform refuses. */
export function checkPermissionSets(files: MetadataFile[]): Problem[] {
  const names = collectNames(files)
  return files
    .filter(({ type }) => type === 'permissionset')
    .flatMap((file) => {
      const found: Problem[] = []
      const say = (element: Element, message: string) => void found.push(problem(file, element, message))
      if (textAt(file.root, 'description') === '') say(file.root, 'the permission set has no description')
      const objects = all(file.root, 'objectPermissions')
      for (const permission of objects) {
        const object = textAt(permission, 'object')
        if (!names.hasObject(object)) say(permission, `there is no object ${object}`)
        if (grants(permission, 'modifyAllRecords') && !grants(permission, 'allowDelete', 'allowEdit', 'viewAllRecords'))
          say(permission, `modify all on ${object} needs edit, delete and view all`)
      }
      const readable = new Set(objects.map((permission) => textAt(permission, 'object')))
      for (const permission of all(file.root, 'fieldPermissions')) {
        const [object = '', field = ''] = textAt(permission, 'field').split('.')
        const own = names.field(object, field)
        if (!names.hasField(object, field)) say(permission, `${object} has no field ${field}`)
        else if (own ? isRequired(own) : isNeverPermissionable(object, field))
          say(permission, `${object}.${field} is required: the deploy refuses permissions on it`)
        if (object.endsWith('__c') && !readable.has(object)) say(permission, `${object}.${field} without the object`)
        if (grants(permission, 'editable') && !grants(permission, 'readable'))
          say(permission, `${field}: edit without read`)
      }
      for (const permission of all(file.root, 'customPermissions'))
        if (!names.hasCustomPermission(textAt(permission, 'name')))
          say(permission, `there is no custom permission ${textAt(permission, 'name')}`)
      return found
    })
}

const grants = (permission: Element, ...rights: string[]): boolean =>
  rights.every((right) => textAt(permission, right) === 'true')
