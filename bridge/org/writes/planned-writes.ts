import type { Library } from '../../definitions/library.ts'
import type { Program } from '../../definitions/program.ts'
import { factsOf } from '../../write-back/context.ts'
import { mirrorWrite, planWrites, type ActionEvent } from '../../write-back/plan.ts'
import { familyOf, inFamily, type NewWrite } from '../../write-back/writes.ts'
import { contextOf, findSubject } from './mapping-context.ts'

/** What is to be written after a change: the mirror of the invitation, and what its program's actions ask for. */
export function plannedWrites(sql: SqlStorage, library: Library, invitationId: string, event: ActionEvent): NewWrite[] {
  const mappings = library.all('mapping').map(({ body }) => body)
  const program = programOf(sql, library, invitationId)
  if (program === undefined) return [] // purged or erased meanwhile
  const mirror = mirrorWrite(mappings, invitationId)
  const planned = mirror ? [mirror] : []
  if (!program?.actions.some(({ on }) => on === event)) return planned
  const subject = findSubject(sql, library, invitationId)
  if (!subject) return planned
  const { survey, response } = subject
  const facts = factsOf(contextOf(subject))
  planned.push(
    ...planWrites(program, mappings, event, facts, { invitationId, survey, answers: response?.answers ?? {} }),
  )
  return event === 'invitation.changed' ? planned : [...planned, ...hiddenByEdit(sql, planned)]
}

/** In the version the invitation is bound to; undefined when there is no such invitation. */
function programOf(sql: SqlStorage, library: Library, invitationId: string): Program | null | undefined {
  const [bound] = sql
    .exec<{ program: string; program_version: number }>(
      'SELECT program, program_version FROM invitations WHERE id = ?1',
      invitationId,
    )
    .toArray()
  return bound && (library.at('program', bound.program, bound.program_version)?.body ?? null)
}

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
