import { fail, ok, type CallFailure, type Result } from '../../core/failures.ts'
import { sha256, type Keys } from '../../core/keys.ts'
import { raiseAlert } from '../../core/tables/alerts.ts'
import { openLibrary, type Library } from '../../definitions/library.ts'
import type { Mapping } from '../../definitions/mappings/mapping.ts'
import type { Invitation } from '../../invitation/invitations.ts'
import type { Render } from '../../write-back/deliver.ts'
import type { Row } from '../../write-back/records.ts'
import { render } from '../../write-back/render.ts'
import type { Write } from '../../write-back/writes.ts'
import type { OrgRow } from '../tables/org-row.ts'
import { contextOf, findSubjects, linkOf, type Subjects } from './mapping-context.ts'

/** What one batch is rendered with; `told`: the alerts it has raised. */
type Open = {
  sql: SqlStorage
  library: Library
  keys: Keys
  org: OrgRow
  now: Date
  subjects: Subjects
  parents: Map<string, Parent>
  told: Set<string>
}

/** The row a write carries now, by its mapping's newest version; null when there is nothing to write. */
export function rowRenderer(keys: Keys, org: OrgRow): Render {
  return (sql, writes, now) => {
    const library = openLibrary(sql)
    const subjects = findSubjects(sql, library, writes.map(invitationOf))
    const open: Open = { sql, library, keys, org, now, subjects, parents: findParents(sql, writes), told: new Set() }
    return (write) => renderWrite(open, write)
  }
}

const invitationOf = ({ subjectId }: Write): string => subjectId.split('#')[0] ?? ''

function renderWrite(open: Open, write: Write): Result<Row | null, CallFailure> {
  const { sql, library, keys, org } = open
  const mapping = library.current('mapping', write.mapping)?.body
  if (!mapping)
    return rejected(`there is no mapping ${write.mapping}`, null, `Publish the mapping ${write.mapping}, then replay.`)
  const subject = open.subjects.get(invitationOf(write))
  if (subject === undefined) return ok(null) // erased since: nothing is left to tell
  if (subject === null)
    return rejected('the survey of this invitation is missing', null, 'Publish the survey, then replay.')
  const parent = parentOf(open, write)
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

type Parent = { key: string; state: string; record_id: string | null }

/** The writes that a batch hangs on, by key. */
const findParents = (sql: SqlStorage, writes: Write[]): Map<string, Parent> =>
  new Map(
    sql
      .exec<Parent>(
        'SELECT key, state, record_id FROM writes WHERE key IN (SELECT value FROM json_each(?1))',
        JSON.stringify([...new Set(writes.flatMap(({ parentKey }) => parentKey ?? []))]),
      )
      .toArray()
      .map((parent) => [parent.key, parent]),
  )

/** Whether the record a row hangs on stands; `none`: it was done without one, because there was nothing to write. */
function parentOf({ parents }: Open, { parentKey }: Write): 'stands' | 'missing' | 'none' {
  if (parentKey === null) return 'stands'
  const parent = parents.get(parentKey)
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
