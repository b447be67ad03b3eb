import type { CallFailure } from '../../../core/failures.ts'

/**
 * Salesforce reads a whole collection before it saves a row of it: a text where a date belongs, or a field that does not
 * exist, refuses all its rows with one error. Its text names the value or the field, and so the rows to blame.
 *
 * @returns whom to blame, or null when nobody can tell
 */
export function culprits(failure: CallFailure, records: Record<string, unknown>[]): boolean[] | null {
  const ofSome = (failure.kind === 'rejected' || failure.kind === 'gone') && !aboutAll.has(failure.status)
  if (records.length === 1 || !ofSome) return records.map(() => true)
  const value = first(valueTexts, failure.message)
  const fields = first(fieldTexts, failure.message)?.split(',')
  const blamed = records.map((record) =>
    value !== null ? holds(record, value) : (fields?.some((field) => hasField(record, field)) ?? false),
  )
  return blamed.includes(true) ? blamed : null
}

const aboutAll = new Set(['NOT_FOUND', 'INVALID_TYPE']) // the object or its key is missing

const valueTexts = [
  /Cannot deserialize instance of \S+ from VALUE_\w+ value "?(.*?)"? (?:or request may be missing|at \[line)/,
  /^Foreign key external ID: (.*?) not found for field/i,
]
const fieldTexts = [/No such column '([^']+)'/, /Unable to create\/update fields: ([^.]+)/]

function first(patterns: RegExp[], text: string): string | null {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1]
    if (found !== undefined) return found
  }
  return null
}

const holds = (record: Record<string, unknown>, value: string): boolean =>
  Object.values(record).some((held) =>
    typeof held === 'object' && held !== null ? holds(held as Record<string, unknown>, value) : spelled(held) === value,
  )

/** As in an error's text, which is one line. */
const spelled = (held: unknown): string => String(held).replace(/\s+/g, ' ').trim()

const hasField = (record: Record<string, unknown>, field: string): boolean =>
  Object.keys(record).some((name) => name.toLowerCase() === field.trim().toLowerCase())
