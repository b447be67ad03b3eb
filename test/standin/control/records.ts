import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import type { User } from '../data/record.ts'
import type { StandInOrg } from '../org.ts'
import type { HostedEnv } from './app.ts'

const user = z.string().default('agent')
const save = z.strictObject({
  user,
  object: z.string(),
  id: z.string().optional(),
  fields: z.record(z.string(), z.unknown()),
})
const oneOrMany = <T extends z.ZodType>(schema: T) => z.union([schema, z.array(schema)])
const deletion = z.strictObject({ user, object: z.string(), id: z.string() })
const merge = z.strictObject({ user, object: z.string(), winnerId: z.string(), loserIds: z.array(z.string()) })
const conversion = z.strictObject({ user, leadId: z.string() })

/** What people do in the org: no API call is counted, no assignment rule runs. */
export const recordRoutes = () =>
  new Hono<HostedEnv>()
    .post('/save', async (c) => {
      const { org } = c.var.hosted
      const asked = oneOrMany(save).parse(await c.req.json())
      const results = [asked].flat().map((one) => org.save(who(org, one.user), one.object, one.fields, one.id))
      return c.json(Array.isArray(asked) ? results : results[0])
    })
    .post('/delete', async (c) => {
      const { org } = c.var.hosted
      const asked = oneOrMany(deletion).parse(await c.req.json())
      const results = [asked].flat().map((one) => org.delete(who(org, one.user), one.object, one.id))
      return c.json(Array.isArray(asked) ? results : results[0])
    })
    .post('/merge', async (c) => {
      const { org } = c.var.hosted
      const one = merge.parse(await c.req.json())
      return c.json(org.merge(who(org, one.user), one.object, one.winnerId, one.loserIds))
    })
    .post('/convert', async (c) => {
      const { org } = c.var.hosted
      const one = conversion.parse(await c.req.json())
      return c.json(org.convertLead(who(org, one.user), one.leadId))
    })
    .get('/query', (c) => {
      const { q = '', all } = c.req.query()
      const records = c.var.hosted.org.query(q, { all: all === '1' || all === 'true' })
      return c.json({ totalSize: records.length, records })
    })

/** A user by kind, username or id. */
export function who(org: StandInOrg, name: string): User {
  const found = org.users.find(({ kind, username, id }) => [kind, username, id].includes(name))
  if (found) return found
  throw new HTTPException(400, {
    message: `No user ${name}; there are ${org.users.map(({ username }) => username).join(', ')}`,
  })
}
