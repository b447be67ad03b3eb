import type { Commit } from '../../core/commit.ts'
import type { CallFailure, Result } from '../../core/failures.ts'
import { openLibrary, type Library } from '../../definitions/library.ts'
import type { Reason } from '../decide.ts'
import { programsOn, type Asked, type Pending } from '../decide/due.ts'
import type { OrgFacts } from '../decide/mode.ts'
import { readEvents } from '../decide/read.ts'
import { tellRefusal, type Reader } from '../decide/reader.ts'
import { recordDecision } from '../decide/record.ts'
import { findInvitation, type Invitation } from '../invitations.ts'
import { afterSend } from '../send/after.ts'

/** A person's wish that the customer of a record be asked now. `by`: their user id. */
export type Wish = { id: string; by: string; program: string; object: string; recordId: string; isInterview: boolean }

/** Why a wish is not granted. */
export type NotAsked =
  | { code: 'not_asked'; reason: Reason; askAgainAt: Date | null }
  | { code: 'unknown_program' } // no program of this name is about this object
  | CallFailure

export type Granted = Result<Invitation, NotAsked>
const no = (failure: NotAsked): Granted => ({ ok: false, failure })

/**
 * Decides at once, with what Salesforce says now: one query per object. A wish that was decided before keeps its decision. A failed call
 * grants nothing and keeps nothing, so that it can be pressed again.
 */
export async function askNow(
  commit: Commit,
  reader: Reader,
  facts: OrgFacts,
  asked: Asked,
  wishes: Wish[],
): Promise<Map<string, Granted>> {
  const granted = new Map<string, Granted>()
  for (const [object, ofObject] of Map.groupBy(wishes, (wish) => wish.object)) {
    const named = new Set(ofObject.map(({ program }) => program))
    const stored = commit((sql) => programsOn(openLibrary(sql), object))
    const programs = stored.map(({ body }) => body).filter(({ program, mode }) => named.has(program) && mode !== 'off')
    const read = await readEvents(reader, object, ofObject.map(eventOf), programs)
    if (!read.ok) {
      for (const { id } of ofObject) granted.set(id, read)
      continue
    }
    const { events, refused } = read.value
    commit((sql, now) => {
      for (const [program, failure] of refused) tellRefusal(sql, program, 'decide', failure, now)
      const library = openLibrary(sql)
      for (const [index, wish] of ofObject.entries()) {
        const failure = refused.get(wish.program)
        granted.set(wish.id, failure ? no(failure) : grant(sql, library, wish, events[index]!, facts, asked, now))
      }
    })
  }
  return granted
}

/** Under a name no notification of Salesforce has. */
const eventIdOf = ({ id }: Wish): string => `asked:${id}`

const eventOf = (wish: Wish): Pending => ({
  id: eventIdOf(wish),
  object: wish.object,
  recordId: wish.recordId,
  fields: { Id: wish.recordId },
  note: 'asked',
  wish,
})

function grant(
  sql: SqlStorage,
  library: Library,
  wish: Wish,
  event: Pending,
  facts: OrgFacts,
  asked: Asked,
  now: Date,
): Granted {
  const program = library.current('program', wish.program)
  if (program?.body.on.object !== wish.object) return no({ code: 'unknown_program' })
  const before = decided(sql, event.id, wish.program)
  if (before) return before
  sql.exec(
    `INSERT INTO notifications (id, object, record_id, fields_json, note, received_at) VALUES (?1, ?2, ?3, NULL, 'asked', ?4)
     ON CONFLICT DO NOTHING`,
    event.id,
    event.object,
    event.recordId,
    now.getTime(),
  )
  const { outcome, told, invitationId } = recordDecision(sql, library, program, event, facts, now)
  // Nothing is sent: it counts as sent when it is opened here.
  if (outcome === 'invited' && wish.isInterview && invitationId)
    afterSend(sql, { id: invitationId }, { kind: 'invite' }, now)
  if (told) asked(sql, [told], now)
  return decided(sql, event.id, wish.program) ?? no({ code: 'unknown_program' })
}

/** What was made of a wish, as it stands now. */
function decided(sql: SqlStorage, eventId: string, program: string): Granted | null {
  const [decision] = sql
    .exec<{ reason: string; ask_again_at: number | null; invitation_id: string | null }>(
      'SELECT reason, ask_again_at, invitation_id FROM decisions WHERE notification_id = ?1 AND program = ?2',
      eventId,
      program,
    )
    .toArray()
  if (!decision) return null
  const askAgainAt = decision.ask_again_at === null ? null : new Date(decision.ask_again_at)
  if (decision.reason !== '') return no({ code: 'not_asked', reason: decision.reason as Reason, askAgainAt })
  const invitation = decision.invitation_id === null ? null : findInvitation(sql, decision.invitation_id)
  return invitation && { ok: true, value: invitation }
}
