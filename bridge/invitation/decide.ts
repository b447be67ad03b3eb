import { sha256 } from '../core/keys.ts'
import { evaluate, type Facts } from '../definitions/conditions/evaluate.ts'
import type { Program } from '../definitions/program.ts'
import { refusedByMode, type Mode } from './decide/mode.ts'
import { occasionOf } from './decide/occasion.ts'
import { isOptedOut, recipientOf, type Fields, type Recipient } from './decide/recipient.ts'

/** Why a customer was not asked. Never reworded once released: admins filter on them, Salesforce stores them. */
export type Reason =
  | 'no_program' // no program is about this object
  | 'program_off'
  | 'condition_not_met'
  | 'record_deleted' // before it could be decided, or before it could be sent
  | 'no_occasion' // the field that tells two events apart is empty
  | 'no_address'
  | 'already_decided' // a second notification of the same event
  | 'already_asked' // once per record
  | 'unsubscribed'
  | 'bounced'
  | 'complained'
  | 'opted_out' // by a field in Salesforce
  | 'sampled_out'
  | 'cooldown'
  | 'not_on_test_list'
  | 'watching' // the program is on watch: it would have been asked
  | 'dropped' // by a person, out of a mass close
  | 'reopened' // no longer true when it was about to be sent
  | 'address_gone'
  | 'expired' // its time was over before it could be sent
  | 'not_rendered' // the program's texts could not be filled in
  | 'refused' // the mail server refuses, for good

export type DecideInput = {
  program: Program
  mode: Mode // in force: a sandbox never goes beyond test
  recordId: string
  deleted: boolean
  fields: Fields
  testAddresses: readonly string[]
  /** A person asks for this ask: what the program waits for, and its sample, do not bind them. */
  wish: { occasion: string; isInterview: boolean } | null
  now: Date
}

/** What the tables know, read in the same transaction. */
export type History = {
  sameEvent: string | null // the invitation of the same program, record and occasion
  sameRecord: string | null // an invitation of this program for a record it may ask about only once
  lastAskedAt: Date | null // this person, by any known key and any program
  suppressed: 'unsubscribed' | 'bounced' | 'complained' | null
}

export type Decision =
  | { outcome: 'invited'; recipient: Recipient; occasion: string }
  | {
      outcome: 'not_invited'
      reason: Reason
      askAgainAt: Date | null
      known: string | null // the invitation that stands already
      recipient: Recipient | null
      occasion: string | null
    }

/** May this person be asked about this event now? Asks for the history only when the event itself allows an ask. */
export function decide(input: DecideInput, history: (recipient: Recipient, occasion: string) => History): Decision {
  const { program, fields, mode, wish, now } = input
  if (mode === 'off') return no('program_off')
  if (input.deleted) return no('record_deleted')
  if (!wish && program.on.when && !evaluate(program.on.when, factsOf(fields))) return no('condition_not_met')
  const occasion = wish ? wish.occasion : occasionOf(program.occasion, fields)
  if (occasion === null) return no('no_occasion')

  const recipient = recipientOf(program, fields)
  const known = history(recipient, occasion)
  const refuse = (reason: Reason, more: { known?: string; askAgainAt?: Date } = {}): Decision => ({
    ...no(reason),
    recipient,
    occasion,
    ...more,
  })
  if (known.sameEvent) return refuse('already_decided', { known: known.sameEvent })
  if (known.sameRecord) return refuse('already_asked', { known: known.sameRecord })
  const isMailed = program.send.by === 'email' && !wish?.isInterview
  if (recipient.email === null && isMailed) return refuse('no_address')
  if (known.suppressed) return refuse(known.suppressed)
  if (isOptedOut(program, fields)) return refuse('opted_out')
  if (!wish && !isSampled(program, input.recordId, occasion)) return refuse('sampled_out')
  const askAgainAt = endOfCooldown(program, known.lastAskedAt)
  if (askAgainAt && askAgainAt > now) return refuse('cooldown', { askAgainAt })
  const guarded = refusedByMode(mode, recipient.email, input.testAddresses)
  return guarded ? refuse(guarded) : { outcome: 'invited', recipient, occasion }
}

/** What a condition of a program may look at before there is an answer. */
export const factsOf = (fields: Fields): Facts => ({
  field: (path) => fields[path],
  answer: () => undefined,
  metric: () => null,
  label: () => undefined,
  flag: () => false,
  attribute: (name) => fields[name],
  language: null,
})

/** Until when a person who was asked is left alone by this program, or null. */
export function endOfCooldown(program: Program, lastAskedAt: Date | null): Date | null {
  const { cooldown, exempt } = program.participation
  if (exempt || cooldown === 0 || lastAskedAt === null) return null
  return new Date(lastAskedAt.getTime() + cooldown)
}

/** The same event always falls on the same side, so a repeat cannot change the draw. */
function isSampled(program: Program, recordId: string, occasion: string): boolean {
  const share = sha256(`${program.program}|${recordId}|${occasion}`).readUInt32BE(0) / 2 ** 32
  return share * 100 < program.participation.sample
}

const no = (reason: Reason): Decision & { outcome: 'not_invited' } => ({
  outcome: 'not_invited',
  reason,
  askAgainAt: null,
  known: null,
  recipient: null,
  occasion: null,
})
