import { dueAfter } from '../../core/time.ts'
import type { Library, Stored } from '../../definitions/library.ts'
import { roles, type Program } from '../../definitions/program.ts'
import { decide, type Decision } from '../decide.ts'
import type { Pending } from './due.ts'
import { insideHours } from '../send/hours.ts'
import { insertInvitation, invitationIdOf, type Invitation, type NewInvitation } from '../invitations.ts'
import { pathsOf } from './needs.ts'
import { textOf, type Fields } from './recipient.ts'
import { historyOf, holdRecent, reserve } from './reserve.ts'

/** What a decision needs to know of the org itself. */
export type OrgFacts = { orgKey: string; isSandbox: boolean; testAddresses: readonly string[] }
/** Told which invitations came into being or changed, in the same transaction. */
export type Asked = (sql: SqlStorage, invitationIds: string[], now: Date) => void

const widest = 32_768 // characters of fields an invitation keeps for its texts and mappings

/** Decides for one program and keeps decision and invitation. Gives the invitations that Salesforce should hear of. */
export function recordDecision(
  sql: SqlStorage,
  library: Library,
  { body: program, version }: Stored<'program'>,
  event: Pending,
  facts: OrgFacts,
  now: Date,
): string[] {
  const records = recordsOf(program, event.fields)
  const subject = { recordId: event.recordId, records }
  const decision = decide(
    {
      program,
      mode: modeInForce(program, facts),
      recordId: event.recordId,
      deleted: event.note === 'deleted',
      fields: event.fields,
      testAddresses: facts.testAddresses,
      now,
    },
    (recipient, occasion) => historyOf(sql, program, subject, recipient, occasion, now),
  )
  const invitation = newInvitation(library, program, version, event, decision, facts, now)
  const kept = invitation !== null && insertInvitation(sql, invitation)
  keepDecision(sql, event, program.program, version, decision, invitation?.id ?? null, now)
  if (!kept) return []
  if (decision.outcome === 'not_invited') return program.notSent === 'none' ? [] : [invitation.id]
  reserve(sql, program, invitation, now)
  const held = decision.held && program.hold ? holdRecent(sql, program.program, now.getTime() - program.hold.in) : []
  return [invitation.id, ...held]
}

/** A sandbox never writes to people outside the test list. */
const modeInForce = (program: Program, facts: OrgFacts): Program['mode'] =>
  facts.isSandbox && program.mode === 'live' ? 'test' : program.mode

function newInvitation(
  library: Library,
  program: Program,
  programVersion: number,
  event: Pending,
  decision: Decision,
  facts: OrgFacts,
  now: Date,
): NewInvitation | null {
  const known = decision.outcome === 'not_invited' ? decision.known : null
  if (decision.recipient === null || decision.occasion === null || known !== null) return null
  const invited = decision.outcome === 'invited'
  const language = decision.recipient.language?.slice(0, 2).toLowerCase()
  const sendAt = insideHours(new Date(dueAfter(now, program.send.after)), program.send.hours)
  return {
    id: invitationIdOf(facts.orgKey, program.program, event.recordId, decision.occasion),
    program: program.program,
    programVersion,
    survey: program.survey,
    surveyVersion: library.current('survey', program.survey)?.version ?? 0,
    notificationId: event.id,
    object: event.object,
    recordId: event.recordId,
    occasion: decision.occasion,
    channel: program.send.by,
    language: language === 'fr' || language === 'en' ? language : null,
    recipient: { person: decision.recipient.person, email: decision.recipient.email, name: decision.recipient.name },
    records: recordsOf(program, event.fields),
    fields: keptFields(program, event.fields),
    status: !invited ? 'Not Sent' : decision.held ? 'Held' : 'Queued',
    reason: invited ? null : decision.reason,
    askAgainAt: invited ? null : decision.askAgainAt,
    isTest: modeInForce(program, facts) === 'test',
    step: invited ? 'send' : null,
    dueAt: invited && !decision.held ? sendAt : null,
    askedAt: now,
    expiresAt: new Date(now.getTime() + program.send.after + program.send.expire),
  }
}

function recordsOf(program: Program, fields: Fields): Invitation['records'] {
  const records: Invitation['records'] = {}
  for (const role of roles) {
    const id = textOf(fields, program.records[role])
    if (id !== null) records[role] = id
  }
  return records
}

/** All of them when they are few, else those the program itself names. */
function keptFields(program: Program, fields: Fields): Fields {
  if (JSON.stringify(fields).length <= widest) return fields
  return Object.fromEntries(pathsOf(program).flatMap((path) => (path in fields ? [[path, fields[path]]] : [])))
}

function keepDecision(
  sql: SqlStorage,
  event: Pending,
  program: string,
  version: number,
  decision: Decision,
  invitationId: string | null,
  now: Date,
): void {
  const refused = decision.outcome === 'not_invited' ? decision : null
  sql.exec(
    `INSERT INTO decisions (notification_id, program, program_version, record_id, outcome, reason, ask_again_at, invitation_id, decided_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING`,
    event.id,
    program,
    version,
    event.recordId,
    decision.outcome,
    refused?.reason ?? '',
    refused?.askAgainAt?.getTime() ?? null,
    refused?.known ?? invitationId,
    now.getTime(),
  )
}
