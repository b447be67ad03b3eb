import { connections } from '../../core/tables/connections.ts'
import type { Settings } from '../../definitions/settings.ts'
import { stateOf, type ConnectionState } from '../../operating/standing.ts'
import type { OrgRow } from '../tables/org-row.ts'

type Counts = Record<string, number>

/** How an org stands: what waits, what is dead, what nobody knows. What is done is not counted: there may be millions. */
export type Summary = {
  orgKey: string
  now: string // by the bridge's clock
  name: string
  isSandbox: boolean
  generation: number
  revoked: string[] // `trigger 1`: this door's credential of this generation opens nothing any more
  settings: Settings
  undecided: number
  unplanned: number // changes whose writes are planned in a moment
  invitations: Counts // Queued and Held
  writes: Counts // waiting, in_flight, dead, dismissed
  sends: Counts // waiting, in_flight, and unknown ones that nothing has settled
  alerts: number
  connections: {
    name: string
    app: string
    state: ConnectionState
    apiUsed: number | null
    apiLimit: number | null
  }[]
}

/** The overview, as the admin and the Setup Assistant see it. */
export function summary(sql: SqlStorage, org: OrgRow, now: Date): Summary {
  const count = (statement: string): Counts =>
    Object.fromEntries(
      sql
        .exec<{ name: string; n: number }>(statement)
        .toArray()
        .map(({ name, n }) => [name, n]),
    )
  const one = (statement: string): number => sql.exec<{ n: number }>(statement).one().n
  return {
    orgKey: org.orgKey,
    now: now.toISOString(),
    name: org.name,
    isSandbox: org.isSandbox,
    generation: org.generation,
    revoked: sql
      .exec<{ name: string }>(
        `SELECT door || ' ' || CAST(generation AS INTEGER) AS name FROM revocations ORDER BY name`,
      )
      .toArray()
      .map(({ name }) => name),
    settings: org.settings,
    undecided: one('SELECT count(*) AS n FROM notifications WHERE decide_at IS NOT NULL'),
    unplanned: one('SELECT count(*) AS n FROM changes'),
    invitations: count(
      `SELECT status AS name, count(*) AS n FROM invitations WHERE status IN ('Queued', 'Held') GROUP BY status`,
    ),
    writes: count(`SELECT state AS name, count(*) AS n FROM writes WHERE state <> 'done' GROUP BY state`),
    sends: {
      ...count(
        `SELECT state AS name, count(*) AS n FROM sends WHERE state IN ('in_flight', 'unknown') AND settled_by IS NULL GROUP BY state`,
      ),
      ...count(`SELECT 'waiting' AS name, count(*) AS n FROM sends WHERE state = 'waiting' HAVING n > 0`),
    },
    alerts: one('SELECT count(*) AS n FROM alerts WHERE closed_at IS NULL'),
    connections: connections(sql).map((found) => {
      const { name, app, apiUsed, apiLimit } = found
      return { name, app, state: stateOf(found, now), apiUsed, apiLimit }
    }),
  }
}
