import type { Commit } from '../../core/commit.ts'
import { log } from '../../core/log.ts'
import { closeAlert, raiseAlert } from '../../core/tables/alerts.ts'
import { dueAfter } from '../../core/time.ts'
import { openLibrary, type Library } from '../../definitions/library.ts'
import { recordChanges, takeChanges, type Change } from '../../write-back/changes.ts'
import { requestWrites, type NewWrite } from '../../write-back/writes.ts'
import { findSubjects, type Subjects } from './mapping-context.ts'
import { plannedWrites } from './planned-writes.ts'

const batch = 50
const againMs = 600_000
const alertId = 'plan_failed'

/** Plans the writes that follow from what changed. Between two batches goes whatever came in meanwhile. */
export async function planDue(commit: Commit): Promise<number> {
  for (let planned = 0; ; await scheduler.wait(0)) {
    const taken = commit(planBatch)
    planned += taken
    if (taken < batch) return planned
  }
}

/** One batch; gives how many it took on. Its writes go with the next second, when the batches behind it are planned too: full calls. */
function planBatch(sql: SqlStorage, now: Date): number {
  const library = openLibrary(sql)
  const changes = takeChanges(sql, batch, now)
  const ids = changes.map(({ invitationId }) => invitationId)
  const subjects = findSubjects(sql, library, ids)
  const writes = changes.flatMap((change) => planOne(sql, library, subjects, change, now))
  if (writes.length > 0) requestWrites(sql, writes, dueAfter(now), now)
  closeAlert(sql, alertId, now, now.getTime() - againMs) // the change that failed last has had its next try
  return changes.length
}

/** A change that cannot be planned, which is a fault of ours, comes again later and keeps no other from going. */
function planOne(sql: SqlStorage, library: Library, subjects: Subjects, change: Change, now: Date): NewWrite[] {
  const { invitationId, event } = change
  try {
    return plannedWrites(sql, library, subjects, change)
  } catch (cause) {
    log('error', 'plan', { invitation: invitationId }, cause)
    recordChanges(sql, [invitationId], event, now, againMs)
    const detail = `What follows from a change of the invitation ${invitationId} could not be worked out. It is tried again every 10 minutes. The log line "plan" says why: report it.`
    raiseAlert(sql, { id: alertId, code: 'plan_failed', detail }, now)
    return []
  }
}
