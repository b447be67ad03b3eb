import { connections, type Connection } from '../core/tables/connections.ts'
import { readCounts, type Counts } from './counters.ts'

const mostCounted = 10_000 // a count stops here, so that looking costs the same however much waits

/** What the object's clock does: what the platform will wake it for, what the tables ask for, and which lanes run now. */
export type Clock = { alarmAt: number | null; dueAt: number | null; running: string[] }

/** How one org stands, as its object sees it. Moments are ms since the epoch; counts stop at 10,000. */
export type Standing = {
  name: string
  at: number
  clock: Clock
  schema: { applied: number; known: number }
  /** Of each lane with work: since when it could have been worked on, or when it can be; not what waits for a stopped connection. */
  lanes: { lane: string; at: number }[]
  connections: ConnectionStanding[]
  alerts: Record<string, number>
  undecided: number
  queued: number
  held: number
  writes: { waiting: number; inFlight: number; dead: number }
  mails: { waiting: number; inFlight: number; unknown: number }
  storageBytes: number
  /** Since the org was connected; a crash may forget the last second's. */
  counts: Counts
}

/** `resting`: it opens again by itself; `stopped`: a person has to reconnect it. */
export const connectionStates = ['open', 'resting', 'stopped'] as const
export type ConnectionState = (typeof connectionStates)[number]
export const stateOf = ({ opensAt }: Pick<Connection, 'opensAt'>, now: Date): ConnectionState =>
  opensAt === null ? 'stopped' : opensAt > now ? 'resting' : 'open'

type ConnectionStanding = Pick<Connection, 'name' | 'app' | 'failures' | 'apiUsed' | 'apiLimit' | 'lastSuccessAt'> & {
  state: ConnectionState
  opensAt: Date | null
  lastError: { kind: string; status: string } | null
}

/** Reads it from indexes only: nothing here grows with what is done and over. */
export function lookAt(
  sql: SqlStorage,
  given: Pick<Standing, 'name' | 'clock' | 'lanes'> & { schemaKnown: number },
  now: Date,
): Standing {
  const count = (of: string): number => countOf(sql, of)
  return {
    name: given.name,
    at: now.getTime(),
    clock: given.clock,
    schema: { applied: count('migrations'), known: given.schemaKnown },
    lanes: given.lanes,
    connections: connections(sql).map((found) => standingOf(found, now)),
    alerts: openAlertCodes(sql),
    undecided: count('notifications WHERE decide_at IS NOT NULL'),
    queued: count(unsent('Queued')),
    held: count(unsent('Held')),
    writes: {
      waiting: count(openWrites('waiting')),
      inFlight: count(openWrites('in_flight')),
      dead: count(openWrites('dead')),
    },
    mails: {
      waiting: count(`sends WHERE state = 'waiting'`),
      inFlight: count(openSends('in_flight')),
      unknown: count(`${openSends('unknown')} AND settled_by IS NULL`),
    },
    storageBytes: sql.databaseSize,
    counts: readCounts(sql),
  }
}

const unsent = (status: string): string => `invitations WHERE status IN ('Queued', 'Held') AND status = '${status}'`
const openWrites = (state: string): string => `writes WHERE state <> 'done' AND state = '${state}'`
const openSends = (state: string): string => `sends WHERE state IN ('in_flight', 'unknown') AND state = '${state}'`

const countOf = (sql: SqlStorage, of: string): number =>
  sql.exec<{ n: number }>(`SELECT count(*) AS n FROM (SELECT 1 FROM ${of} LIMIT ${mostCounted})`).one().n

const openAlertCodes = (sql: SqlStorage): Record<string, number> =>
  Object.fromEntries(
    sql
      .exec<{ code: string; n: number }>('SELECT code, count(*) AS n FROM alerts WHERE closed_at IS NULL GROUP BY code')
      .toArray()
      .map(({ code, n }) => [code, n]),
  )

/** Without the app's own text, which may quote a value of a record. */
const standingOf = (found: Connection, now: Date): ConnectionStanding => ({
  name: found.name,
  app: found.app,
  state: stateOf(found, now),
  opensAt: found.opensAt,
  failures: found.failures,
  lastError: found.lastError && { kind: found.lastError.kind ?? '', status: found.lastError.status ?? '' },
  lastSuccessAt: found.lastSuccessAt,
  apiUsed: found.apiUsed,
  apiLimit: found.apiLimit,
})
