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
 * What was sent since is not known any more and would leave again: mail is stopped until a person reconnects it. Everything else is harmless
 * to repeat: writes carry their keys, and what was lost is looked for in Salesforce. An alarm that is due may run before this; a mail it
 * finds was checked too long ago and is looked up in Salesforce first, so that none is faster than this call unless the point is minutes old.
 */
export function afterRestore(sql: SqlStorage, now: Date): void {
  sql.exec(`UPDATE connections SET opens_at = NULL WHERE name = 'mail'`)
  const detail = `This org was set back to an earlier time and its mail is stopped, because mails that left since would leave again. Compare what is queued with the Survey Invitations in Salesforce, repeat erasures and revocations made since, then reconnect mail.`
  raiseAlert(sql, { id: 'connection:mail:restored', code: 'restored', detail }, now)
}
