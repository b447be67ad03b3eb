import type { MetricName } from '../answers/metrics.ts'
import type { Answer } from '../survey.ts'
import { subjects, type Condition, type Leaf } from './condition.ts'

/** What a condition may look at. Each reader gives `undefined` or `null` for what is not there, and never throws. */
export type Facts = {
  field(path: string): unknown
  answer(id: string): Answer | undefined
  metric(name: MetricName): number | null
  label(name: string): Answer | undefined
  flag(name: string): boolean
  attribute(name: string): unknown
  language: string | null
}

/**
 * Does a condition hold? Total: any value may stand in the facts.
 *
 * - Values may come as text (an outbound message carries nothing else), so a number or boolean of the document compares by value.
 * - Texts compare without regard to case, as Salesforce compares them in SOQL and in flows.
 * - Null, absent, `''` and an empty list are *empty*: equal to `null` and to nothing else, so `not: x` is true of them.
 * - A value with several parts (several ticks, the rows of a matrix) fits when one part fits; `not` and `notIn` want that none does.
 * - A leaf with several operators wants all of them; one with none claims `is: true` (meant for flags).
 */
export function evaluate(condition: Condition, facts: Facts): boolean {
  if ('all' in condition) return condition.all.every((part) => evaluate(part, facts))
  if ('any' in condition) return condition.any.some((part) => evaluate(part, facts))
  if (isNegation(condition)) return !evaluate(condition.not, facts)
  return holds(condition, subjectOf(condition, facts))
}

/** The paths of the record's fields a condition looks at, each once: what must be read when a message lacks it. */
export const fieldsOf = (condition: Condition): string[] => [
  ...new Set(leavesOf(condition).flatMap(({ leaf }) => (leaf.field === undefined ? [] : [leaf.field]))),
]

/** Every leaf with its path in the document. */
export function leavesOf(condition: Condition, path = ''): { leaf: Leaf; path: string }[] {
  const at = (step: string) => (path ? `${path}.${step}` : step)
  if ('all' in condition) return condition.all.flatMap((part, index) => leavesOf(part, at(`all.${index}`)))
  if ('any' in condition) return condition.any.flatMap((part, index) => leavesOf(part, at(`any.${index}`)))
  if (isNegation(condition)) return leavesOf(condition.not, at('not'))
  return [{ leaf: condition, path }]
}

/** `not` is also an operator of a leaf; a leaf names a subject, a negation does not. */
const isNegation = (condition: Leaf | { not: Condition }): condition is { not: Condition } =>
  !subjects.some((name) => name in condition)

function subjectOf(leaf: Leaf, facts: Facts): unknown {
  if (leaf.field !== undefined) return facts.field(leaf.field)
  if (leaf.answer !== undefined) return answerAt(leaf.answer, facts)
  if (leaf.metric !== undefined) return facts.metric(leaf.metric)
  if (leaf.label !== undefined) return facts.label(leaf.label)
  if (leaf.flag !== undefined) return facts.flag(leaf.flag)
  if (leaf.attribute !== undefined) return facts.attribute(leaf.attribute)
  return facts.language
}

/** `aspects.speed` is one row of a matrix. */
function answerAt(path: string, facts: Facts): unknown {
  const [id = '', row] = path.split('.')
  const answer = facts.answer(id)
  if (row === undefined || typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer
  return Object.hasOwn(answer, row) ? answer[row] : undefined
}

type Test = (parts: unknown[], wanted: unknown) => boolean

const tests: Partial<Record<keyof Leaf, Test>> = {
  is: (parts, wanted) => isOneOf(parts, [wanted]),
  not: (parts, wanted) => !isOneOf(parts, [wanted]),
  in: (parts, wanted) => isOneOf(parts, wanted as unknown[]),
  notIn: (parts, wanted) => !isOneOf(parts, wanted as unknown[]),
  atLeast: (parts, wanted) => parts.some((part) => (numberIn(part) ?? NaN) >= (wanted as number)),
  atMost: (parts, wanted) => parts.some((part) => (numberIn(part) ?? NaN) <= (wanted as number)),
  moreThan: (parts, wanted) => parts.some((part) => (numberIn(part) ?? NaN) > (wanted as number)),
  lessThan: (parts, wanted) => parts.some((part) => (numberIn(part) ?? NaN) < (wanted as number)),
  contains: (parts, wanted) => parts.some((part) => textIn(part)?.includes((wanted as string).toLowerCase())),
  startsWith: (parts, wanted) => parts.some((part) => textIn(part)?.startsWith((wanted as string).toLowerCase())),
  empty: (parts, wanted) => (parts.length === 0) === wanted,
}

/** True for the operators of a leaf, false for its subject. */
export const isOperator = (key: string): boolean => Object.hasOwn(tests, key)

function holds(leaf: Leaf, value: unknown): boolean {
  const parts = partsOf(value)
  const claims = Object.entries(leaf).filter(([key, wanted]) => isOperator(key) && wanted !== undefined)
  if (claims.length === 0) return isOneOf(parts, [true])
  return claims.every(([key, wanted]) => tests[key as keyof Leaf]!(parts, wanted))
}

/** The values that count: no empty ones, the parts of a list or of a matrix one by one. */
function partsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.filter((part) => !isBlank(part))
  if (value instanceof Date) return [value.toJSON()]
  if (typeof value === 'object' && value !== null) return Object.values(value).filter((part) => !isBlank(part))
  return isBlank(value) ? [] : [value]
}

/** Nothing stands there: for Salesforce an empty text is none. */
export const isBlank = (value: unknown): boolean => value === undefined || value === null || value === ''

const isOneOf = (parts: unknown[], wanted: unknown[]): boolean =>
  wanted.some((one) => (isBlank(one) ? parts.length === 0 : parts.some((part) => isSame(part, one))))

function isSame(value: unknown, wanted: unknown): boolean {
  if (typeof wanted === 'number') return numberIn(value) === wanted
  if (typeof wanted === 'string' && typeof value === 'number') return value === numberIn(wanted)
  return textIn(value) === String(wanted).toLowerCase()
}

/** A number, also one written as text (`'120000.0'`); booleans and other texts are none. */
function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.length > 40 || !/^\s*-?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/.test(value)) return null
  return Number(value)
}

const textIn = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).toLowerCase()
    : null
