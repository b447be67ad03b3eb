import type { Condition, Leaf, Scalar } from '../../../bridge/definitions/conditions/condition.ts'
import { escapeXml } from './templates.ts'

/** One condition of a flow's start. `kind` is the element that holds the value. */
export type Filter = {
  field: string
  operator: string
  kind: 'booleanValue' | 'numberValue' | 'stringValue'
  value: string
}

/** When a flow runs. `isWeaker`: it runs more often than the program asks, and the bridge decides. */
export type Start = { filters: Filter[]; logic: string; isChange: boolean; isWeaker: boolean }

/** Types of the object's fields by name, as describe gives them. */
export type FieldTypes = ReadonlyMap<string, string>

/** The flow's start for a program's condition. What flows cannot ask is left to the bridge, which decides again anyway. */
export function startOf(when: Condition | undefined, occasion: string, types: FieldTypes): Start {
  if (when === undefined || isOnlyPresence(when, occasion)) return changeOf(occasion, when === undefined)
  const filters: Filter[] = []
  const read = toLogic(when, false, filters, types)
  if (read === null || filters.length === 0 || filters.length > 10) return changeOf(occasion, true)
  return { filters, logic: simplest(read.logic, filters.length), isChange: false, isWeaker: read.isWeaker }
}

/** `{ field: Type, empty: false }` on the occasion itself: whatever it is changed to is an event. */
const isOnlyPresence = (when: Condition, occasion: string): boolean =>
  'field' in when && when.field === occasion && when.empty === false

const changeOf = (occasion: string, isWeaker: boolean): Start => ({
  filters: [{ field: occasion, operator: 'IsChanged', kind: 'booleanValue', value: 'true' }],
  logic: 'and',
  isChange: true,
  isWeaker,
})

type Logic = { logic: string; isWeaker: boolean }

/** Null: a flow cannot ask this. Inside `all` such a part may be left out, because the rest still holds. */
function toLogic(condition: Condition, isNegated: boolean, filters: Filter[], types: FieldTypes): Logic | null {
  if ('not' in condition && typeof condition.not === 'object' && condition.not !== null)
    return toLogic(condition.not as Condition, !isNegated, filters, types)
  const all = 'all' in condition ? condition.all : null
  const any = 'any' in condition ? condition.any : null
  const parts = all ?? any
  if (!parts) return leafLogic(condition as Leaf, isNegated, filters, types)
  // Negated, all becomes any: not (a and b) = not a or not b.
  const isAll = (all !== null) !== isNegated
  const before = filters.length
  const read = parts.map((part) => toLogic(part, isNegated, filters, types))
  if (isAll ? read.every((one) => one === null) : read.includes(null)) {
    filters.length = before
    return null
  }
  const known = read.filter((one) => one !== null)
  return {
    logic: joined(
      known.map(({ logic }) => logic),
      isAll ? 'AND' : 'OR',
    ),
    isWeaker: known.length < read.length || known.some(({ isWeaker }) => isWeaker),
  }
}

const joined = (parts: string[], word: 'AND' | 'OR'): string =>
  parts.length === 1 ? parts[0]! : `(${parts.join(` ${word} `)})`

const opposites: Record<string, string> = {
  EqualTo: 'NotEqualTo',
  GreaterThan: 'LessThanOrEqualTo',
  GreaterThanOrEqualTo: 'LessThan',
  LessThan: 'GreaterThanOrEqualTo',
  LessThanOrEqualTo: 'GreaterThan',
  NotEqualTo: 'EqualTo',
}

