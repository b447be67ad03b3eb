import type { Row } from '../data/record.ts'

export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'email'
  | 'phone'
  | 'url'
  | 'picklist'
  | 'multipicklist'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'reference'
  | 'base64'

export type PicklistValue = { value: string; label: string; isDefault: boolean }

export type Field = {
  name: string
  label: string
  type: FieldType
  custom: boolean
  length: number // 0 where it does not apply
  precision: number
  scale: number
  required: boolean
  unique: boolean
  caseSensitive: boolean
  externalId: boolean
  idLookup: boolean // usable as the key of an upsert
  createable: boolean
  updateable: boolean
  html: boolean
  restricted: boolean
  values: PicklistValue[]
  defaultValue: string | null
  autoNumber: string | null // display format, e.g. `R-{00000}`
  formula: string | null
  referenceTo: string[]
  relationshipName: string | null // `Contact`, `Case__r`
  childRelationshipName: string | null // `Contacts`, `Survey_Responses__r`
  onDelete: 'set_null' | 'cascade' | 'restrict'
  masterDetail: boolean
}

/** True as in Salesforce: the record is refused. A text is a formula, a function is for tests. */
export type ValidationRule = {
  name: string
  message: string
  field: string | null
  failsWhen: string | ((after: Row, before: Row | null) => boolean)
}

export type ObjectType = {
  name: string
  label: string
  labelPlural: string
  keyPrefix: string
  custom: boolean
  fields: Map<string, Field> // by API name, in the order of declaration
  rules: ValidationRule[]
}

/** A field with what most fields have, for tables and tests to differ from. */
export function aField(given: Partial<Field> & { name: string; type: FieldType }): Field {
  const custom = given.name.endsWith('__c')
  return {
    label: given.name.replace(/__c$/, '').replaceAll('_', ' '),
    custom,
    length: defaultLength[given.type] ?? 0,
    precision: given.type === 'int' ? 8 : 18,
    scale: 0,
    required: false,
    unique: false,
    caseSensitive: false,
    externalId: false,
    idLookup: given.externalId === true,
    createable: true,
    updateable: true,
    html: false,
    restricted: false,
    values: [],
    defaultValue: null,
    autoNumber: null,
    formula: null,
    referenceTo: [],
    relationshipName: null,
    childRelationshipName: null,
    onDelete: 'set_null',
    masterDetail: false,
    ...given,
  }
}

const defaultLength: Partial<Record<FieldType, number>> = {
  id: 18,
  reference: 18,
  string: 255,
  textarea: 255,
  email: 80,
  phone: 40,
  url: 255,
  picklist: 255,
  multipicklist: 4099,
}
