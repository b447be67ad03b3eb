import { evaluate } from '../../definitions/conditions/evaluate.ts'
import type { Program } from '../../definitions/program.ts'
import { factsOf, type Reason } from '../decide.ts'
import { refusedByMode, type Mode } from '../decide/mode.ts'
import { isOptedOut, languageOf, recipientOf, type Fields } from '../decide/recipient.ts'
import { recordsOf } from '../decide/record.ts'
import type { Invitation } from '../invitations.ts'

/** What may still be sent, with what Salesforce says now; or why not. */
export type Checked =
  ({ send: true } & Pick<Invitation, 'recipient' | 'language' | 'records' | 'fields'>) | { send: false; reason: Reason }

export type CheckInput = {
  program: Program // in the version the invitation is bound to
  mode: Mode // in force now, of its newest version
  testAddresses: readonly string[]
  read: Fields | null // the record as Salesforce has it now; null when it is gone
  person: Fields | null // the values of a person found through a contact role, as the record would show them
  now: Date
}

/** One last look before something leaves: is it still true, does the person still want to be asked, is there still an address? */
export function checkBeforeSend(invitation: Invitation, input: CheckInput): Checked {
  const { program, read, person, now } = input
  const no = (reason: Reason): Checked => ({ send: false, reason })
  if (invitation.expiresAt <= now) return no('expired')
  if (read === null) return no('record_deleted')
  const fields = { ...invitation.fields, ...read, ...person }
  if (invitation.askedBy === null && program.on.when && !evaluate(program.on.when, factsOf(fields)))
    return no('reopened')
  if (isOptedOut(program, fields)) return no('opted_out')
  const found = recipientOf(program, fields)
  const asked = invitation.recipient
  if (found.email === null && program.send.by === 'email') return no('address_gone')
  // A correction before anybody was reached is welcome; a reminder is for the one who got the first mail.
  const isUnreached = invitation.status === 'Queued' || invitation.status === 'Bounced'
  if (!isUnreached && isAnother(found.person, asked.person)) return no('address_gone')
  const mode = input.mode === 'live' && invitation.isTest ? 'test' : input.mode
  const guarded = refusedByMode(mode, found.email, input.testAddresses)
  if (guarded) return no(guarded)
  return {
    send: true,
    recipient: { person: found.person ?? asked.person, email: found.email, name: found.name ?? asked.name },
    language: languageOf(found) ?? invitation.language,
    records: isUnreached ? { ...invitation.records, ...recordsOf(program, fields) } : invitation.records,
    fields,
  }
}

const isAnother = (found: string | null, asked: string | null): boolean =>
  found !== null && asked !== null && found.slice(0, 15) !== asked.slice(0, 15)
