import type { MetadataFile } from './sources.ts'
import { isStandardField, isStandardObject } from './standard-fields.ts'
import { textAt } from './xml.ts'

/** Every name that one file may use because another file, or the platform, defines it. */
export type Names = {
  hasObject: (object: string) => boolean
  hasField: (object: string, field: string) => boolean
  /** The file of a field of ours, on whatever object. */
  field: (object: string, field: string) => MetadataFile | undefined
  hasCustomPermission: (name: string) => boolean
}

/** From the package itself and from the standard objects we may name. */
export function collectNames(files: MetadataFile[]): Names {
  const named = (type: string) => files.filter((file) => file.area === 'main' && file.type === type)
  const objects = new Set(named('object').map((file) => file.name))
  const permissions = new Set(named('customPermission').map((file) => file.name))
  const fields = new Map(named('field').map((file) => [`${file.parent}.${file.name}`, file]))
  return {
    hasObject: (object) => objects.has(object) || isStandardObject(object),
    hasField: (object, field) => fields.has(`${object}.${field}`) || isStandardField(object, field),
    field: (object, field) => fields.get(`${object}.${field}`),
    hasCustomPermission: (name) => permissions.has(name),
  }
}

/** The platform always lets everybody see these, and refuses a permission set that names them. */
export const isRequired = (field: MetadataFile): boolean =>
  textAt(field.root, 'required') === 'true' || textAt(field.root, 'type') === 'MasterDetail'
