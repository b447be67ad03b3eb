import type { Names } from '../names.ts'
import { kindAt, picklistOf } from './known.ts'

/** Dates that move with the calendar, as list views and reports write them. */
const relativeDate =
  /^(TODAY|YESTERDAY|(THIS|LAST|NEXT)_(WEEK|MONTH|QUARTER|YEAR)|LAST_(90_DAYS|N_(DAYS|WEEKS|MONTHS):\d+))$/
const number = /^-?\d+(\.\d+)?$/
const orders = ['lessThan', 'lessOrEqual', 'greaterThan', 'greaterOrEqual']

/** What is wrong with one condition of a list view or report; undefined when nothing is. */
export function faultOfCondition(
  names: Names,
  object: string,
  { field, operator, value }: { field: string; operator: string; value: string },
): string | undefined {
  const kind = kindAt(names, object, field)
  if (kind === undefined) return `${object} has no field ${field}`
  if (kind === 'LongTextArea' || kind === 'Html') return `nobody can filter by ${field}: it is a long text`
  if (kind === 'Checkbox' && !['0', '1'].includes(value)) return `${field} is 0 or 1, not "${value}"`
  if (kind === 'Number' && value !== '' && !number.test(value)) return `${field} is a number, not "${value}"`
  if (kind.startsWith('Date') && !relativeDate.test(value)) return `${field}: "${value}" is no date that moves along`
  if (kind !== 'Number' && !kind.startsWith('Date') && orders.includes(operator)) return `${field} has no order`
  const own = kind === 'Picklist' ? names.field(object, field) : undefined
  const unknown = own && value.split(',').find((one) => !picklistOf(own).includes(one))
  return unknown === undefined ? undefined : `${field} has no value ${unknown}`
}
