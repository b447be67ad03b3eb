import * as z from 'zod'
import { isoOrNull } from '../core/time.ts'
import type { Answered } from './ask-orgs.ts'
import { storageLimitBytes, worst } from './health.ts'
import { connectionStates, type Standing } from './standing.ts'
import { bundle } from './version.ts'

/** The deep check as JSON; `status` is the worst of the orgs asked. */
export const showHealth = (answered: Answered[], next: string | null, now: Date) => ({
  status: worst(answered.map(({ status }) => status)),
  ...bundle,
  checkedAt: now.toISOString(),
  orgs: answered.map(({ standing, ...org }) => ({ ...org, ...(standing && showStanding(standing)) })),
  next,
})

const showStanding = ({ at, name, clock, lanes, storageBytes, ...rest }: Standing): object => ({
  name,
  ...rest,
  alarmAt: isoOrNull(clock.alarmAt),
  dueAt: isoOrNull(clock.dueAt),
  lanes: lanes.map(({ lane, at: oldestDueAt }) => ({
    lane,
    isRunning: clock.running.includes(lane),
    oldestDueAt: isoOrNull(oldestDueAt),
    overdueSeconds: Math.max(0, Math.round((at - oldestDueAt) / 1000)),
  })),
  storage: { bytes: storageBytes, limit: storageLimitBytes },
})

/** What the operator's pages answer, for `/openapi.json`. */
export function operatingShapes() {
  const text = z.string()
  const count = z.int32()
  const status = z.enum(['ok', 'degraded', 'failed'])
  const at = z.string().meta({ format: 'date-time' })
  const atOrNull = at.nullable()
  const standing = z.object({
    alarmAt: atOrNull,
    dueAt: atOrNull,
    lanes: z.array(z.object({ lane: text, isRunning: z.boolean(), oldestDueAt: at, overdueSeconds: count })),
    connections: z.array(connectionShape(atOrNull)),
    schema: z.object({ applied: count, known: count }),
    alerts: z.record(text, count),
    undecided: count,
    queued: count,
    held: count,
    writes: z.object({ waiting: count, inFlight: count, dead: count }),
    mails: z.object({ waiting: count, inFlight: count, unknown: count }),
    storage: z.object({ bytes: z.int(), limit: z.int() }),
    counts: z.record(text, z.int()),
  })
  return {
    Healthy: z.object({ ok: z.literal(true) }),
    Woken: z.object({ woken: count.describe('How many orgs') }),
    Health: z.object({
      status,
      version: text,
      build: text,
      checkedAt: at,
      next: text.nullable().describe('Ask again with after=…; null: that was all'),
      orgs: z.array(
        z.object({
          orgKey: text,
          name: text,
          registeredAt: at,
          status,
          reasons: z.array(z.object({ status, code: text, of: text })),
          ...standing.partial().shape, // nothing of an org that did not answer
        }),
      ),
    }),
  }
}

const connectionShape = (atOrNull: z.ZodType) => {
  const count = z.int32().nullable()
  const error = z.object({ kind: z.string(), status: z.string() }).nullable()
  return z.object({
    name: z.string(),
    app: z.string(),
    state: z.enum(connectionStates),
    opensAt: atOrNull,
    failures: z.int32(),
    lastError: error,
    lastSuccessAt: atOrNull,
    apiUsed: count,
    apiLimit: count,
  })
}
