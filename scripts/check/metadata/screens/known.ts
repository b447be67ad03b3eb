import type { Names } from '../names.ts'
import { isStandardField, isStandardObject } from '../standard-fields.ts'
import type { MetadataFile } from '../sources.ts'
import { textAt, walk } from '../xml.ts'

const onEveryObject = ['Name', 'CreatedById', 'CreatedDate', 'LastModifiedById', 'LastModifiedDate', 'OwnerId']

/** Files of one kind in the package itself. */
export const packaged = (files: MetadataFile[], type: string): MetadataFile[] =>
  files.filter((file) => file.area === 'main' && file.type === type)

/** The type of a field; `standard` for one of the platform; undefined when there is none. */
export function kindOf(names: Names, object: string, field: string): string | undefined {
  const own = names.field(object, field)
  if (own) return textAt(own.root, 'type')
  if (isStandardObject(object)) return isStandardField(object, field) ? 'standard' : undefined
  return names.hasObject(object) && onEveryObject.includes(field) ? 'standard' : undefined
}

/** The same for a path: `CSAT__c`, or `Case__c.Origin` through a lookup of ours. */
export function kindAt(names: Names, object: string, path: string): string | undefined {
  const [first = '', ...rest] = path.split('.')
  if (rest.length === 0) return kindOf(names, object, first)
  const lookup = names.field(object, first)
  return lookup && kindAt(names, textAt(lookup.root, 'referenceTo'), rest.join('.'))
}

/** The field on a child that makes the related list `relationship` of a parent: `Survey_Answers__r` of a response. */
export const childOf = (files: MetadataFile[], parent: string, relationship: string): MetadataFile | undefined =>
  packaged(files, 'field').find(
    ({ root }) => textAt(root, 'referenceTo') === parent && `${textAt(root, 'relationshipName')}__r` === relationship,
  )

export const picklistOf = (field: MetadataFile): string[] =>
  [...walk(field.root)].filter(({ name }) => name === 'value').map((value) => textAt(value, 'fullName'))
