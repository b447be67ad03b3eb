import { hiddenFrom, isPermissionable } from '../../data/field-access.ts'
import type { Field, ObjectType } from '../../schema/field.ts'
import type { Answer, Ask, Context } from './reply.ts'

const numeric = new Set(['int', 'double', 'currency', 'percent'])

/** `GET /sobjects`: every object in short. */
export function describeGlobal(ask: Ask, { org }: Context): Answer {
  const sobjects = org.schema.objects.map((type) => summary(type, ask.version))
  return { status: 200, body: { encoding: 'UTF-8', maxBatchSize: 200, sobjects } }
}

/** `GET /sobjects/X/describe`: the object with its fields. */
export function describe(ask: Ask, { org, tx }: Context, type: ObjectType): Answer {
  const hides = hiddenFrom(org, tx.origin.user)
  const childRelationships = org.schema
    .references(type.name)
    .filter(({ field }) => field.childRelationshipName)
    .map(({ type: child, field }) => ({
      cascadeDelete: field.onDelete === 'cascade',
      childSObject: child.name,
      deprecatedAndHidden: false,
      field: field.name,
      relationshipName: field.childRelationshipName,
      restrictedDelete: field.onDelete === 'restrict',
    }))
  const body = {
    ...summary(type, ask.version),
    childRelationships,
    fields: [...type.fields.values()].filter((field) => !hides?.(type, field)).map(describeField),
  }
  const etag = `"${hash(JSON.stringify(body))}"`
  if (ask.header('If-None-Match') === etag) return { status: 304, headers: { ETag: etag } }
  return { status: 200, body, headers: { ETag: etag, 'Last-Modified': new Date(0).toUTCString() } }
}

const summary = (type: ObjectType, version: string) => ({
  activateable: false,
  createable: true,
  custom: type.custom,
  customSetting: false,
  deletable: true,
  deprecatedAndHidden: false,
  feedEnabled: !type.custom,
  keyPrefix: type.keyPrefix,
  label: type.label,
  labelPlural: type.labelPlural,
  layoutable: true,
  mergeable: ['Account', 'Case', 'Contact', 'Lead'].includes(type.name),
  mruEnabled: true,
  name: type.name,
  queryable: true,
  replicateable: true,
  retrieveable: true,
  searchable: true,
  triggerable: true,
  undeletable: true,
  updateable: true,
  urls: { sobject: `/services/data/v${version}/sobjects/${type.name}` },
})

const describeField = (field: Field) => ({
  autoNumber: field.autoNumber !== null,
  byteLength: field.length * 3,
  calculated: field.formula !== null,
  calculatedFormula: field.formula,
  cascadeDelete: field.onDelete === 'cascade',
  caseSensitive: field.caseSensitive,
  compoundFieldName: null,
  createable: field.createable,
  custom: field.custom,
  defaultValue: field.type === 'boolean' ? field.defaultValue === 'true' : null,
  defaultedOnCreate:
    field.defaultValue !== null || field.type === 'boolean' || field.autoNumber !== null || field.name === 'OwnerId',
  deprecatedAndHidden: false,
  digits: field.type === 'int' ? field.precision : 0,
  externalId: field.externalId,
  filterable: field.type !== 'textarea' || field.length <= 255,
  groupable: !numeric.has(field.type) && field.type !== 'datetime',
  htmlFormatted: field.html,
  idLookup: field.idLookup || field.type === 'id',
  inlineHelpText: null,
  label: field.label,
  length: field.length,
  name: field.name,
  nameField: field.name === 'Name' || field.name === 'CaseNumber',
  nillable: !field.required && field.type !== 'boolean' && field.type !== 'id',
  permissionable: isPermissionable(field),
  picklistValues: field.values.map(({ value, label, isDefault }) => ({
    active: true,
    defaultValue: isDefault,
    label,
    validFor: null,
    value,
  })),
  polymorphicForeignKey: field.referenceTo.length > 1,
  precision: numeric.has(field.type) && field.type !== 'int' ? field.precision : 0,
  referenceTo: field.referenceTo,
  relationshipName: field.relationshipName,
  relationshipOrder: field.masterDetail ? 0 : null,
  restrictedDelete: field.onDelete === 'restrict',
  restrictedPicklist: field.restricted,
  scale: field.scale,
  soapType: soapTypes[field.type] ?? 'xsd:string',
  sortable: field.type !== 'textarea' || field.length <= 255,
  type: field.type,
  unique: field.unique,
  updateable: field.updateable,
  writeRequiresMasterRead: false,
})

const soapTypes: Partial<Record<Field['type'], string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
}

const hash = (text: string): string => {
  let sum = 0
  for (const character of text) sum = (sum * 31 + character.charCodeAt(0)) | 0
  return (sum >>> 0).toString(16)
}
