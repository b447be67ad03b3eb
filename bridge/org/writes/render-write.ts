import { raiseAlert } from '../../core/tables/alerts.ts'
import { fail, ok, type CallFailure, type Result } from '../../core/failures.ts'
import type { Keys } from '../../core/keys.ts'
import { sha256 } from '../../core/keys.ts'
import { openLibrary, type Library } from '../../definitions/library.ts'
import type { Mapping } from '../../definitions/mapping.ts'
import type { Invitation } from '../../invitation/invitations.ts'
import { findInvitation } from '../../invitation/invitations.ts'
import { linkRef } from '../../invitation/send/link.ts'
import type { Row, Update } from '../../write-back/records.ts'
import type { Render } from '../../write-back/deliver.ts'
import { render } from '../../write-back/render.ts'
import type { UpdatePlan } from '../../write-back/updates.ts'
import type { Write } from '../../write-back/writes.ts'
import { contextOf, findSubject } from './mapping-context.ts'
import type { OrgRow } from '../org-row.ts'

type Open = { sql: SqlStorage; library: Library; keys: Keys; org: OrgRow; now: Date }

/** The row a write carries now, by its mapping's newest version; null when there is nothing to write. */
export function rowRenderer(keys: Keys, org: OrgRow): Render {
  return (sql, now) => {
    const open: Open = { sql, library: openLibrary(sql), keys, org, now }
    return (write) => renderWrite(open, write)
  }
}

function renderWrite(open: Open, write: Write): Result<Row | null, CallFailure> {
  const { sql, library, keys, org } = open
  const mapping = library.current('mapping', write.mapping)?.body
  const subject = findSubject(sql, library, write.subjectId.split('#')[0] ?? '')
  if (!mapping || !subject)
    return rejected(
      `there is no mapping ${write.mapping}`,
      null,
      `Publish the mapping ${write.mapping} again, then replay.`,
    )
  const rendered = render(
    mapping,
    contextOf(subject, {
      answerSubject: write.subjectKind === 'answer' ? write.subjectId : null,
      link: linkOf(sql, keys, org, subject.invitation),
      key: salesforceKey(library, org, subject.invitation),
      lookups: write.lookups,
    }),
  )
  if (rendered === null) return ok(null)
  const { fields, problems } = rendered
  if (write.parentKey && !stands(sql, write.parentKey)) dropParent(fields, library, mapping)
  const keyless = problems.find(({ field }) => field === mapping.key)
  if (keyless)
    return rejected(
      keyless.message,
      mapping.key,
      `Correct ${mapping.key} in the mapping ${mapping.mapping}, then replay.`,
    )
  for (const problem of problems) tellProblem(open, mapping, problem)
  return ok({ writeKey: write.key, entity: mapping.entity, key: mapping.key, fields })
}

/** The rest of the row is written: no value is better than a wrong one, and the admin hears of it once. */
function tellProblem(
  { sql, now }: Open,
  { mapping }: Mapping,
  { field, message }: { field: string; message: string },
): void {
  const detail = `The mapping ${mapping} left ${field} as it was: ${message}. Correct its transform and publish it.`
  raiseAlert(sql, { id: `mapping_problem|${mapping}.${field}`, code: 'mapping_problem', detail }, now)
}

/** People who were not asked may share one record per program and person, which shows the latest reason. */
function salesforceKey(library: Library, org: OrgRow, invitation: Invitation): string {
  if (invitation.status !== 'Not Sent') return invitation.id
  const program = library.at('program', invitation.program, invitation.programVersion)?.body
  if (program?.notSent !== 'latest') return invitation.id
  const who = invitation.recipient.person ?? invitation.recipient.email ?? invitation.recordId
  return sha256(`${org.orgKey}|not-sent|${invitation.program}|${who}`).toString('base64url').slice(0, 27)
}

function linkOf(sql: SqlStorage, keys: Keys, org: OrgRow, invitation: Invitation): string | null {
  const ref = invitation.channel === 'link' ? linkRef(sql, invitation.id) : null
  return ref === null ? null : `${org.baseUrl}/s/${org.orgKey}/${keys.link('answer', org.orgKey, ref)}`
}

const stands = (sql: SqlStorage, key: string): boolean =>
  sql.exec('SELECT 1 FROM writes WHERE key = ?1 AND record_id IS NOT NULL', key).toArray().length > 0

/** A link by the parent's key needs the parent's record: without it the row is written without the link. */
function dropParent(fields: Record<string, unknown>, library: Library, mapping: Mapping): void {
  const parent = mapping.parent ? library.current('mapping', mapping.parent)?.body : undefined
  for (const [name, value] of Object.entries(fields)) {
    if (parent && typeof value === 'object' && value !== null && parent.key in value) delete fields[name]
  }
}

/** What an update of ours changes: a wish not to be asked, or a link for another tool to send. */
export function planUpdate(sql: SqlStorage, keys: Keys, org: OrgRow, write: Write): UpdatePlan {
  const invitation = findInvitation(sql, write.subjectId)
  if (!invitation) return { write, updates: [], email: null, fields: {} }
  if (write.subjectKind === 'do_not_survey') {
    const fields = { Do_Not_Survey__c: true }
    return { write, updates: personUpdates(invitation, fields), email: invitation.recipient.email, fields }
  }
  const program = openLibrary(sql).at('program', invitation.program, invitation.programVersion)?.body
  const field = program?.send.linkField
  const fields = field ? { [field]: linkOf(sql, keys, org, invitation) } : {}
  return {
    write,
    updates: field ? [{ entity: invitation.object, id: invitation.recordId, fields }] : [],
    email: null,
    fields,
  }
}

function personUpdates({ recipient }: Invitation, fields: Record<string, unknown>): Update[] {
  const { person } = recipient
  const entity = person?.startsWith('003') ? 'Contact' : person?.startsWith('00Q') ? 'Lead' : null
  return person && entity ? [{ entity, id: person, fields }] : []
}

const rejected = (message: string, field: string | null, hint: string): Result<never, CallFailure> =>
  fail({
    code: 'call_failed',
    kind: 'rejected',
    status: 'MAPPING',
    message: message.slice(0, 200),
    field,
    hint,
    unknownOutcome: false,
  })
