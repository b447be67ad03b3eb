import type { Library } from '../../definitions/library.ts'
import type { Program } from '../../definitions/program.ts'
import { factsOf } from '../../write-back/context.ts'
import type { Response } from '../../survey/responses.ts'
import type { Change } from '../../write-back/changes.ts'
import { mirrorWrite, planWrites } from '../../write-back/plan.ts'
import { familyOf, inFamily, type NewWrite } from '../../write-back/writes.ts'
import { contextOf, type Subject, type Subjects } from './mapping-context.ts'

/** What is to be written after a change: the mirror of the invitation, and what its program's actions ask for. */
export function plannedWrites(
  sql: SqlStorage,
  library: Library,
  subjects: Subjects,
  { invitationId, event }: Change,
): NewWrite[] {
  const subject = subjects.get(invitationId)
  if (subject === undefined) return [] // purged or erased meanwhile
  const mappings = library.all('mapping').map(({ body }) => body)
  const mirror = mirrorWrite(mappings, invitationId)
  const planned = mirror ? [mirror] : []
  if (!subject) return planned
  const program = programOf(library, subject)
  if (!program?.actions.some(({ on }) => on === event)) return planned
  const { survey, response } = subject
  const facts = factsOf(contextOf(subject))
  planned.push(
    ...planWrites(program, mappings, event, facts, { invitationId, survey, answers: response?.answers ?? {} }),
  )
  return response && mayHaveHidden(program, response) ? [...planned, ...hiddenByEdit(sql, planned)] : planned
}

/** In the version the invitation is bound to. */
const programOf = (library: Library, { invitation: { program, programVersion } }: Subject): Program | null =>
  library.at('program', program, programVersion)?.body ?? null

/** Only an edit hides what was written before, or what comes after a part that was written. */
const mayHaveHidden = ({ actions }: Program, { version }: Response): boolean =>
  version > 1 || actions.some(({ on }) => on === 'response.partial')

/** Answers written before that an edit hid: written once more, as skipped, so that no old value stays. */
function hiddenByEdit(sql: SqlStorage, planned: NewWrite[]): NewWrite[] {
  const known = new Set(planned.map(({ key }) => key))
  const mappings = new Map(
    planned.filter(({ subjectKind }) => subjectKind === 'answer').map((write) => [write.mapping, write]),
  )
  return [...mappings.values()].flatMap((write) =>
    sql
      .exec<{ key: string; subject_id: string }>(
        `SELECT key, subject_id FROM writes WHERE ${inFamily('?1')} AND mapping = ?2 AND subject_kind = 'answer'`,
        familyOf(write.key),
        write.mapping,
      )
      .toArray()
      .filter(({ key }) => !known.has(key))
      .map(({ key, subject_id }) => ({ ...write, key, subjectId: subject_id })),
  )
}
