import type { Library } from '../../definitions/library.ts'
import { evaluate } from '../../definitions/evaluate.ts'
import type { Program } from '../../definitions/program.ts'
import { factsOf, type Reason } from '../decide.ts'
import type { Invitation } from '../invitations.ts'
import { pathsOf } from '../decide/needs.ts'
import { isOptedOut, recipientOf, relationshipOf, textOf, type Fields } from '../decide/recipient.ts'

/** What may still be sent, with what Salesforce says now; or why not. */
export type Checked =
  | { send: true; recipient: Invitation['recipient']; language: 'en' | 'fr' | null; fields: Fields }
  | { send: false; reason: Reason }

/**
 * One last look before a mail leaves: is it still true, does the person still want to be asked, is there still an address?
 * @param read the record as Salesforce has it now; null when it is gone
 * @param person the values of the person the invitation names, for programs whose record does not lead to them
 */
export function checkBeforeSend(
  program: Program,
  invitation: Invitation,
  read: Fields | null,
  person: Fields | null,
): Checked {
  if (read === null) return { send: false, reason: 'record_deleted' }
  const fields = { ...invitation.fields, ...read, ...personFields(program, read, person) }
  if (program.on.when && !evaluate(program.on.when, factsOf(fields))) return { send: false, reason: 'reopened' }
  if (isOptedOut(program, fields)) return { send: false, reason: 'opted_out' }
  const now = recipientOf(program, fields)
  if (now.email === null && program.send.by === 'email') return { send: false, reason: 'address_gone' }
  const language = now.language?.slice(0, 2).toLowerCase()
  return {
    send: true,
    recipient: { person: invitation.recipient.person, email: now.email, name: now.name ?? invitation.recipient.name },
    language: language === 'fr' || language === 'en' ? language : invitation.language,
    fields,
  }
}

/** A person found through a contact role is not reachable from the record: their values stand in for the empty relationship. */
function personFields(program: Program, read: Fields, person: Fields | null): Fields {
  const path = program.recipient.person
  if (path === undefined || person === null || textOf(read, path) !== null) return {}
  return Object.fromEntries(Object.entries(person).map(([name, value]) => [`${relationshipOf(path)}.${name}`, value]))
}

/** What one query per object reads for a batch of invitations. */
export function readPlan(
  library: Library,
  invitations: Invitation[],
): { object: string; ids: string[]; paths: string[] }[] {
  const plan = new Map<string, { ids: Set<string>; paths: Set<string> }>()
  const add = (object: string, id: string, paths: string[]) => {
    const entry = plan.get(object) ?? { ids: new Set(), paths: new Set() }
    entry.ids.add(id)
    for (const path of paths) entry.paths.add(path)
    plan.set(object, entry)
  }
  for (const invitation of invitations) {
    const program = library.at('program', invitation.program, invitation.programVersion)?.body
    if (!program) continue
    add(invitation.object, invitation.recordId, pathsOf(program))
    if (isThroughRole(program, invitation)) add('Contact', invitation.recipient.person!, personPaths(program))
  }
  return [...plan].map(([object, { ids, paths }]) => ({ object, ids: [...ids], paths: [...paths] }))
}

/** An opportunity's person may be a primary contact role, whom no field of the opportunity names. */
export const isThroughRole = (program: Program, invitation: Invitation): boolean =>
  program.on.object === 'Opportunity' && (invitation.recipient.person?.startsWith('003') ?? false)

function personPaths(program: Program): string[] {
  const prefix = `${relationshipOf(program.recipient.person ?? 'ContactId')}.`
  return pathsOf(program).flatMap((path) => (path.startsWith(prefix) ? [path.slice(prefix.length)] : []))
}
