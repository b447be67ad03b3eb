import type { z } from 'zod'
import type { Problem } from '../../core/failures.ts'

type Issue = z.core.$ZodIssue

/** What zod found, as a person can act on it: where, what, and what to write instead. One problem a place: a second one is an echo of the first. */
export function explainAll(issues: Issue[]): Problem[] {
  const first = new Map<string, Problem>()
  for (const problem of issues.flatMap(explain)) if (!first.has(problem.path)) first.set(problem.path, problem)
  return [...first.values()]
}

function explain(issue: Issue): Problem[] {
  const path = issue.path.join('.')
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: join(path, key.slice(0, 40)),
        message: isName.has(key)
          ? `nothing is found by the name of a ${key} here; give a path, { from } or { value }, and leave the rest to a rule or flow in Salesforce`
          : 'unknown key; check its spelling or remove it',
      }))
    case 'invalid_union':
      return explainUnion(issue, path)
    case 'invalid_key':
      return [{ path, message: `'${last(issue)}' cannot stand here; use ${wantedBy(issue.issues[0])}` }]
    case 'invalid_element':
      return issue.issues.flatMap(explain)
    default:
      return [{ path, message: explainValue(issue) }]
  }
}

/** How one would name what has an id in Salesforce. No document takes them today. */
const isName = new Set(['recordType', 'queue', 'user', 'listView', 'notification'])

function explainValue(
  issue: Exclude<Issue, { code: 'unrecognized_keys' | 'invalid_union' | 'invalid_key' | 'invalid_element' }>,
): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `missing; give ${wantedBy(issue)}`
        : `${shown(issue.input)} does not fit; give ${wantedBy(issue)}`
    case 'invalid_value':
      return issue.input === undefined
        ? `missing; use one of ${issue.values.join(', ')}`
        : `unknown value ${shown(issue.input)}; use one of ${issue.values.join(', ')}`
    case 'too_big':
      return `too ${sizes[issue.origin]?.[0] ?? 'large'}; at most ${issue.maximum}${sizes[issue.origin]?.[2] ?? ''}`
    case 'too_small':
      return `too ${sizes[issue.origin]?.[1] ?? 'small'}; at least ${issue.minimum}${sizes[issue.origin]?.[2] ?? ''}`
    default:
      return isScalar(issue.input) ? `${shown(issue.input)} does not fit; use ${wantedBy(issue)}` : issue.message
  }
}

const sizes: Record<string, [tooBig: string, tooSmall: string, unit: string]> = {
  string: ['long', 'short', ' characters'],
  array: ['many', 'few', ' entries'],
}

/** A kind that is unknown, or the branch that was most likely meant: the one with the fewest keys amiss, then the one that got furthest. */
function explainUnion(issue: Extract<Issue, { code: 'invalid_union' }>, path: string): Problem[] {
  if (issue.discriminator !== undefined) {
    const given = (issue.input as Record<string, unknown> | undefined)?.[issue.discriminator]
    const options = 'options' in issue && issue.options ? `; use one of ${issue.options.join(', ')}` : ''
    const message =
      given === undefined ? `missing${options}` : `unknown ${issue.discriminator} ${shown(given)}${options}`
    return [{ path, message }]
  }
  const branches = issue.errors.filter((branch) => branch.length > 0)
  const possible = branches.filter((branch) => !branch.some(isOtherKind))
  if (possible.length === 0) {
    const wanted = [...new Set(branches.flat().map((one) => wantedBy(one)))]
    return [{ path, message: `${shown(issue.input)} does not fit; give ${wanted.join(' or ')}` }]
  }
  const [meant] = possible.toSorted((a, b) => amiss(a) - amiss(b) || depth(b) - depth(a))
  return meant!.flatMap(explain).map((problem) => ({ ...problem, path: join(path, problem.path) }))
}

/** A branch for another kind of value altogether (a text where a map stands). */
const isOtherKind = (issue: Issue): boolean => issue.code === 'invalid_type' && issue.path.length === 0

const amiss = (branch: Issue[]): number =>
  branch.reduce((count, issue) => {
    if (issue.code === 'unrecognized_keys') return count + issue.keys.length
    return count + (issue.path.length === 1 && 'input' in issue && issue.input === undefined ? 1 : 0)
  }, 0)

const depth = (branch: Issue[]): number => Math.max(...branch.map((issue) => issue.path.length))

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'nothing',
}

/** Our schemas name what they want in the message; zod's own messages begin with `Invalid`. */
function wantedBy(issue: Issue | undefined): string {
  if (issue === undefined) return 'another name'
  if (issue.code === 'invalid_type') return kinds[issue.expected] ?? issue.expected
  if (issue.code === 'invalid_value') return issue.values.join(' or ')
  if (!issue.message.startsWith('Invalid') && !issue.message.startsWith('Too')) return issue.message
  return issue.code === 'invalid_format'
    ? `the format ${'pattern' in issue ? issue.pattern : issue.format}`
    : issue.message
}

const isScalar = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'

const last = (issue: Issue): string => String(issue.path.at(-1) ?? '').slice(0, 40)
const join = (path: string, rest: string): string => [path, rest].filter(Boolean).join('.')

function shown(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  const text = String(value)
  return `'${text.length > 40 ? `${text.slice(0, 40)}…` : text}'`
}
