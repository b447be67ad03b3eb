import { evaluate, fieldsOf } from '../../definitions/evaluate.ts'
import type { Program } from '../../definitions/program.ts'
import { factsOf } from '../decide.ts'
import { optOutPaths, recipientOf, relationshipOf, textOf, type Fields } from './recipient.ts'

/** Every field a program looks at, its person's name and wishes included: what one query reads. */
export function pathsOf(program: Program): string[] {
  const { recipient, on, occasion, records } = program
  const name = recipient.name ?? (recipient.person ? `${relationshipOf(recipient.person)}.Name` : null)
  const paths = [
    ...(on.when ? fieldsOf(on.when) : []),
    occasion,
    ...recipient.email,
    ...(recipient.person ? [recipient.person] : []),
    ...(name ? [name] : []),
    ...(recipient.language ? [recipient.language] : []),
    ...optOutPaths(program),
    ...Object.values(records),
  ]
  return [...new Set(paths)].sort()
}

/** True when the message does not hold enough to decide: a parent's field, or a record whose fields were too wide to keep. */
export function needsRead(program: Program, fields: Fields, tooWide: boolean): boolean {
  if (program.mode === 'off') return false
  if (tooWide) return true
  const unknown = (path: string) => path.includes('.') && !(path in fields)
  const { when } = program.on
  if (when && fieldsOf(when).some(unknown)) return true
  if (when && !evaluate(when, factsOf(fields))) return false
  if (unknown(program.occasion)) return true
  if (Object.values(program.records).some(unknown)) return true
  if (recipientOf(program, fields).email !== null) return false
  return program.recipient.email.some(unknown) || lacksContactRole(program, fields)
}

/** An opportunity without a contact of its own may have a primary contact role. */
export const lacksContactRole = (program: Program, fields: Fields): boolean =>
  program.on.object === 'Opportunity' &&
  program.recipient.person !== undefined &&
  textOf(fields, program.recipient.person) === null
