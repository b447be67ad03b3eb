import { alertCodes, type AlertCode } from '../core/tables/alert-codes.ts'
import type { Standing } from './standing.ts'

export type Status = 'ok' | 'degraded' | 'failed'
/** Why an org is not *ok*; `of` names the lane, connection or alert. */
export type Reason = { status: Exclude<Status, 'ok'>; code: ReasonCode; of: string }
type ReasonCode =
  | 'no_answer' // within the time limit
  | 'unavailable' // the object could not open its tables, or threw
  | 'not_connected' // it stands in the directory, but nothing is in it
  | 'alarm_lost' // something is due and nothing will wake the object: the hourly wake mends it
  | 'lane_late'
  | 'connection_missing' // work waits for a connection that nobody made
  | 'alert'
  | 'dead_writes'
  | 'storage'

const minuteMs = 60_000
const lateMs = 5 * minuteMs
const stuckMs = 60 * minuteMs

/** Of one object. Source: developers.cloudflare.com/durable-objects/platform/limits/ (paid plan); on plain workerd the disk decides. */
export const storageLimitBytes = 10_000_000_000
export const storageWarnsAt = 0.8
const storageFailsAt = 0.95

const severity = { ok: 0, degraded: 1, failed: 2 } as const
export const worst = (all: readonly Status[]): Status =>
  all.reduce<Status>((worst, one) => (severity[one] > severity[worst] ? one : worst), 'ok')
export const severityOf = (status: Status): number => severity[status]

/** What is wrong with an org; nothing when it is *ok*. */
export function judge(standing: Standing): Reason[] {
  return [
    ...ofClock(standing),
    ...ofLanes(standing),
    ...ofMissing(standing),
    ...Object.keys(standing.alerts).map((code) => reason(severityOfAlert(code), 'alert', code)),
    ...(standing.writes.dead > 0 ? [reason('degraded', 'dead_writes', String(standing.writes.dead))] : []),
    ...ofStorage(standing.storageBytes / storageLimitBytes),
  ]
}

const reason = (status: Reason['status'], code: ReasonCode, of = ''): Reason => ({ status, code, of })

/** An org that did not say how it stands. */
export const silent = (code: 'no_answer' | 'unavailable' | 'not_connected'): Reason[] => [reason('failed', code)]

/** A lane that runs sets the alarm when it ends. */
const ofClock = ({ clock: { alarmAt, dueAt, running } }: Standing): Reason[] =>
  dueAt !== null && alarmAt === null && running.length === 0 ? [reason('failed', 'alarm_lost')] : []

const ofLanes = ({ at: now, lanes }: Standing): Reason[] =>
  lanes
    .filter(({ at }) => now - at >= lateMs)
    .map(({ lane, at }) => reason(now - at < stuckMs ? 'degraded' : 'failed', 'lane_late', lane))

/** A connection that was never made has no alert that would say so. */
function ofMissing({ connections, queued, writes }: Standing): Reason[] {
  const isMissing = (name: string): boolean => !connections.some((found) => found.name === name)
  return [
    ...(queued > 0 && isMissing('mail') ? [reason('degraded', 'connection_missing', 'mail')] : []),
    ...(writes.waiting > 0 && isMissing('salesforce') ? [reason('degraded', 'connection_missing', 'salesforce')] : []),
  ]
}

const severityOfAlert = (code: string): Reason['status'] => alertCodes[code as AlertCode]?.severity ?? 'degraded'

function ofStorage(share: number): Reason[] {
  if (share < storageWarnsAt) return []
  return [reason(share < storageFailsAt ? 'degraded' : 'failed', 'storage', `${Math.round(share * 100)} %`)]
}
