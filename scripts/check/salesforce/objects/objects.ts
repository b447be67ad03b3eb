import { textAt } from '../../metadata/xml.ts'
import type { MetadataFile } from '../../metadata/sources.ts'
import { loadStandardObjects } from './standard.ts'

/** What the fields and relationships of an object are called; the names of the package and of the platform alike. */
export type Objects = {
  has: (object: string) => boolean
  hasField: (object: string, field: string) => boolean
  /** The object behind `Contact__r` or `Owner`. */
  parent: (object: string, relationship: string) => string | undefined
  /** The object behind `Survey_Responses__r` or `Cases`. */
  child: (object: string, relationship: string) => string | undefined
}

const everyObject =
  'Id Name OwnerId CreatedById CreatedDate LastModifiedById LastModifiedDate SystemModstamp IsDeleted CurrencyIsoCode'
const custom = { fields: new Set(everyObject.split(' ')), parents: ['Owner', 'CreatedBy', 'LastModifiedBy'] }

export function collectObjects(files: MetadataFile[]): Objects {
  const standard = loadStandardObjects()
  const own = new Set(files.filter(({ type, area }) => type === 'object' && area === 'main').map(({ name }) => name))
  const fields = files.filter(({ type, area }) => type === 'field' && area === 'main')
  const fieldNames = new Set(fields.map(({ parent, name }) => `${parent}.${name}`))
  const parents = new Map<string, string>()
  const children = new Map<string, string>()
  for (const { parent, name, root } of fields) {
    const target = textAt(root, 'referenceTo')
    const relationship = textAt(root, 'relationshipName')
    if (target !== '') parents.set(`${parent}.${name.replace(/__c$/, '__r')}`, target)
    if (target !== '' && relationship !== '') children.set(`${target}.${relationship}__r`, parent)
  }
  const isCustom = (object: string): boolean => own.has(object) && object.endsWith('__c')
  return {
    has: (object) => isCustom(object) || standard(object) !== null,
    hasField: (object, field) =>
      fieldNames.has(`${object}.${field}`) ||
      (isCustom(object) ? custom.fields.has(field) : standard(object)?.fields.has(field) === true),
    parent: (object, relationship) =>
      parents.get(`${object}.${relationship}`) ??
      (isCustom(object) && custom.parents.includes(relationship)
        ? 'User'
        : standard(object)?.parents.get(relationship)),
    child: (object, relationship) =>
      children.get(`${object}.${relationship}`) ?? standard(object)?.children.get(relationship),
  }
}
