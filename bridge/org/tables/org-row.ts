import * as z from 'zod'
import { note } from '../../core/tables/audit.ts'
import { readSettings, type Settings } from '../../definitions/settings.ts'
import { sweepAgain } from '../privacy/purge.ts'

const row = z
  .object({
    org_id: z.string(),
    org_key: z.string(),
    name: z.string(),
    is_sandbox: z.number(),
    base_url: z.string(),
    integration_user_id: z.string().nullable(),
    generation: z.number(),
    settings_json: z.string(),
    connected_at: z.number(),
  })
  .transform((found) => ({
    orgId: found.org_id,
    orgKey: found.org_key,
    name: found.name,
    isSandbox: found.is_sandbox === 1,
    baseUrl: found.base_url,
    integrationUserId: found.integration_user_id,
    generation: found.generation,
    settings: readSettings(found.settings_json),
    connectedAt: new Date(found.connected_at),
  }))

/** Who an object belongs to. `orgId` has 15 characters; `baseUrl` is where customers reach the bridge. */
export type OrgRow = z.output<typeof row>

/** Asked for with every call and changed once a month: kept as long as the object lives and nothing here writes. */
type Known = { org?: OrgRow | null; revoked?: Set<string>; removed?: number }
const kept = new WeakMap<SqlStorage, Known>()

const knownOf = (sql: SqlStorage): Known => {
  const known = kept.get(sql) ?? {}
  kept.set(sql, known)
  return known
}

/** Whatever writes these two tables calls it, and whoever undoes a transaction that may have. */
export const forgetOrg = (sql: SqlStorage): void => void kept.delete(sql)

/** Null until the operator has connected the org. */
export function readOrg(sql: SqlStorage): OrgRow | null {
  const known = knownOf(sql)
  if (known.org !== undefined) return known.org
  const [found] = sql.exec('SELECT * FROM org').toArray()
  return (known.org = found ? row.parse(found) : null)
}

/** What may be said of an org; what is left out stays as it is. */
export type GivenOrg = {
  organizationId: string
  orgKey: string
  origin: string // its address until one is given
  name?: string | undefined
  isSandbox?: boolean | undefined
  baseUrl?: string | undefined
  integrationUserId?: string | undefined
  settings?: Settings | undefined
}

/** Makes the org or changes it; a repeat changes nothing. It is due to be entered in the directory again. */
export function putOrg(sql: SqlStorage, given: GivenOrg, now: Date): OrgRow {
  const known = readOrg(sql)
  const baseUrl = given.baseUrl ?? known?.baseUrl ?? given.origin
  sql.exec('DELETE FROM org')
  sql.exec(
    `INSERT INTO org (org_id, org_key, name, is_sandbox, base_url, integration_user_id, generation, settings_json, connected_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
    given.organizationId.slice(0, 15),
    given.orgKey,
    given.name ?? known?.name ?? 'Salesforce',
    (given.isSandbox ?? known?.isSandbox ?? false) ? 1 : 0,
    baseUrl.replace(/\/$/, ''),
    given.integrationUserId ?? known?.integrationUserId ?? null,
    known?.generation ?? lastGeneration(sql) + 1,
    JSON.stringify(given.settings ?? known?.settings ?? {}),
    known?.connectedAt.getTime() ?? now.getTime(),
  )
  forgetOrg(sql)
  const stored = readOrg(sql)
  if (!stored) throw new Error('the org was not stored')
  return stored
}

/** All of them: what is left out has its default again. */
export function putSettings(sql: SqlStorage, settings: Settings, now: Date): void {
  sql.exec('UPDATE org SET settings_json = ?1', JSON.stringify(settings))
  forgetOrg(sql)
  sweepAgain(sql, now)
  note(sql, 'admin', 'settings', '', now)
}

/** Of the org that was here before, 0 without one. */
export const lastGeneration = (sql: SqlStorage): number =>
  sql.exec<{ generation: number }>('SELECT generation FROM removed').toArray()[0]?.generation ?? 0

/** The next generation of all credentials; those handed out before open their doors until they are revoked. */
export function nextGeneration(sql: SqlStorage): void {
  sql.exec('UPDATE org SET generation = generation + 1')
  forgetOrg(sql)
}

/** A door's credentials of one generation open nothing any more. */
export function revoke(sql: SqlStorage, door: string, generation: number, now: Date): void {
  sql.exec(
    'INSERT INTO revocations (door, generation, revoked_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING',
    door,
    generation,
    now.getTime(),
  )
  forgetOrg(sql)
}

/** False when this generation of a door's credential was revoked, or is of an org that was removed. */
export function isLive(sql: SqlStorage, door: string, generation: number): boolean {
  const known = knownOf(sql)
  known.revoked ??= new Set(
    sql
      .exec<{ door: string; generation: number }>('SELECT door, generation FROM revocations')
      .toArray()
      .map((one) => `${one.door} ${one.generation}`),
  )
  known.removed ??= lastGeneration(sql)
  return generation > known.removed && !known.revoked.has(`${door} ${generation}`)
}
