import type { Field } from '../../schema/field.ts'
import { isId, toId18 } from '../ids.ts'
import { notHere, wrongId, wrongLiteral } from './complaints.ts'

export type Bound = string | number | null

const kinds: Partial<Record<Field['type'], string>> = {
  boolean: 'boolean',
  int: 'int',
  double: 'double',
  currency: 'double',
  percent: 'double',
  date: 'date',
  datetime: 'dateTime',
}

const fitting: Record<string, string[]> = {
  string: ['STRING'],
  boolean: ['BOOLEAN'],
  int: ['INTEGER', 'DECIMAL'],
  double: ['INTEGER', 'DECIMAL'],
  date: ['DATE'],
  dateTime: ['DATETIME'],
}

/** A literal as the value it is compared with; one of the wrong kind is refused as Salesforce refuses it. */
export function readLiteral(soql: string, field: Field, literalType: string, written: string): Bound {
  if (literalType === 'NULL') return null
  const kind = kinds[field.type] ?? 'string'
  if (!fitting[kind]!.includes(literalType)) throw wrongLiteral(soql, field.name, kind)
  if (kind === 'boolean') return Number(written.toUpperCase() === 'TRUE')
  if (kind === 'int' || kind === 'double') return Number(written)
  if (kind === 'date') return written
  if (kind === 'dateTime') return new Date(written.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')).toISOString()
  const text = unquote(written)
  if (field.type !== 'id' && field.type !== 'reference') return text
  if (text === '') return null
  if (!isId(text)) throw wrongId(soql, field.name, text)
  return toId18(text)
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** `'it\'s'` without quotes and escapes. */
export const unquote = (written: string): string =>
  written.replace(/^'|'$/g, '').replace(/\\(.)/g, (_, character: string) => escapes[character] ?? character)

/** The days a date literal covers, the second one excluded, as stored moments. */
export function dayRange(literal: string, now: Date): [string, string] {
  const [name = '', count = '0'] = literal.toUpperCase().split(':')
  const n = Number(count)
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()]
  const days = (from: number, to: number): [string, string] => [at(year, month, day + from), at(year, month, day + to)]
  const months = (from: number, to: number): [string, string] => [at(year, month + from, 1), at(year, month + to, 1)]
  const years = (from: number, to: number): [string, string] => [at(year + from, 0, 1), at(year + to, 0, 1)]
  const monday = -((now.getUTCDay() + 6) % 7)
  const ranges: Record<string, () => [string, string]> = {
    TODAY: () => days(0, 1),
    YESTERDAY: () => days(-1, 0),
    TOMORROW: () => days(1, 2),
    LAST_N_DAYS: () => days(-n, 1),
    NEXT_N_DAYS: () => days(1, n + 1),
    N_DAYS_AGO: () => days(-n, -n + 1),
    LAST_90_DAYS: () => days(-90, 1),
    NEXT_90_DAYS: () => days(1, 91),
    THIS_WEEK: () => days(monday, monday + 7),
    LAST_WEEK: () => days(monday - 7, monday),
    NEXT_WEEK: () => days(monday + 7, monday + 14),
    THIS_MONTH: () => months(0, 1),
    LAST_MONTH: () => months(-1, 0),
    NEXT_MONTH: () => months(1, 2),
    LAST_N_MONTHS: () => months(-n, 0),
    THIS_YEAR: () => years(0, 1),
    LAST_YEAR: () => years(-1, 0),
    NEXT_YEAR: () => years(1, 2),
  }
  const range = ranges[name]
  if (!range) throw notHere(name)
  return range()
}

const at = (year: number, month: number, day: number): string => new Date(Date.UTC(year, month, day)).toISOString()
