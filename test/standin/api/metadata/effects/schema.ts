import type { StandInOrg } from '../../../org.ts'
import { toObject, readField, readRule } from '../../../schema/metadata.ts'
import { text, type XmlNode } from '../../../schema/xml.ts'

/** Makes an object known, or changes its label; its fields come as components of their own. */
export function putObject(org: StandInOrg, name: string, node: XmlNode): void {
  // On a standard object there is nothing but its fields.
  if (!name.endsWith('__c') || org.schema.find(name)) return
  const isDetail = node.children.some((one) => one.name === 'fields' && text(one, 'type') === 'MasterDetail')
  const count = org.schema.objects.filter(({ custom }) => custom).length
  org.schema.add(toObject({ name, definition: node, fields: [], rules: [], isDetail }, count))
}

export function putField(org: StandInOrg, fullName: string, node: XmlNode): void {
  const [object = '', name = ''] = fullName.split('.')
  const { name: _, ...field } = readField(node)
  org.schema.alter({ object, fields: { [name]: field } })
}

export function putRule(org: StandInOrg, fullName: string, node: XmlNode): void {
  const [object = ''] = fullName.split('.')
  if (text(node, 'active') === 'true') org.schema.alter({ object, rules: [readRule(node)] })
}

export function removeField(org: StandInOrg, fullName: string): void {
  const [object = '', name = ''] = fullName.split('.')
  if (org.schema.find(object)) org.schema.alter({ object, fields: { [name]: null } })
}

/** With its records: an object that is made again under its name is empty. */
export function removeObject(org: StandInOrg, name: string): void {
  if (org.schema.find(name)) org.database.exec(`DELETE FROM "${name}"`)
  org.schema.remove(name)
}
