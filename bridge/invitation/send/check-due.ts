import type { Commit } from '../../core/commit.ts'
import type { CallFailure } from '../../core/failures.ts'
import { openLibrary } from '../../definitions/library.ts'
import { checkBeforeSend, isThroughRole, readPlan, type Checked } from './check.ts'
import type { Reader } from '../decide/read.ts'
import type { Reason } from '../decide.ts'
import { insideHours } from './hours.ts'
import { dueInvitations, endUnsent, findInvitation, schedule, type Invitation } from '../invitations.ts'
import type { Fields } from '../decide/recipient.ts'
import type { Asked } from '../decide/record.ts'
import { keysOf } from '../decide/reserve.ts'
import { insertSend } from './sends.ts'

const batch = 200

/** What leaves once it has been checked: a mail to send, or a link to write on the record. */
export type Release = (sql: SqlStorage, invitation: Invitation, now: Date) => void

/**
 * Looks once more at every invitation of a channel that is due, one query per object type, and releases what may still be sent.
 * Harmless to repeat: a released invitation is no longer due.
 */
export async function checkDue(
  channel: 'email' | 'link',
  commit: Commit,
  reader: Reader,
  asked: Asked,
  release: Release,
  readFailed: (failure: CallFailure) => void,
): Promise<number> {
  for (let checked = 0; ;) {
    const due = commit((sql, now) => dueNow(sql, channel, now))
    if (due.length === 0) return checked
    const read = await readAll(
      reader,
      commit((sql) => readPlan(openLibrary(sql), due)),
    )
    if ('failure' in read) {
      readFailed(read.failure)
      return checked
    }
    commit((sql, now) => {
      const changed = due.flatMap(({ id }) => releaseOne(sql, id, read.records, release, now))
      if (changed.length > 0) asked(sql, changed, now)
    })
    checked += due.length
  }
}

/** What is due and inside its delivery hours; the rest waits for the window. */
function dueNow(sql: SqlStorage, channel: string, now: Date): Invitation[] {
  const library = openLibrary(sql)
  return dueInvitations(sql, channel, ['send', 'remind'], batch, now).filter((invitation) => {
    const hours = library.at('program', invitation.program, invitation.programVersion)?.body.send.hours
    const opens = insideHours(now, hours)
    if (opens <= now) return true
    schedule(sql, invitation.id, invitation.step, opens.getTime())
    return false
  })
}

type Records = Map<string, Fields>

async function readAll(
  reader: Reader,
  plan: { object: string; ids: string[]; paths: string[] }[],
): Promise<{ records: Records } | { failure: CallFailure }> {
  const records: Records = new Map()
  for (const { object, ids, paths } of plan) {
    const found = await reader.read(object, ids, paths)
    if (!found.ok) return { failure: found.failure }
    for (const record of found.value) records.set(record.id, record.values)
  }
  return { records }
}

function releaseOne(sql: SqlStorage, id: string, records: Records, release: Release, now: Date): string[] {
  const invitation = findInvitation(sql, id) // read again: an answer or a person may have come in between
  if (!invitation || invitation.step === null || invitation.step === 'expire') return []
  const program = openLibrary(sql).at('program', invitation.program, invitation.programVersion)?.body
  const person =
    program && isThroughRole(program, invitation) ? (records.get(invitation.recipient.person ?? '') ?? null) : null
  const checked: Checked = program
    ? checkBeforeSend(program, invitation, records.get(invitation.recordId) ?? null, person)
    : { send: false, reason: 'program_off' }
  const suppressed = suppressionOf(sql, invitation)
  if (!checked.send || suppressed) return stop(sql, invitation, checked.send ? suppressed! : checked.reason, now)
  sql.exec(
    'UPDATE invitations SET recipient_json = ?2, language = ?3, fields_json = ?4, due_at = NULL WHERE id = ?1',
    id,
    JSON.stringify(checked.recipient),
    checked.language,
    JSON.stringify(checked.fields),
  )
  release(sql, { ...invitation, recipient: checked.recipient, language: checked.language, fields: checked.fields }, now)
  return []
}

/** A first mail that may not leave ends the invitation; a reminder that may not leave ends only the reminding. */
function stop(sql: SqlStorage, invitation: Invitation, reason: Reason, now: Date): string[] {
  if (invitation.step === 'send' && invitation.status === 'Queued') {
    endUnsent(sql, invitation.id, reason, now)
    return [invitation.id]
  }
  schedule(sql, invitation.id, 'expire', invitation.expiresAt.getTime())
  return []
}

function suppressionOf(sql: SqlStorage, invitation: Invitation): Reason | null {
  const found = sql
    .exec<{ reason: string }>(
      'SELECT reason FROM suppressions WHERE person_key IN (SELECT value FROM json_each(?1)) LIMIT 1',
      JSON.stringify(keysOf(invitation.recipient)),
    )
    .toArray()
  return (found[0]?.reason as Reason | undefined) ?? null
}

/** By mail: a row that the mail lane picks up. */
export const releaseMail =
  (connection: string): Release =>
  (sql, invitation, now) =>
    insertSend(sql, invitation.id, invitation.step === 'remind' ? 'reminder' : 'invite', connection, now)
