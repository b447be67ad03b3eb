import { inSlices, type Commit } from '../../core/commit.ts'
import { ok, type CallFailure, type Result } from '../../core/failures.ts'
import { dueAfter } from '../../core/time.ts'
import { openLibrary, type Library } from '../../definitions/library.ts'
import type { Program } from '../../definitions/program.ts'
import { endOfCooldown, type Reason } from '../decide.ts'
import type { Asked } from '../decide/due.ts'
import { lastAsked } from '../decide/history.ts'
import { modeInForce, type OrgFacts } from '../decide/mode.ts'
import { tellRefusal, type Reader } from '../decide/reader.ts'
import { keysOf } from '../decide/recipient.ts'
import { reserve } from '../decide/reserve.ts'
import { dueInvitations, findInvitation, putChecked, schedule, type Invitation } from '../invitations.ts'
import { isSuppressed } from '../delivery/suppress.ts'
import { checkBeforeSend, type Checked } from './check.ts'
import { stopSending } from './end.ts'
import { insideHours } from './hours.ts'
import { askingsOf, readAgain, type Seen } from './read-again.ts'
import { insertSend } from './sends.ts'

const batch = 200
const settledAtOnce = 25
const refusedWaitMs = 3_600_000 // a person has to act

/** What leaves once it has been checked: a mail to send, or a link to write on the record. */
export type Release = (sql: SqlStorage, invitation: Invitation, now: Date) => void

/**
 * Looks once more at every invitation of a channel that is due, one query per object type, and releases what may still leave.
 * Harmless to repeat: a released invitation is no longer due.
 */
export async function checkDue(
  channel: Invitation['channel'],
  commit: Commit,
  reader: Reader,
  facts: OrgFacts,
  asked: Asked,
  release: Release,
): Promise<Result<number, CallFailure>> {
  for (let checked = 0; ;) {
    const due = commit((sql, now) => dueNow(sql, channel, now))
    if (due.length === 0) return ok(checked)
    const seen = await readAgain(
      reader,
      commit((sql) => askingsOf(openLibrary(sql), due)),
    )
    if (!seen.ok) return seen
    await inSlices(due, settledAtOnce, (slice) =>
      commit((sql, now) => {
        const library = openLibrary(sql)
        const changed = slice.flatMap(({ id }) => settle(sql, library, id, seen.value.get(id), facts, release, now))
        if (changed.length > 0) asked(sql, changed, now)
      }),
    )
    commit((sql, now) => tellRefusals(sql, due, seen.value, now))
    checked += due.length
  }
}

/** What is due and inside its delivery hours; the rest waits for the window. */
function dueNow(sql: SqlStorage, channel: Invitation['channel'], now: Date): Invitation[] {
  const library = openLibrary(sql)
  for (;;) {
    const due = dueInvitations(sql, channel, channel === 'email' ? ['send', 'remind'] : ['send'], batch, now)
    const inside = due.filter(({ id, program, programVersion, step }) => {
      const opens = insideHours(now, library.at('program', program, programVersion)?.body.send.hours)
      if (opens > now) schedule(sql, id, step, opens.getTime())
      return opens <= now
    })
    if (inside.length > 0 || due.length === 0) return inside
  }
}

/** Releases one invitation or ends it; gives it when Salesforce has to hear of that. */
function settle(
  sql: SqlStorage,
  library: Library,
  id: string,
  seen: Seen | undefined,
  facts: OrgFacts,
  release: Release,
  now: Date,
): string[] {
  const invitation = findInvitation(sql, id) // read again: an answer or a person may have come in between
  if (!invitation?.dueAt || invitation.dueAt > now || invitation.step === 'expire') return []
  const program = library.at('program', invitation.program, invitation.programVersion)?.body
  const newest = library.current('program', invitation.program)?.body
  if (!program || !newest || !seen) return stopSending(sql, invitation, 'program_off')
  if (seen.refused && invitation.expiresAt > now) {
    schedule(sql, id, invitation.step, dueAfter(now, refusedWaitMs))
    return []
  }
  const { testAddresses } = facts
  const mode = modeInForce(newest, facts)
  const checked = checkBeforeSend(invitation, { ...seen, program, mode, testAddresses, now })
  if (!checked.send) return stopSending(sql, invitation, checked.reason)
  const refused = refusedByHistory(sql, program, invitation, checked, now)
  if (refused) return stopSending(sql, invitation, refused.reason, refused.askAgainAt)
  putChecked(sql, id, checked)
  const released = { ...invitation, ...checked }
  reserve(sql, program, released)
  release(sql, released, now)
  return released.channel === 'link' ? [id] : []
}

/** It may be another person now, or one known by another address: what holds for a new ask holds for them too. */
function refusedByHistory(
  sql: SqlStorage,
  program: Program,
  invitation: Invitation,
  { recipient }: Checked & { send: true },
  now: Date,
): { reason: Reason; askAgainAt: Date | null } | null {
  const keys = keysOf(recipient)
  const suppressed = isSuppressed(sql, keys)
  if (suppressed) return { reason: suppressed, askAgainAt: null }
  const known = new Set(keysOf(invitation.recipient))
  const fresh = keys.filter((key) => !known.has(key))
  if (fresh.length === 0 || invitation.status !== 'Queued') return null
  const askAgainAt = endOfCooldown(program, lastAsked(sql, fresh, invitation.id))
  return askAgainAt && askAgainAt > now ? { reason: 'cooldown', askAgainAt } : null
}

/** Once for each program, whatever the version. */
function tellRefusals(sql: SqlStorage, due: Invitation[], seen: Map<string, Seen>, now: Date): void {
  for (const [program, some] of Map.groupBy(due, (invitation) => invitation.program)) {
    const all = some.map(({ id }) => seen.get(id))
    const refused = all.find((one) => one?.refused)?.refused ?? null
    const poorer = all.find((one) => one?.poorer && !one.refused)?.poorer ?? null
    tellRefusal(sql, program, 'send', refused, now)
    tellRefusal(sql, program, 'texts', poorer, now)
  }
}

/** By mail: a row that the mail lane picks up. */
export const releaseMail =
  (connection: string): Release =>
  (sql, invitation, now) =>
    insertSend(sql, invitation.id, invitation.step === 'remind' ? 'reminder' : 'invite', connection, now)
