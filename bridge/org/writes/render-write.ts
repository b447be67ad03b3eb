import { fail, ok, type CallFailure, type Result } from '../../core/failures.ts'
import { sha256, type Keys } from '../../core/keys.ts'
import { raiseAlert } from '../../core/tables/alerts.ts'
import { openLibrary, type Library } from '../../definitions/library.ts'
import type { Mapping } from '../../definitions/mappings/mapping.ts'
import { findInvitation, type Invitation } from '../../invitation/invitations.ts'
import type { Render } from '../../write-back/deliver.ts'
import type { Row } from '../../write-back/records.ts'
import { render } from '../../write-back/render.ts'
import type { Write } from '../../write-back/writes.ts'
import type { OrgRow } from '../tables/org-row.ts'
import { contextOf, findSubject, linkOf, type Subject } from './mapping-context.ts'

/** What one batch is rendered with; `subjects`: those that were looked up, `told`: the alerts it has raised. */
type Open = {
  sql: SqlStorage
  library: Library
  keys: Keys
  org: OrgRow
  now: Date
  subjects: Map<string, Subject | null>
  told: Set<string>
}

/** The row a write carries now, by its mapping's newest version; null when there is nothing to write. */
export function rowRenderer(keys: Keys, org: OrgRow): Render {
  return (sql, now) => {
    const open: Open = { sql, library: openLibrary(sql), keys, org, now, subjects: new Map(), told: new Set() }
    return (write) => renderWrite(open, write)
  }
}

function renderWrite(open: Open, write: Write): Result<Row | null, CallFailure> {
  const { sql, library, keys, org } = open
  const mapping = library.current('mapping', write.mapping)?.body
  const invitationId = write.subjectId.split('#')[0] ?? ''
  if (!mapping)
    return rejected(`there is no mapping ${write.mapping}`, null, `Publish the mapping ${write.mapping}, then replay.`)
  const subject = subjectOf(open, invitationId)
  if (!subject)
    return findInvitation(sql, invitationId)
      ? rejected('the survey of this invitation is missing', null, 'Publish the survey, then replay.')
      : ok(null) // erased since: nothing is left to tell
  const parent = parentOf(sql, write)
  if (parent === 'none' && write.subjectKind === 'answer') return ok(null) // its response is not written at all
  const answerSubject = write.subjectKind === 'answer' ? write.subjectId : null
  const key = salesforceKey(open, subject.invitation)
  const link = linkOf(sql, keys, org, subject.invitation)
  const rendered = render(mapping, contextOf(subject, { answerSubject, link, key, lookups: write.lookups }))
  if (rendered === null) return ok(null)
  const { fields, problems } = rendered
  if (parent !== 'stands') dropParent(fields, library, mapping)
  for (const [name, id] of Object.entries(write.lookups))
    if (id === null && name in fields && isRelation(fields[name])) delete fields[name]
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

/** The rows of one invitation mostly go together. */
function subjectOf({ sql, library, subjects }: Open, invitationId: string): Subject | null {
  const known = subjects.get(invitationId)
  const found = known === undefined ? findSubject(sql, library, invitationId) : known
  subjects.set(invitationId, found)
  return found
}

/** Whether the record a row hangs on stands; `none`: it was done without one, because there was nothing to write. */
function parentOf(sql: SqlStorage, { parentKey }: Write): 'stands' | 'missing' | 'none' {
  if (parentKey === null) return 'stands'
  const [parent] = sql
    .exec<{ state: string; record_id: string | null }>('SELECT state, record_id FROM writes WHERE key = ?1', parentKey)
    .toArray()
  if (parent && parent.record_id !== null) return 'stands'
  return parent?.state === 'done' ? 'none' : 'missing'
}

/** A link by the parent's key needs the parent's record: without it the row is written without the link. */
function dropParent(fields: Record<string, unknown>, library: Library, mapping: Mapping): void {
  const parent = mapping.parent ? library.current('mapping', mapping.parent)?.body : undefined
  for (const [name, value] of Object.entries(fields))
    if (parent && isRelation(value) && parent.key in value) delete fields[name]
}

const isRelation = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The rest of the row is written: no value is better than a wrong one, and the admin hears of it once. */
function tellProblem(open: Open, { mapping }: Mapping, { field, message }: { field: string; message: string }): void {
  const id = problemAlert(mapping, field)
  if (open.told.has(id)) return
  open.told.add(id)
  const detail = `The mapping ${mapping} left ${field} as it was: ${message}. Correct its transform and publish it.`
  raiseAlert(open.sql, { id, code: 'mapping_problem', detail }, open.now)
}

/** All alerts of one mapping begin alike, so that publishing it closes them. */
export const problemAlert = (mapping: string, field = ''): string => `mapping_problem:${mapping}.${field}`

/** People who were never asked may share one record per program and person, which shows the latest reason. */
export function salesforceKey(
  { sql, library, org }: Pick<Open, 'sql' | 'library' | 'org'>,
  invitation: Invitation,
): string {
  if (invitation.status !== 'Not Sent') return invitation.id
  const program = library.at('program', invitation.program, invitation.programVersion)?.body
  if (program?.notSent !== 'latest' || wasInvited(sql, invitation)) return invitation.id
  const who = invitation.recipient.person ?? invitation.recipient.email ?? invitation.recordId
  return sha256(`${org.orgKey}|not-sent|${invitation.program}|${who}`).toString('base64url').slice(0, 27)
}

/** Then Salesforce knows the invitation under its own key, also when the last look before sending ended it. */
const wasInvited = (sql: SqlStorage, { notificationId, program }: Invitation): boolean =>
  sql
    .exec(
      `SELECT 1 FROM decisions WHERE notification_id = ?1 AND program = ?2 AND outcome = 'invited'`,
      notificationId,
      program,
    )
    .toArray().length > 0

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
