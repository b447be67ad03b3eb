import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { aField, type Field, type FieldType, type ObjectType, type ValidationRule } from './field.ts'
import { assemble } from './notation.ts'
import { all, child, parseXml, text, type XmlNode } from './xml.ts'

/** What a package adds: whole objects, and fields and rules of objects that are there already. */
export type Package = {
  objects: ObjectType[]
  additions: { object: string; fields: Field[]; rules: ValidationRule[] }[]
}

export const packageDirectory = fileURLToPath(new URL('../../../lwc-package/main', import.meta.url))

const types: Record<string, FieldType> = {
  Text: 'string',
  TextArea: 'textarea',
  LongTextArea: 'textarea',
  Html: 'textarea',
  Number: 'double',
  Currency: 'currency',
  Percent: 'percent',
  Checkbox: 'boolean',
  Date: 'date',
  DateTime: 'datetime',
  Email: 'email',
  Phone: 'phone',
  Url: 'url',
  Picklist: 'picklist',
  MultiselectPicklist: 'multipicklist',
  Lookup: 'reference',
  MasterDetail: 'reference',
  AutoNumber: 'string',
}

/** Reads the objects of a source-format package, whatever folders it is cut into. */
export function readPackage(directory: string = packageDirectory): Package {
  const folders = existsSync(directory) ? globSync('**/objects/*', { cwd: directory }).sort() : []
  const read = folders.map((folder) => readFolder(join(directory, folder)))
  const objects = read.filter(isObject).map((found, index) => toObject(found, index))
  const additions = read.filter((found) => !found.definition)
  return { objects, additions: additions.map(({ name, fields, rules }) => ({ object: name, fields, rules })) }
}

type Folder = { name: string; definition: XmlNode | null; fields: Field[]; rules: ValidationRule[]; isDetail: boolean }
type Definition = Folder & { definition: XmlNode }

const isObject = (folder: Folder): folder is Definition => folder.definition !== null

function readFolder(folder: string): Folder {
  const name = basename(folder)
  const definition = join(folder, `${name}.object-meta.xml`)
  const custom = name.endsWith('__c') && existsSync(definition)
  const parse = (pattern: string) =>
    globSync(pattern, { cwd: folder })
      .sort()
      .map((file) => readXml(join(folder, file)))
  const fields = parse('fields/*.field-meta.xml').map(readField)
  return {
    name,
    definition: custom ? readXml(definition) : null,
    fields,
    isDetail: fields.some(({ masterDetail }) => masterDetail),
    rules: parse('validationRules/*.validationRule-meta.xml').filter(isActive).map(readRule),
  }
}

const readXml = (file: string): XmlNode => parseXml(readFileSync(file, 'utf8'))
const isActive = (rule: XmlNode): boolean => text(rule, 'active') === 'true'

/** The object of its definition; `index` makes its key prefix. */
export function toObject({ name, definition, fields, rules, isDetail }: Definition, index: number): ObjectType {
  const label = text(definition, 'label')
  const keyPrefix = `a${Math.floor(index / 10)}${index % 10}`
  const type = { name, label, labelPlural: text(definition, 'pluralLabel'), keyPrefix, custom: true, rules }
  return assemble(type, [readNameField(definition), ...fields], isDetail ? undefined : ['Group', 'User'])
}

function readNameField(definition: XmlNode): Field {
  const field = child(definition, 'nameField')
  const autoNumber = field && text(field, 'type') === 'AutoNumber' ? text(field, 'displayFormat') || '{0}' : null
  return aField({
    name: 'Name',
    type: 'string',
    label: (field && text(field, 'label')) || 'Name',
    length: 80,
    autoNumber,
    createable: autoNumber === null,
    updateable: autoNumber === null,
    idLookup: true,
  })
}

/** One `*.field-meta.xml`. */
export function readField(node: XmlNode): Field {
  const name = text(node, 'fullName')
  const written = text(node, 'type')
  const type = types[written]
  if (!type) throw new TypeError(`field ${name}: the stand-in knows no type ${written}`)
  const masterDetail = written === 'MasterDetail'
  const formula = text(node, 'formula') || null
  const readOnly = formula !== null || written === 'AutoNumber'
  const is = (flag: string): boolean => text(node, flag) === 'true'
  return aField({
    name,
    type,
    label: text(node, 'label'),
    ...(text(node, 'length') && { length: Number(text(node, 'length')) }),
    ...(text(node, 'precision') && { precision: Number(text(node, 'precision')), scale: Number(text(node, 'scale')) }),
    required: is('required') || masterDetail,
    unique: is('unique'),
    caseSensitive: is('caseSensitive'),
    externalId: is('externalId'),
    html: written === 'Html',
    createable: !readOnly,
    updateable: !readOnly && !(masterDetail && !is('reparentableMasterDetail')),
    defaultValue: text(node, 'defaultValue') || null,
    autoNumber: written === 'AutoNumber' ? text(node, 'displayFormat') || '{0}' : null,
    formula,
    ...readReference(node, name),
    onDelete: masterDetail ? 'cascade' : (deletion[text(node, 'deleteConstraint')] ?? 'set_null'),
    masterDetail,
    ...readValueSet(node),
  })
}

const deletion: Record<string, Field['onDelete']> = { SetNull: 'set_null', Cascade: 'cascade', Restrict: 'restrict' }

function readReference(node: XmlNode, name: string): Partial<Field> {
  const target = text(node, 'referenceTo')
  if (!target) return {}
  const children = text(node, 'relationshipName')
  return {
    referenceTo: [target],
    relationshipName: name.replace(/__c$/, '__r'),
    childRelationshipName: children ? `${children}__r` : null,
  }
}

function readValueSet(node: XmlNode): Partial<Field> {
  const set = child(node, 'valueSet')
  if (!set) return {}
  const definition = child(set, 'valueSetDefinition')
  const values = (definition ? all(definition, 'value') : []).map((value) => ({
    value: text(value, 'fullName'),
    label: text(value, 'label'),
    isDefault: text(value, 'default') === 'true',
  }))
  const standard = values.find((value) => value.isDefault)?.value
  return { restricted: text(set, 'restricted') === 'true', values, ...(standard && { defaultValue: standard }) }
}

/** One validation rule. */
export const readRule = (node: XmlNode): ValidationRule => ({
  name: text(node, 'fullName'),
  message: text(node, 'errorMessage'),
  field: text(node, 'errorDisplayField') || null,
  failsWhen: text(node, 'errorConditionFormula'),
})
