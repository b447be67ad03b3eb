import { sha256 } from '../core/keys.ts'
import { evaluate, type Facts } from '../definitions/evaluate.ts'
import type { Program } from '../definitions/program.ts'
import { isOptedOut, recipientOf, textOf, type Fields, type Recipient } from './decide/recipient.ts'

/** Why a customer was not asked. Never reworded once released: admins filter on them, Salesforce stores them. */
export const reasons = [
  'no_program', // no program is about this object
  'program_off',
  'condition_not_met',
  'record_deleted', // before it could be decided
  'no_occasion', // the field that tells two events apart is empty
  'no_address',
  'already_decided', // a second notification of the same event
  'already_asked', // once per record
  'unsubscribed',
  'bounced',
  'complained',
  'opted_out', // by a field in Salesforce
  'sampled_out',
  'cooldown',
  'not_on_test_list',
  'watching', // the program is on watch: it would have been asked
  'dropped', // by a person, out of a mass close
  'reopened', // no longer true when it was about to be sent
  'address_gone',
  'not_rendered', // the program's texts could not be filled in
  'refused', // the mail server refuses, for good
] as const
export type Reason = (typeof reasons)[number]

export type DecideInput = {
  program: Program
  mode: Program['mode'] // in force: a sandbox never goes beyond test
  recordId: string
  deleted: boolean
  fields: Fields
  testAddresses: readonly string[]
  now: Date
}

/** What the tables know, read in the same transaction. */
export type History = {
  sameEvent: string | null // the invitation of the same program, record and occasion
  sameRecord: string | null // an invitation of this program for a record it may ask about only once
  lastAskedAt: Date | null // this person, by any known key and any program
  suppressed: 'unsubscribed' | 'bounced' | 'complained' | null
  recent: number // invitations of this program inside its hold window
}

export type Decision =
  | { outcome: 'invited'; held: boolean; recipient: Recipient; occasion: string }
  | {
      outcome: 'not_invited'
      reason: Reason
      askAgainAt: Date | null
      recipient: Recipient | null
      occasion: string | null
      known: string | null
    }

/** May this person be asked about this event now? Asks for the history only when the event itself allows an ask. */
export function decide(input: DecideInput, history: (recipient: Recipient, occasion: string) => History): Decision {
  const { program, fields, mode } = input
  if (mode === 'off') return no('program_off')
  if (input.deleted) return no('record_deleted')
  if (program.on.when && !evaluate(program.on.when, factsOf(fields))) return no('condition_not_met')
  const occasion = textOf(fields, program.occasion)
  if (occasion === null) return no('no_occasion')

  const recipient = recipientOf(program, fields)
  const known = history(recipient, occasion)
  const refuse = (reason: Reason, askAgainAt: Date | null = null): Decision => ({
    outcome: 'not_invited',
    reason,
    askAgainAt,
    recipient,
    occasion,
    known: null,
  })
  if (known.sameEvent) return { ...no('already_decided'), recipient, occasion, known: known.sameEvent }
  if (known.sameRecord) return { ...no('already_asked'), recipient, occasion, known: known.sameRecord }
  if (recipient.email === null && program.send.by === 'email') return refuse('no_address')
  if (known.suppressed) return refuse(known.suppressed)
  if (isOptedOut(program, fields)) return refuse('opted_out')
  if (!isSampled(program, input.recordId, occasion)) return refuse('sampled_out')
  const cooldownEnds = endOfCooldown(program, known.lastAskedAt)
  if (cooldownEnds && cooldownEnds > input.now) return refuse('cooldown', cooldownEnds)
  if (mode === 'test' && !isTestAddress(recipient.email, input.testAddresses)) return refuse('not_on_test_list')
  if (mode === 'watch') return refuse('watching')
  return {
    outcome: 'invited',
    held: program.hold !== undefined && known.recent >= program.hold.above,
    recipient,
    occasion,
  }
}

/** What a condition of a program may look at before there is an answer. */
export const factsOf = (fields: Fields, language: string | null = null): Facts => ({
  field: (path) => fields[path],
  answer: () => undefined,
  metric: () => null,
  label: () => undefined,
  flag: () => false,
  attribute: (name) => fields[name],
  language,
})

/** The same event always falls on the same side, so a repeat cannot change the draw. */
function isSampled(program: Program, recordId: string, occasion: string): boolean {
  const share = sha256(`${program.program}|${recordId}|${occasion}`).readUInt32BE(0) / 2 ** 32
  return share * 100 < program.participation.sample
}

function endOfCooldown(program: Program, lastAskedAt: Date | null): Date | null {
  const { cooldown, exempt } = program.participation
  if (exempt || cooldown === 0 || lastAskedAt === null) return null
  return new Date(lastAskedAt.getTime() + cooldown)
}

/** The list holds addresses and whole domains (`@example.com`). */
export function isTestAddress(email: string | null, list: readonly string[]): boolean {
  if (email === null) return false
  const address = email.trim().toLowerCase()
  return list.some((entry) => {
    const wanted = entry.trim().toLowerCase()
    return wanted.startsWith('@') ? address.endsWith(wanted) : address === wanted
  })
}

const no = (reason: Reason): Decision & { outcome: 'not_invited' } => ({
  outcome: 'not_invited',
  reason,
  askAgainAt: null,
  recipient: null,
  occasion: null,
  known: null,
})
