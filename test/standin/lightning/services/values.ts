import type { Scalar } from '../../data/record.ts'
import type { Field, ObjectType } from '../../schema/field.ts'
import { textsIn, type Language } from '../package/translations.ts'

/** A field as UI API and GraphQL give it: what is stored, and what people read. */
export type FieldValue = { value: Scalar; displayValue: string | null }

const locales: Record<Language, string> = { en: 'en-US', fr: 'fr-FR' }
/** Of the org and of all its users. */
export const timeZone = 'Europe/Paris'

export const fieldValue = (type: ObjectType, field: Field, value: Scalar, language: Language): FieldValue => ({
  value,
  displayValue: value === null ? null : display(type, field, value, language),
})

/** What a field is called in the user's language. */
export const fieldLabel = (type: ObjectType, { name, label }: Field, language: Language): string =>
  textsIn(language).fields.get(`${type.name}.${name}`) ?? label

/** What a picklist value is called in the user's language. */
export const valueLabel = (type: ObjectType, field: Field, value: string, language: Language): string =>
  textsIn(language).fields.get(`${type.name}.${field.name}=${value}`) ??
  field.values.find((known) => known.value === value)?.label ??
  value

/** Plain texts, checkboxes and ids are shown as they are: there Salesforce gives none. */
function display(type: ObjectType, field: Field, value: string | number | boolean, language: Language): string | null {
  const locale = locales[language]
  switch (field.type) {
    case 'picklist':
      return valueLabel(type, field, String(value), language)
    case 'date':
      return new Intl.DateTimeFormat(locale, { timeZone: 'UTC' }).format(new Date(String(value)))
    case 'datetime':
      return new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(
        new Date(String(value)),
      )
    case 'int':
    case 'double':
      return new Intl.NumberFormat(locale, { maximumFractionDigits: field.scale }).format(Number(value))
    case 'percent':
      return `${new Intl.NumberFormat(locale, { maximumFractionDigits: field.scale }).format(Number(value))}%`
    case 'currency':
      return new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }).format(Number(value))
    default:
      return null
  }
}
