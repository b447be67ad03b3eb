import * as z from 'zod'
import { metricNames } from '../answers/metrics.ts'

export const scalar = z.union([z.string().max(255), z.number(), z.boolean(), z.null()])
export type Scalar = z.output<typeof scalar>

/** What a condition may look at: exactly one of these. */
const subject = {
  field: z.string().max(240).optional(), // a field of the record that caused it, or of a parent: `Contact.Type__c`
  answer: z.string().max(40).optional(), // a question's id
  metric: z.enum(metricNames).optional(),
  label: z.string().max(80).optional(), // the answer to the question that carries this label
  flag: z.string().max(80).optional(), // claims: `is: true` may be left out
  attribute: z.string().max(80).optional(), // values carried with the event
  language: z.boolean().optional(), // `{ language: true, is: fr }`
}
export const subjects = ['field', 'answer', 'metric', 'label', 'flag', 'attribute', 'language'] as const

const operators = {
  is: scalar.optional(),
  not: scalar.optional(),
  in: z.array(scalar).min(1).max(100).optional(),
  notIn: z.array(scalar).min(1).max(100).optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  moreThan: z.number().optional(),
  lessThan: z.number().optional(),
  contains: z.string().min(1).max(255).optional(),
  startsWith: z.string().min(1).max(255).optional(),
  empty: z.boolean().optional(),
}

const leaf = z
  .strictObject({ ...subject, ...operators })
  .refine((given) => subjects.filter((name) => given[name] !== undefined).length === 1, {
    message: `name exactly one of ${subjects.join(', ')}`,
    abort: true, // so that a mistake inside `all` is told there and not as a leaf that names nothing
  })
export type Leaf = z.output<typeof leaf>

export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition } | Leaf

const nested: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(nested).min(1).max(50) }),
    z.strictObject({ any: z.array(nested).min(1).max(50) }),
    z.strictObject({ not: nested }),
    leaf,
  ]),
)

const maxDepth = 8
const maxNodes = 200

/** Nested all / any / not over fields, answers, metrics, labels, flags, attributes, language. No expressions: none could be stopped. */
export const condition = z
  .unknown()
  .refine((given) => fits(given), { message: `at most ${maxDepth} levels and ${maxNodes} conditions`, abort: true })
  .pipe(nested)

/** Checked before the recursive schema runs, with a stack of its own: a bomb costs no more than its first nodes. */
function fits(given: unknown): boolean {
  const stack: [unknown, number][] = [[given, 1]]
  for (let nodes = 0; stack.length > 0; nodes++) {
    const [node, depth] = stack.pop()!
    if (depth > maxDepth || nodes > maxNodes) return false
    if (typeof node !== 'object' || node === null) continue
    const { all, any, not } = node as { all?: unknown; any?: unknown; not?: unknown }
    for (const list of [all, any]) {
      if (Array.isArray(list)) for (const child of list.slice(0, maxNodes + 1)) stack.push([child, depth + 1])
    }
    if (typeof not === 'object') stack.push([not, depth + 1])
  }
  return true
}
