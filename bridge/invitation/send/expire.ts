import type { Commit } from '../../core/commit.ts'
import { dueInvitations } from '../invitations.ts'
import type { Asked } from '../decide/record.ts'

const batch = 500

/** Ends what nobody answered in time. The person's slot stays taken: they were asked. */
export function expireDue(commit: Commit, asked: Asked): number {
  for (let expired = 0; ;) {
    const ids = commit((sql, now) => {
      const due = (['email', 'link'] as const).flatMap((channel) =>
        dueInvitations(sql, channel, ['expire'], batch, now),
      )
      const list = JSON.stringify(due.map(({ id }) => id))
      sql.exec(
        `UPDATE invitations SET step = NULL, due_at = NULL,
           status = CASE WHEN status IN ('Queued', 'Sent', 'Opened', 'Partial') THEN 'Expired' ELSE status END
         WHERE id IN (SELECT value FROM json_each(?1))`,
        list,
      )
      if (due.length > 0)
        asked(
          sql,
          due.map(({ id }) => id),
          now,
        )
      return due
    })
    if (ids.length === 0) return expired
    expired += ids.length
  }
}
