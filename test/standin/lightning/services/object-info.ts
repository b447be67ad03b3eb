import type { StandInOrg } from '../../org.ts'
import type { Field, ObjectType } from '../../schema/field.ts'
import type { Language } from '../package/translations.ts'
import { fieldLabel, valueLabel } from './values.ts'

export const masterRecordType = '012000000000000AAA'

/** An object as UI API describes it. Source: User Interface API Developer Guide, Object Info */
export const objectInfo = (org: StandInOrg, type: ObjectType, language: Language) => ({
  apiName: type.name,
  label: type.label,
  labelPlural: type.labelPlural,
  keyPrefix: type.keyPrefix,
  custom: type.custom,
  createable: true,
  deletable: true,
  updateable: true,
  queryable: true,
  defaultRecordTypeId: masterRecordType,
  recordTypeInfos: {
    [masterRecordType]: {
      available: true,
      defaultRecordTypeMapping: true,
      master: true,
      name: 'Master',
      recordTypeId: masterRecordType,
    },
  },
  nameFields: [type.fields.has('CaseNumber') ? 'CaseNumber' : 'Name'],
  fields: Object.fromEntries([...type.fields.values()].map((field) => [field.name, fieldInfo(type, field, language)])),
  childRelationships: org.schema
    .references(type.name)
    .flatMap(({ type: child, field }) =>
      field.childRelationshipName
        ? [{ childObjectApiName: child.name, fieldName: field.name, relationshipName: field.childRelationshipName }]
        : [],
    ),
})

const fieldInfo = (type: ObjectType, field: Field, language: Language) => ({
  apiName: field.name,
  label: fieldLabel(type, field, language),
  dataType: dataTypes[field.type] ?? `${field.type[0]!.toUpperCase()}${field.type.slice(1)}`,
  createable: field.createable,
  updateable: field.updateable,
  required: field.required,
  filterable: field.type !== 'textarea' || field.length <= 255,
  sortable: field.type !== 'textarea' || field.length <= 255,
  length: field.length,
  precision: field.precision,
  scale: field.scale,
  calculated: field.formula !== null,
  custom: field.custom,
  htmlFormatted: field.html,
  inlineHelpText: null,
  reference: field.type === 'reference',
  referenceToInfos: field.referenceTo.map((apiName) => ({ apiName, nameFields: ['Name'] })),
  relationshipName: field.relationshipName,
  unique: field.unique,
})

const dataTypes: Partial<Record<Field['type'], string>> = { textarea: 'TextArea', datetime: 'DateTime' }

/** The values of a picklist for one record type: all of them. */
export const picklistValues = (type: ObjectType, field: Field, language: Language) => {
  const value = (name: string) => ({
    attributes: null,
    label: valueLabel(type, field, name, language),
    validFor: [],
    value: name,
  })
  return {
    controllerValues: {},
    defaultValue: field.defaultValue === null ? null : value(field.defaultValue),
    values: field.values.map((known) => value(known.value)),
  }
}
