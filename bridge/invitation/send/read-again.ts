import { ok, type CallFailure, type Result } from '../../core/failures.ts'
import type { Library } from '../../definitions/library.ts'
import type { Program } from '../../definitions/program.ts'
import { carriedFields, mirrorMapping } from '../../definitions/mappings/sources.ts'
import { readPeople } from '../decide/contact-role.ts'
import { lacksContactRole, pathsOf } from '../decide/needs.ts'
import { readFor, type Reader, type Records, type Refused, type Want } from '../decide/reader.ts'
import type { Fields } from '../decide/recipient.ts'
import type { Invitation } from '../invitations.ts'

/** What a program, in one version, needs to know again: to check, and besides for its texts and mappings. */
type Needs = { label: string; program: Program; toCheck: string[]; all: string[] }
/** An invitation with the needs of the version it is bound to. */
export type Asking = { invitation: Invitation; needs: Needs }

/** How Salesforce sees one invitation now. `read` null: its record is gone. `refused`: its fields may not be read. */
export type Seen = {
  read: Fields | null
  person: Fields | null
  refused: CallFailure | null
  poorer: CallFailure | null
}

/** What a batch of invitations reads again. Finding out what a text names costs much, so once for each version. */
export function askingsOf(library: Library, invitations: Invitation[]): Asking[] {
  const known = new Map<string, Needs | null>()
  return invitations.flatMap((invitation) => {
    const { program, programVersion } = invitation
    const label = `${program} ${programVersion}`
    if (!known.has(label)) {
      const body = library.at('program', program, programVersion)?.body
      known.set(label, body ? needsOf(library, label, body) : null)
    }
    const needs = known.get(label)
    return needs ? [{ invitation, needs }] : []
  })
}

function needsOf(library: Library, label: string, program: Program): Needs {
  const names = new Set([mirrorMapping, ...program.actions.flatMap(({ then }) => then.map(({ write }) => write))])
  const mappings = library.all('mapping').flatMap(({ name, body }) => (names.has(name) ? [body] : []))
  const toCheck = pathsOf(program)
  return { label, program, toCheck, all: [...new Set([...toCheck, ...carriedFields(program, mappings)])] }
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
  const full = await readFor(reader, object, idsOf(askings), wantsOf(askings, 'all'))
  if (!full.ok) return full
  const { records, refused: poorer } = full.value
  // Without what is only for texts and mappings: a field that is gone there keeps nobody from being asked.
  const again = askings.filter(({ needs }) => poorer.has(needs.label))
  const bare = await readFor(reader, object, idsOf(again), wantsOf(again, 'toCheck'))
  if (!bare.ok) return bare
  const people = await readRoles(reader, askings, new Map([...records, ...bare.value.records]))
  if (!people.ok) return people
  const refused = new Map([...bare.value.refused, ...people.value.refused])
  return ok(
    new Map(
      askings.map(({ invitation: { id, recordId, recipient }, needs: { label } }) => {
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
  const through = askings.filter(({ invitation, needs }) => {
    const read = records.get(invitation.recordId)
    return read !== undefined && lacksContactRole(needs.program, read) && invitation.recipient.person?.startsWith('003')
  })
  const contactIds = through.flatMap(({ invitation }) => invitation.recipient.person ?? [])
  return readPeople(reader, contactIds, wantsOf(through, 'toCheck'))
}

const idsOf = (askings: Asking[]): string[] => askings.map(({ invitation }) => invitation.recordId)

/** One for each program and version. */
const wantsOf = (askings: Asking[], which: 'toCheck' | 'all'): Want[] =>
  [...new Set(askings.map(({ needs }) => needs))].map((needs) => ({ program: needs.label, paths: needs[which] }))
