import { fail, ok, type Result } from '../core/failures.ts'
import { raiseAlert } from '../core/tables/alerts.ts'

const keptMs = 30 * 86_400_000

/** Back to a moment of the last 30 days, or to a bookmark that an earlier restore gave. */
export type RestorePoint = { at: Date } | { bookmark: string }

/** The part of the object's storage that goes back in time. Source: developers.cloudflare.com/durable-objects/api/sqlite-storage-api/ */
export type TimeTravel = {
  getBookmarkForTime: (at: Date) => Promise<string>
  /** Gives the bookmark of just before, which undoes it. */
  onNextSessionRestoreBookmark: (bookmark: string) => Promise<string>
}

/** The whole database goes back when the object next starts. Only Cloudflare keeps the past: plain workerd has no such thing. */
export async function scheduleRestore(
  storage: TimeTravel,
  point: RestorePoint,
  now: Date,
): Promise<Result<{ undo: string }>> {
  if ('at' in point && (point.at >= now || point.at.getTime() < now.getTime() - keptMs))
    return fail({ code: 'conflict', detail: 'the moment has to be in the last 30 days' })
  try {
    const bookmark = 'at' in point ? await storage.getBookmarkForTime(point.at) : point.bookmark
    return ok({ undo: await storage.onNextSessionRestoreBookmark(bookmark) })
  } catch {
    return fail({
      code: 'conflict',
      detail: 'there is no such point; on plain workerd there is none at all: put back a copy of the files',
    })
  }
}

/**
 * Mail that left since is forgotten and would leave again, so mail is stopped until a person reconnects it. The rest is harmless to repeat:
 * writes carry their keys, and what was lost is looked for in Salesforce. An alarm that is due may run before this call, but a mail it finds
 * is looked up in Salesforce first, because its last check is old; only a restore to some minutes ago leaves a gap.
 */
export function afterRestore(sql: SqlStorage, now: Date): void {
  sql.exec(`UPDATE connections SET opens_at = NULL WHERE name = 'mail'`)
  const detail = `This org was set back to an earlier time and its mail is stopped, because mails that left since would leave again. Compare what is queued with the Survey Invitations in Salesforce, repeat erasures and revocations made since, then reconnect mail.`
  raiseAlert(sql, { id: 'connection:mail:restored', code: 'restored', detail }, now)
}
