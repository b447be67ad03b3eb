import { dueAfter } from '../../core/time.ts'
import { openLibrary } from '../../definitions/library.ts'
import type { Program } from '../../definitions/program.ts'
import { invitationRow } from '../invitations.ts'
import { endUnsent } from '../send/end.ts'
import { insideHours } from '../send/hours.ts'
import { dropWaiting } from '../send/sends.ts'

/**
 * A mass close: when a program asked more people within its window than it may, everything of it that is not on its way yet waits for a
 * person, what was queued before included. What a person let go does not count again. Gives the invitations that are held now.
 */
export function holdMass(sql: SqlStorage, { program, hold }: Program, now: Date): string[] {
  if (!hold) return []
  const since = now.getTime() - hold.in
  const { n } = sql
    .exec<{ n: number }>(
      `SELECT count(*) AS n FROM (SELECT 1 FROM invitations
       WHERE program = ?1 AND asked_at > ?2 AND counts = 1 LIMIT ?3)`,
      program,
      since,
      hold.above + 1,
    )
    .one()
  return n > hold.above ? holdQueued(sql, program, since) : []
}

function holdQueued(sql: SqlStorage, program: string, since: number): string[] {
  const held = sql
    .exec<{ id: string }>(
      `UPDATE invitations SET status = 'Held', due_at = NULL
       WHERE program = ?1 AND asked_at > ?2 AND counts = 1 AND status = 'Queued'
         AND NOT EXISTS (SELECT 1 FROM sends WHERE invitation_id = invitations.id AND state IN ('in_flight', 'unknown'))
       RETURNING id`,
      program,
      since,
    )
    .toArray()
    .map(({ id }) => id)
  dropWaiting(sql, held) // checked, but not on its way: checked again once a person lets it go
  return held
}

const settledAtOnce = 500
const isHeld = `status IN ('Queued', 'Held') AND status = 'Held' AND program = ?1` // the first half is its index

/**
 * A person lets the held invitations go, at their time and inside the delivery hours, or drops them. Gives which they were, and how
 * many did not fit into this go.
 */
export function settleHeld(
  sql: SqlStorage,
  program: string,
  approve: boolean,
  now: Date,
): { ids: string[]; left: number } {
  const held = sql
    .exec(`SELECT * FROM invitations WHERE ${isHeld} ORDER BY id LIMIT ?2`, program, settledAtOnce)
    .toArray()
    .map(invitationRow)
  const library = openLibrary(sql)
  for (const { id, askedAt, programVersion } of held) {
    if (!approve) endUnsent(sql, id, 'dropped')
    else {
      const send = library.at('program', program, programVersion)?.body.send
      const due = Math.max(dueAfter(now), dueAfter(askedAt, send?.after ?? 0))
      sql.exec(
        `UPDATE invitations SET status = 'Queued', counts = 0, due_at = ?2 WHERE id = ?1`,
        id,
        insideHours(new Date(due), send?.hours).getTime(),
      )
    }
  }
  const { left } = sql.exec<{ left: number }>(`SELECT count(*) AS left FROM invitations WHERE ${isHeld}`, program).one()
  return { ids: held.map(({ id }) => id), left }
}
