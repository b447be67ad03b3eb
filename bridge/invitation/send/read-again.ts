import { ok, type CallFailure, type Result } from '../../core/failures.ts'
import type { Library } from '../../definitions/library.ts'
import type { Program } from '../../definitions/program.ts'
import { carriedFields, mirrorMapping } from '../../definitions/sources.ts'
import { readPeople } from '../decide/contact-role.ts'
import { lacksContactRole, pathsOf } from '../decide/needs.ts'
import { readFor, type Reader, type Records, type Refused, type Want } from '../decide/reader.ts'
import type { Fields } from '../decide/recipient.ts'
import type { Invitation } from '../invitations.ts'

/** An invitation with what its program needs to know again: to check, and for its texts and mappings. */
export type Asking = { invitation: Invitation; program: Program; carried: string[] }

/** How Salesforce sees one invitation now. `read` null: its record is gone. `refused`: its fields may not be read. */
export type Seen = {
  read: Fields | null
  person: Fields | null
  refused: CallFailure | null
  poorer: CallFailure | null
}

/** What a batch of invitations reads again, with the documents each is bound to. */
export function askingsOf(library: Library, invitations: Invitation[]): Asking[] {
  return invitations.flatMap((invitation) => {
    const program = library.at('program', invitation.program, invitation.programVersion)?.body
    return program ? [{ invitation, program, carried: carriedBy(library, program) }] : []
  })
}

function carriedBy(library: Library, program: Program): string[] {
  const names = new Set([mirrorMapping, ...program.actions.flatMap(({ then }) => then.map(({ write }) => write))])
  const mappings = library.all('mapping').filter(({ name }) => names.has(name))
  return carriedFields(
    program,
    mappings.map(({ body }) => body),
  )
}

/** One query per object type for all of them together; by invitation. */
export async function readAgain(reader: Reader, askings: Asking[]): Promise<Result<Map<string, Seen>, CallFailure>> {
  const seen = new Map<string, Seen>()
  for (const [object, some] of Map.groupBy(askings, ({ invitation }) => invitation.object)) {
    const read = await readObject(reader, object, some)
    if (!read.ok) return read
    for (const [id, one] of read.value) seen.set(id, one)
  }
  return ok(seen)
}

async function readObject(
  reader: Reader,
  object: string,
  askings: Asking[],
): Promise<Result<Map<string, Seen>, CallFailure>> {
  const full = await readFor(reader, object, idsOf(askings), wantsOf(askings, true))
  if (!full.ok) return full
  const { records, refused: poorer } = full.value
  // Without what is only for texts and mappings: a field that is gone there keeps nobody from being asked.
  const again = askings.filter((asking) => poorer.has(labelOf(asking)))
  const bare = await readFor(reader, object, idsOf(again), wantsOf(again, false))
  if (!bare.ok) return bare
  const people = await readRoles(reader, askings, new Map([...records, ...bare.value.records]))
  if (!people.ok) return people
  const refused = new Map([...bare.value.refused, ...people.value.refused])
  return ok(
    new Map(
      askings.map((asking) => {
        const { id, recordId, recipient } = asking.invitation
        const label = labelOf(asking)
        const found = poorer.has(label) ? bare.value.records : records
        return [
          id,
          {
            read: found.get(recordId) ?? null,
            person: people.value.people.get(recipient.person ?? '') ?? null,
            refused: refused.get(label) ?? null,
            poorer: poorer.get(label) ?? null,
          },
        ]
      }),
    ),
  )
}

/** A person found through a contact role is not reachable from the record. */
function readRoles(
  reader: Reader,
  askings: Asking[],
  records: Records,
): Promise<Result<{ people: Records; refused: Refused }, CallFailure>> {
  const through = askings.filter(({ invitation, program }) => {
    const read = records.get(invitation.recordId)
    return read !== undefined && lacksContactRole(program, read) && invitation.recipient.person?.startsWith('003')
  })
  const contactIds = through.flatMap(({ invitation }) => invitation.recipient.person ?? [])
  return readPeople(reader, contactIds, wantsOf(through, false))
}

const idsOf = (askings: Asking[]): string[] => askings.map(({ invitation }) => invitation.recordId)

/** One for each program and version. */
const wantsOf = (askings: Asking[], withCarried: boolean): Want[] => [
  ...new Map(
    askings.map((asking): [string, Want] => {
      const { program, carried } = asking
      const label = labelOf(asking)
      return [label, { program: label, paths: [...new Set([...pathsOf(program), ...(withCarried ? carried : [])])] }]
    }),
  ).values(),
]

const labelOf = ({ invitation }: Asking): string => `${invitation.program} ${invitation.programVersion}`
