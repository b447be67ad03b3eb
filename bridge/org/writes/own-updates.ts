import type { Keys } from '../../core/keys.ts'
import { openLibrary } from '../../definitions/library.ts'
import { roles } from '../../definitions/program.ts'
import { findInvitation, type Invitation } from '../../invitation/invitations.ts'
import type { UpdatePlan } from '../../write-back/deliver/updates.ts'
import type { Update } from '../../write-back/records.ts'
import { writeKey, type NewWrite, type Write } from '../../write-back/writes.ts'
import type { OrgRow } from '../tables/org-row.ts'
import { linkOf } from './mapping-context.ts'

/** A wish not to be asked, told to every record of the person in Salesforce. */
export const doNotSurvey = (invitationId: string): NewWrite => ownUpdate('do_not_survey', invitationId)
/** The address of the survey, put on the record for another tool to send. */
export const surveyLink = (invitationId: string): NewWrite => ownUpdate('survey_link', invitationId)

const ownUpdate = (subjectKind: 'do_not_survey' | 'survey_link', invitationId: string): NewWrite => ({
  key: writeKey(invitationId, subjectKind),
  connection: 'salesforce',
  mapping: '',
  operation: 'update',
  subjectKind,
  subjectId: invitationId,
  parentKey: null,
  depth: 0,
})

/** What an update of ours changes: a wish not to be asked, or a link for another tool to send. */
export function planUpdate(sql: SqlStorage, keys: Keys, org: OrgRow, write: Write): UpdatePlan {
  const invitation = findInvitation(sql, write.subjectId)
  if (!invitation) return { write, updates: [], email: null, fields: {} }
  if (write.subjectKind === 'do_not_survey') {
    const fields = { Do_Not_Survey__c: true }
    return { write, updates: personUpdates(invitation, fields), email: invitation.recipient.email, fields }
  }
  const field = openLibrary(sql).at('program', invitation.program, invitation.programVersion)?.body.send.linkField
  const target = field === undefined ? null : linkTarget(invitation, field)
  return {
    write,
    updates: target ? [{ ...target.record, fields: { [target.field]: linkOf(sql, keys, org, invitation) } }] : [],
    email: null,
    fields: {},
  }
}

/** `Survey_Link__c` is a field of the record that caused it, `Contact.Survey_Link__c` one of the contact it is about. */
function linkTarget({ object, recordId, records }: Invitation, path: string) {
  const [relation = '', name] = path.split('.')
  if (name === undefined) return { record: { entity: object, id: recordId }, field: path }
  const role = roles.find((one) => one === relation)
  const id = role && records[role]
  return role && id ? { record: { entity: role, id }, field: name } : null
}

function personUpdates({ recipient }: Invitation, fields: Record<string, unknown>): Update[] {
  const { person } = recipient
  const entity = person?.startsWith('003') ? 'Contact' : person?.startsWith('00Q') ? 'Lead' : null
  return person && entity ? [{ entity, id: person, fields }] : []
}
