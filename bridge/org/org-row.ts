import { z } from 'zod'
import { settings } from '../definitions/settings.ts'

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
    settings: settings.parse(JSON.parse(found.settings_json)),
    connectedAt: new Date(found.connected_at),
  }))

/** Who an object belongs to. `orgId` has 15 characters; `baseUrl` is where customers reach the bridge. */
export type OrgRow = z.output<typeof row>

/** Null until the operator has connected the org. */
export const readOrg = (sql: SqlStorage): OrgRow | null =>
  sql
    .exec('SELECT * FROM org')
    .toArray()
    .map((found) => row.parse(found))[0] ?? null

export type NewOrg = {
  orgId: string
  orgKey: string
  name: string
  isSandbox: boolean
  baseUrl: string
  integrationUserId: string | null
  settings: unknown
}

/** Makes the org or changes it; a repeat changes nothing. It is due to be entered in the directory again. */
export function putOrg(sql: SqlStorage, given: NewOrg, now: Date): OrgRow {
  const known = readOrg(sql)
  sql.exec('DELETE FROM org')
  sql.exec(
    `INSERT INTO org (org_id, org_key, name, is_sandbox, base_url, integration_user_id, generation, settings_json, connected_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
    given.orgId.slice(0, 15),
    given.orgKey,
    given.name,
    given.isSandbox ? 1 : 0,
    given.baseUrl,
    given.integrationUserId,
    known?.generation ?? 1,
    JSON.stringify(given.settings ?? known?.settings ?? {}),
    known?.connectedAt.getTime() ?? now.getTime(),
  )
  const stored = readOrg(sql)
  if (!stored) throw new Error('the org was not stored')
  return stored
}

/** False when this generation of a door's credential was revoked. */
export const isLive = (sql: SqlStorage, door: string, generation: number): boolean =>
  sql.exec('SELECT 1 FROM revocations WHERE door = ?1 AND generation = ?2', door, generation).toArray().length === 0
