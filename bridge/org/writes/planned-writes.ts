import type { Library } from '../../definitions/library.ts'
import { factsOf } from '../../write-back/context.ts'
import { mirrorWrite, planWrites, type ActionEvent } from '../../write-back/plan.ts'
import type { NewWrite } from '../../write-back/writes.ts'
import { contextOf, findSubject } from './mapping-context.ts'

/** What is to be written after a change: the mirror of the invitation, and what its program's actions ask for. */
export function plannedWrites(sql: SqlStorage, library: Library, invitationId: string, event: ActionEvent): NewWrite[] {
  const subject = findSubject(sql, library, invitationId)
  if (!subject) return []
  const { invitation, survey, response } = subject
  const mappings = library.all('mapping').map(({ body }) => body)
  const mirror = mirrorWrite(mappings, invitationId)
  const program = library.at('program', invitation.program, invitation.programVersion)?.body
  const answers = response?.answers ?? {}
  const facts = factsOf(contextOf(subject, { answerSubject: null, link: null, key: invitationId, lookups: {} }))
  const actions = program ? planWrites(program, mappings, event, facts, { invitationId, survey, answers }) : []
  const planned = [...(mirror ? [mirror] : []), ...actions]
  return event === 'invitation.changed' ? planned : [...planned, ...hiddenByEdit(sql, planned)]
}

/** Answers written before that an edit hid: written once more, as skipped, so that no old value stays. */
function hiddenByEdit(sql: SqlStorage, planned: NewWrite[]): NewWrite[] {
  const answers = planned.filter(({ subjectKind }) => subjectKind === 'answer')
  const first = answers[0]
  if (!first?.parentKey) return []
  const known = new Set(answers.map(({ key }) => key))
  return sql
    .exec<{ key: string; subject_id: string }>(
      `SELECT key, subject_id FROM writes WHERE parent_key = ?1 AND mapping = ?2 AND subject_kind = 'answer'`,
      first.parentKey,
      first.mapping,
    )
    .toArray()
    .filter(({ key }) => !known.has(key))
    .map(({ key, subject_id }) => ({ ...first, key, subjectId: subject_id }))
}

/** A wish not to be asked, told to every record of the person in Salesforce. */
export const doNotSurvey = (invitationId: string): NewWrite => ownUpdate('do_not_survey', invitationId)
/** The address of the survey, put on the record for another tool to send. */
export const surveyLink = (invitationId: string): NewWrite => ownUpdate('survey_link', invitationId)

const ownUpdate = (subjectKind: 'do_not_survey' | 'survey_link', invitationId: string): NewWrite => ({
  key: `${subjectKind}|${invitationId}`,
  connection: 'salesforce',
  mapping: '',
  operation: 'update',
  subjectKind,
  subjectId: invitationId,
  parentKey: null,
  depth: 0,
})