function leafLogic(leaf: Leaf, isNegated: boolean, filters: Filter[], types: FieldTypes): Logic | null {
  const { field } = leaf
  const type = field === undefined ? undefined : types.get(field)
  if (field === undefined || type === undefined) return null // of a parent, or nothing the record knows
  const asked: { operator: string; value: Scalar; word: 'AND' | 'OR' }[] = []
  const ask = (operator: string, value: Scalar | undefined, word: 'AND' | 'OR' = 'AND') => {
    if (value === undefined) return
    asked.push(value === null ? { operator: 'IsNull', value: operator === 'EqualTo', word } : { operator, value, word })
  }
  ask('EqualTo', leaf.is)
  ask('NotEqualTo', leaf.not)
  for (const value of leaf.in ?? []) ask('EqualTo', value, 'OR')
  for (const value of leaf.notIn ?? []) ask('NotEqualTo', value)
  ask('GreaterThanOrEqualTo', leaf.atLeast)
  ask('LessThanOrEqualTo', leaf.atMost)
  ask('GreaterThan', leaf.moreThan)
  ask('LessThan', leaf.lessThan)
  ask('Contains', leaf.contains)
  ask('StartsWith', leaf.startsWith)
  if (leaf.empty !== undefined) asked.push({ operator: 'IsNull', value: leaf.empty, word: 'AND' })
  const isMixed = asked.some(({ word }) => word === 'OR') && asked.some(({ word }) => word === 'AND')
  if (asked.length === 0 || isMixed) return null
  const made = asked.map(({ operator, value }) => filterOf(field, type, operator, value, isNegated))
  if (made.includes(null)) return null
  const numbers = made.map((filter) => String(filters.push(filter!)))
  const word = (asked[0]!.word === 'OR') !== isNegated ? 'OR' : 'AND'
  return { logic: joined(numbers, word), isWeaker: false }
}

const numeric = new Set(['int', 'double', 'currency', 'percent'])
const texts = new Set(['string', 'picklist', 'email', 'phone', 'url', 'reference', 'id', 'combobox'])

function filterOf(field: string, type: string, given: string, value: Scalar, isNegated: boolean): Filter | null {
  if (given === 'IsNull')
    return { field, operator: 'IsNull', kind: 'booleanValue', value: String((value === true) !== isNegated) }
  const operator = isNegated ? opposites[given] : given
  if (operator === undefined) return null
  if (type === 'boolean' && typeof value === 'boolean')
    return { field, operator, kind: 'booleanValue', value: String(value) }
  if (numeric.has(type) && typeof value === 'number')
    return { field, operator, kind: 'numberValue', value: value.toFixed(Number.isInteger(value) ? 1 : 2) }
  if (texts.has(type) && typeof value === 'string') return { field, operator, kind: 'stringValue', value }
  return null // dates among them: the bridge compares those
}

/** `(1 AND 2)` is what the platform calls `and`. */
function simplest(logic: string, count: number): string {
  const numbers = Array.from({ length: count }, (_, index) => String(index + 1))
  if (count === 1 || logic === `(${numbers.join(' AND ')})`) return 'and'
  if (logic === `(${numbers.join(' OR ')})`) return 'or'
  return logic.replace(/^\((.*)\)$/, (whole, inner: string) => (isBalanced(inner) ? inner : whole))
}

function isBalanced(text: string): boolean {
  let depth = 0
  for (const character of text) {
    if (character === '(') depth++
    if (character === ')' && --depth < 0) return false
  }
  return depth === 0
}

/** As it stands in a flow's `start`. */
export const renderFilters = ({ filters }: Start): string =>
  filters
    .map(
      ({ field, operator, kind, value }) => `        <filters>
            <field>${field}</field>
            <operator>${operator}</operator>
            <value>
                <${kind}>${escapeXml(value)}</${kind}>
            </value>
        </filters>
`,
    )
    .join('')

/** The filters a flow has already, to see whether it asks the same. */
export function filtersIn(flow: string): Filter[] {
  return [...flow.matchAll(/<filters>([\s\S]*?)<\/filters>/g)].map(([, body = '']) => {
    const [, field = ''] = /<field>([^<]*)<\/field>/.exec(body) ?? []
    const [, operator = ''] = /<operator>([^<]*)<\/operator>/.exec(body) ?? []
    const [, kind = 'stringValue', value = ''] = /<(booleanValue|numberValue|stringValue)>([^<]*)</.exec(body) ?? []
    return { field, operator, kind: kind as Filter['kind'], value }
  })
}
