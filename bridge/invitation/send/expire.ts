import type { Commit } from '../../core/commit.ts'
import type { Asked } from '../decide/due.ts'
import { dueInvitations } from '../invitations.ts'

const batch = 200

/** Ends what nobody answered in time, one batch a run. The person's slot stays taken: they were asked. */
export function expireDue(commit: Commit, asked: Asked): number {
  return commit((sql, now) => {
    const channels = ['email', 'link'] as const
    const due = channels.flatMap((channel) => dueInvitations(sql, channel, ['expire'], batch, now))
    const ids = due.map(({ id }) => id)
    sql.exec(
      `UPDATE invitations SET step = NULL, due_at = NULL,
         status = CASE WHEN status IN ('Queued', 'Sent', 'Opened', 'Partial') THEN 'Expired' ELSE status END
       WHERE id IN (SELECT value FROM json_each(?1))`,
      JSON.stringify(ids),
    )
    if (ids.length > 0) asked(sql, ids, now)
    return ids.length
  })
}
