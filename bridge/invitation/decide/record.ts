import { id18 } from '../../core/salesforce/record-id.ts'
import { dueAfter } from '../../core/time.ts'
import type { Library, Stored } from '../../definitions/library.ts'
import { roles, type Program } from '../../definitions/program.ts'
import { decide, type Decision } from '../decide.ts'
import { insertInvitation, invitationIdOf, type Invitation, type NewInvitation } from '../invitations.ts'
import { insideHours } from '../send/hours.ts'
import type { Pending } from './due.ts'
import { historyOf } from './history.ts'
import { modeInForce, type OrgFacts } from './mode.ts'
import { pathsOf } from './needs.ts'
import { languageOf, textOf, type Fields, type Recipient } from './recipient.ts'
import { reserve } from './reserve.ts'

const widest = 32_768 // characters of fields an invitation keeps for its texts and mappings

/** The program's decision, and the invitation it made for Salesforce to hear of. */
export type Recorded = { outcome: Decision['outcome']; invitationId: string | null; told: string | null }

/** Decides for one program; keeps the decision, and the invitation also of those who are not asked. */
export function recordDecision(
  sql: SqlStorage,
  library: Library,
  { body: program, version }: Stored<'program'>,
  event: Pending,
  facts: OrgFacts,
  now: Date,
): Recorded {
  const { recordId, fields } = event
  const mode = modeInForce(program, facts)
  const { testAddresses } = facts
  const records = recordsOf(program, fields)
  const idOf = (occasion: string) => invitationIdOf(facts.orgKey, program.program, recordId, occasion)
  const decision = decide(
    { program, mode, recordId, deleted: event.note === 'deleted', fields, testAddresses, wish: wishOf(event), now },
    (recipient, occasion) => historyOf(sql, program, { id: idOf(occasion), records }, recipient),
  )
  const { outcome } = decision
  const known = decision.outcome === 'not_invited' ? decision.known : null
  if (decision.recipient === null || decision.occasion === null || known !== null) {
    keepDecision(sql, event, program.program, version, decision, known, now)
    return { outcome, invitationId: known, told: null }
  }
  const invitation: NewInvitation = {
    id: idOf(decision.occasion),
    program: program.program,
    programVersion: version,
    survey: program.survey,
    surveyVersion: library.current('survey', program.survey)?.version ?? 0,
    notificationId: event.id,
    object: event.object,
    recordId,
    occasion: decision.occasion,
    channel: event.wish?.isInterview ? 'link' : program.send.by,
    askedBy: event.wish?.by ?? null,
    records,
    fields: keptFields(program, fields),
    isTest: mode === 'test',
    ...askOf(program, decision.recipient, event.wish !== null, now),
    ...(decision.outcome === 'invited'
      ? { status: 'Queued', reason: null, askAgainAt: null }
      : { status: 'Not Sent', reason: decision.reason, askAgainAt: decision.askAgainAt, step: null, dueAt: null }),
  }
  insertInvitation(sql, invitation)
  keepDecision(sql, event, program.program, version, decision, invitation.id, now)
  if (outcome === 'invited') reserve(sql, program, invitation)
  const isTold = outcome === 'invited' || program.notSent !== 'none'
  return { outcome, invitationId: invitation.id, told: isTold ? invitation.id : null }
}

/** Each wish is an occasion of its own: the same press again is the same. */
const wishOf = ({ id, wish }: Pending) => wish && { occasion: id, isInterview: wish.isInterview }

/** Whom, when it is due, and until when it may be answered. A person who asks means now. */
function askOf({ send }: Program, recipient: Recipient, isWish: boolean, now: Date) {
  const { person, email, name } = recipient
  return {
    recipient: { person, email, name },
    language: languageOf(recipient),
    step: 'send' as const,
    dueAt: isWish ? new Date(dueAfter(now)) : insideHours(new Date(dueAfter(now, send.after)), send.hours),
    askedAt: now,
    expiresAt: new Date(now.getTime() + send.after + send.expire),
  }
}

/** The records the program binds an invitation to, ids in 18 characters. */
export function recordsOf(program: Program, fields: Fields): Invitation['records'] {
  const records: Invitation['records'] = {}
  for (const role of roles) {
    const id = textOf(fields, program.records[role])
    if (id !== null) records[role] = id18(id)
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
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
    event.id,
    program,
    version,
    event.recordId,
    decision.outcome,
    refused?.reason ?? '',
    refused?.askAgainAt?.getTime() ?? null,
    invitationId,
    now.getTime(),
  )
}
