import type { Context } from 'hono'
import * as z from 'zod'
import type { Config } from '../../core/config.ts'
import { fail, ok, type Result } from '../../core/failures.ts'
import { orgKeyOf } from '../../core/keys.ts'
import type { OrgRow } from '../tables/org-row.ts'
import { jsonBody, toApi } from './body.ts'
import { connectInput } from './connect.ts'
import { isOperator, type Deps } from './door.ts'

const orgKeyShape = /^[a-z2-7]{16}$/
export const restoreInput = z.union([
  z.strictObject({ at: z.iso.datetime({ offset: true }).transform((text) => new Date(text)) }),
  z.strictObject({ bookmark: z.string().regex(/^[0-9a-f-]{1,200}$/) }),
])
const doors = z.enum(['trigger', 'events', 'api', 'hooks'])

/** Connects an org, or changes it; a repeat gives the same answer. The trigger URL and tokens are made here and stored nowhere. */
export async function connect(c: Context, { config, call }: Deps): Promise<Response> {
  if (!isOperator(c, config)) return toApi(fail({ code: 'unauthorized' }))
  const body = await jsonBody(c.req.raw, connectInput)
  if (!body.ok) return toApi(body)
  const orgKey = orgKeyOf(body.value.organizationId)
  if (c.req.param('orgKey') !== orgKey)
    return toApi(fail({ code: 'conflict', detail: `the key of this organization is ${orgKey}` }))
  const { origin } = new URL(c.req.url)
  return handOut(config, await call(orgKey, (org) => org.configure(orgKey, body.value, origin)))
}

/** New credentials for every door. The old ones work until they are revoked, so that Salesforce can be told in between. */
export async function rotate(c: Context, { config, call }: Deps): Promise<Response> {
  if (!isOperator(c, config)) return toApi(fail({ code: 'unauthorized' }))
  const orgKey = orgKeyIn(c)
  return orgKey === null ? nowhere() : handOut(config, await call(orgKey, (org) => org.rotate()))
}

/** One door's credential of one generation opens nothing from now on. */
export async function revoke(c: Context, { config, call }: Deps): Promise<Response> {
  if (!isOperator(c, config)) return toApi(fail({ code: 'unauthorized' }))
  const orgKey = orgKeyIn(c)
  const door = doors.safeParse(c.req.param('door'))
  const generation = /^[1-9]\d{0,5}$/.exec(c.req.param('generation') ?? '')
  if (orgKey === null || !door.success || !generation) return nowhere()
  return handOut(config, await call(orgKey, (org) => org.revoke(door.data, Number(generation[0]))))
}

/** Removes an org with all that is kept of it; `name` is asked for, because nothing brings it back but a restore of the platform's. */
export async function remove(c: Context, { config, call }: Deps): Promise<Response> {
  if (!isOperator(c, config)) return toApi(fail({ code: 'unauthorized' }))
  const orgKey = orgKeyIn(c)
  return orgKey === null ? nowhere() : toApi(await call(orgKey, (org) => org.remove(c.req.query('name') ?? '')))
}

/** Sets the org's object back in time, on Cloudflare. The second call ends the old instance, and is repeated on the one that begins in the past. */
export async function restore(c: Context, { config, call }: Deps): Promise<Response> {
  if (!isOperator(c, config)) return toApi(fail({ code: 'unauthorized' }))
  const orgKey = orgKeyIn(c)
  if (orgKey === null) return nowhere()
  const body = await jsonBody(c.req.raw, restoreInput)
  if (!body.ok) return toApi(body)
  const scheduled = await call(orgKey, (org) => org.restore(body.value))
  if (!scheduled.ok) return toApi(scheduled)
  const restored = await call(orgKey, (org) => org.restored())
  return toApi(restored.ok ? scheduled : restored)
}

const nowhere = (): Response => toApi(fail({ code: 'not_found' }))

/** A name that is none would bring an empty object into being. */
function orgKeyIn(c: Context): string | null {
  const orgKey = c.req.param('orgKey') ?? ''
  return orgKeyShape.test(orgKey) ? orgKey : null
}

function handOut({ keys }: Config, result: Result<OrgRow>): Response {
  if (!result.ok) return toApi(result)
  const { orgKey, orgId, name, baseUrl, generation } = result.value
  return toApi(
    ok({
      orgKey,
      orgId,
      name,
      generation,
      triggerUrl: `${baseUrl}/trigger/${orgKey}/${keys.issue('trigger', orgKey, generation)}`,
      eventsUrl: `${baseUrl}/events/${orgKey}`,
      actionsUrl: `${baseUrl}/actions/${orgKey}`,
      eventsToken: keys.issue('events', orgKey, generation),
      hooksUrl: `${baseUrl}/hooks/${orgKey}/mail`,
      hooksToken: keys.issue('hooks', orgKey, generation),
      adminToken: keys.issue('api', orgKey, generation),
    }),
  )
}
