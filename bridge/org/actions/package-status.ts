import { openAlerts } from '../../core/tables/alerts.ts'
import { connections, type Connection } from '../../core/tables/connections.ts'
import { openLibrary } from '../../definitions/library.ts'
import { stateOf, type ConnectionState } from '../../operating/standing.ts'
import { bundle } from '../../operating/version.ts'
import { inFamily } from '../../write-back/writes.ts'
import { summary } from '../api/summary.ts'
import type { OrgRow } from '../tables/org-row.ts'
import { lastDoctor, type DoctorResult } from './doctor.ts'

/** How the bridge stands for an org, for its Setup Assistant: no name, no address, no address of a customer. */
export type PackageStatus = {
  version: string
  now: string
  programs: { name: string; object: string; survey: string; mode: string; by: string; notSent: string }[]
  connections: { name: string; app: string; state: ConnectionState; message: string | null }[]
  work: { waiting: number; dead: number; unknown: number; held: number; lastWriteAt: string | null }
  alerts: { code: string; detail: string; raisedAt: string }[]
  month: { invitations: number; responses: number; rows: number; megabytes: number }
  doctor: DoctorResult | null
}

export function packageStatus(sql: SqlStorage, org: OrgRow, now: Date): PackageStatus {
  const { writes, sends, invitations } = summary(sql, org, now)
  const connected = connections(sql)
  return {
    version: bundle.version,
    now: now.toISOString(),
    programs: openLibrary(sql)
      .all('program')
      .map(({ name, body: { on, survey, mode, send, notSent } }) => {
        return { name, object: on.object, survey, mode, by: send.by, notSent }
      }),
    connections: connected.map(({ name, app, opensAt, lastError }) => ({
      name,
      app,
      state: stateOf({ opensAt }, now),
      message: lastError ? [lastError.message, lastError.hint].filter(Boolean).join(' ') : null,
    })),
    work: {
      waiting: writes['waiting'] ?? 0,
      dead: writes['dead'] ?? 0,
      unknown: sends['unknown'] ?? 0,
      held: invitations['Held'] ?? 0,
      lastWriteAt: lastWriteAt(connected),
    },
    alerts: openAlerts(sql)
      .slice(0, 50)
      .map(({ code, detail, firstAt }) => ({ code, detail, raisedAt: firstAt.toISOString() })),
    month: lastMonth(sql, now),
    doctor: lastDoctor(sql),
  }
}

/** When Salesforce last took a write or answered a read. */
const lastWriteAt = (found: Connection[]): string | null =>
  found
    .flatMap(({ app, lastSuccessAt }) => (app === 'salesforce' && lastSuccessAt ? [lastSuccessAt.toISOString()] : []))
    .toSorted()
    .at(-1) ?? null

const monthMs = 30 * 86_400_000
const looked = 1_000 // invitations whose records are counted; the rest is taken to be like them
const bytesOfRecord = 2_048 // what Salesforce counts for a record (help.salesforce.com: overview_storage)

/** What the last 30 days took of the org's storage, about: counted for the newest invitations. */
function lastMonth(sql: SqlStorage, now: Date): PackageStatus['month'] {
  const since = now.getTime() - monthMs
  // Program by program, because the index of what was asked lately begins with it.
  const programs = openLibrary(sql)
    .all('program')
    .map(({ name }) => name)
  const { n } = sql
    .exec<{ n: number }>(
      `SELECT count(*) AS n FROM json_each(?1) CROSS JOIN invitations ON program = value AND asked_at > ?2 AND counts = 1`,
      JSON.stringify(programs),
      since,
    )
    .one()
  const newest = programs
    .flatMap((program) => newestOf(sql, program, since))
    .toSorted((a, b) => b.asked_at - a.asked_at)
    .slice(0, looked)
  const sample = sql
    .exec<{ invitations: number; responses: number; rows: number }>(
      `SELECT count(*) AS invitations,
         coalesce(sum(EXISTS (SELECT 1 FROM responses WHERE invitation_id = newest.value AND state = 'completed')), 0) AS responses,
         coalesce(sum((SELECT count(*) FROM writes WHERE ${inFamily('newest.value')} AND record_id IS NOT NULL)), 0) AS rows
       FROM json_each(?1) AS newest`,
      JSON.stringify(newest.map(({ id }) => id)),
    )
    .one()
  const share = sample.invitations === 0 ? 0 : n / sample.invitations
  const rows = Math.round(sample.rows * share)
  return {
    invitations: n,
    responses: Math.round(sample.responses * share),
    rows,
    megabytes: Math.round((rows * bytesOfRecord) / 10_000) / 100,
  }
}

const newestOf = (sql: SqlStorage, program: string, since: number) =>
  sql
    .exec<{ id: string; asked_at: number }>(
      `SELECT id, asked_at FROM invitations WHERE program = ?1 AND asked_at > ?2 AND counts = 1 ORDER BY asked_at DESC LIMIT ${looked}`,
      program,
      since,
    )
    .toArray()
