import { textOf, type Fields } from './recipient.ts'

const dateTime = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:?\d\d)$/

/**
 * What tells two events of one record apart. The same moment has several spellings: `…Z` in an outbound message, `…+0000`
 * in REST, a space in a formula's text; the same number has two, `7.0` and `7`. One event must give one text.
 */
export function occasionOf(path: string, fields: Fields): string | null {
  const text = textOf(fields, path)
  if (text === null) return null
  const [, date, time, zone] = dateTime.exec(text) ?? []
  if (zone === undefined) return text.replace(/^(-?\d+)\.0$/, '$1')
  const at = new Date(`${date}T${time}${zone.replace(/(\d\d)(\d\d)$/, '$1:$2')}`)
  return Number.isNaN(at.getTime()) ? text : at.toISOString()
}
