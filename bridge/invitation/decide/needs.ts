import { evaluate, fieldsOf } from '../../definitions/conditions/evaluate.ts'
import type { Program } from '../../definitions/program.ts'
import { factsOf } from '../decide.ts'
import { namePath, optOutPaths, recipientOf, textOf, type Fields } from './recipient.ts'

/** Every field a program looks at to decide, its person's name and wishes included: what one query reads. */
export function pathsOf(program: Program): string[] {
  const { recipient, on, occasion, records } = program
  const paths = [
    ...(on.when ? fieldsOf(on.when) : []),
    occasion,
    ...recipient.email,
    ...[recipient.person, namePath(program), recipient.language].filter((path) => path !== undefined),
    ...optOutPaths(program),
    ...Object.values(records),
  ]
  return [...new Set(paths)].sort()
}

/**
 * True when the message does not hold enough to decide. A parent's field is never on a message. A field of the record's own
 * that is absent is empty in Salesforce; only where everything hangs on it, occasion and address, we make sure. A message
 * that says nothing at all only names its record.
 */
export function needsRead(program: Program, fields: Fields): boolean {
  if (program.mode === 'off') return false
  if (Object.keys(fields).every((name) => name === 'Id')) return true
  const isParents = (path: string) => path.includes('.') && !(path in fields)
  const { when } = program.on
  if (when && fieldsOf(when).some(isParents)) return true
  if (when && !evaluate(when, factsOf(fields))) return false
  if (!(program.occasion in fields) || Object.values(program.records).some(isParents)) return true
  if (recipientOf(program, fields).email !== null) return false
  return program.recipient.email.some((path) => !(path in fields)) || lacksContactRole(program, fields)
}

/** An opportunity without a contact of its own may have a primary contact role. */
export const lacksContactRole = ({ on, recipient }: Program, fields: Fields): boolean =>
  on.object === 'Opportunity' && recipient.person === 'ContactId' && textOf(fields, 'ContactId') === null
