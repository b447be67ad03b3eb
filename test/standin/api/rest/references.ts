import { rejected } from '../../data/record.ts'
import type { Part, PartAnswer } from './composite.ts'

/** A part with every `@{ref.field}` and `@{ref.list[0].Id}` replaced by what earlier parts answered. */
export const fill = (part: Part, answers: Map<string, PartAnswer>): Part => fillIn(part, answers) as Part

function fillIn(value: unknown, answers: Map<string, PartAnswer>): unknown {
  if (typeof value === 'string') return fillText(value, answers)
  if (Array.isArray(value)) return value.map((entry) => fillIn(entry, answers))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, fillIn(entry, answers)]))
}

function fillText(text: string, answers: Map<string, PartAnswer>): unknown {
  const whole = /^@\{([^}]*)\}$/.exec(text)
  if (whole) return lookUp(whole[1]!, answers)
  return text.replace(/@\{([^}]*)\}/g, (_, path: string) => String(lookUp(path, answers)))
}

/** Case counts: `id` after a create, `Id` after a read. */
function lookUp(path: string, answers: Map<string, PartAnswer>): unknown {
  const [reference = '', ...steps] = path.split(/[.[\]]+/).filter(Boolean)
  const answer = answers.get(reference)
  const found = steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | null)?.[step], answer?.body)
  if (found !== undefined && found !== null && (answer?.httpStatusCode ?? 400) < 400) return found
  throw rejected('PROCESSING_HALTED', `Invalid reference specified. No value for ${path} found in ${reference}`)
}
