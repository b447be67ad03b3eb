import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import { setSends } from '../data/people.ts'
import type { Outbound } from '../outbound/open.ts'
import type { Queued } from '../outbound/queue.ts'
import { bypass } from '../outbound/open.ts'
import { deploymentOf } from '../outbound/view.ts'
import type { Server } from '../server.ts'
import type { HostedEnv } from './app.ts'
import { who } from './records.ts'

const order = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }),
  kinds: z.array(z.enum(['flow', 'legacy'])).optional(),
  only: z.array(z.string()).optional(),
  accountField: z.string().optional(),
  accountEmailField: z.string().optional(),
})
const count = z.number().int().min(0)
const switches = z
  .strictObject({
    duplicates: z.union([z.boolean(), count]),
    reorder: z.union([z.boolean(), z.enum(['reverse', 'shuffle'])]),
    paused: z.boolean(),
    lostReplies: z.union([z.boolean(), count]),
    old15CharIds: z.boolean(),
    sessionId: z.union([z.boolean(), z.string()]),
    timeoutMs: count,
    windowMs: count,
    parallel: z.number().int().min(1),
  })
  .partial()
const userChange = z.strictObject({
  sendsOutboundMessages: z.boolean().optional(),
  permissions: z.array(z.literal(bypass)).optional(),
})

/** Triggers, the delivery status and the sender's switches. */
export const outboundRoutes = (server: Server) =>
  new Hono<HostedEnv>()
    .get('/triggers', (c) => c.json(deploymentOf(c.var.hosted.org, c.var.hosted.outbound)))
    .put('/triggers', async (c) => {
      const { org, outbound, saved } = c.var.hosted
      const wanted = stripped(order.parse(await c.req.json()))
      try {
        outbound.deploy(wanted)
      } catch (error) {
        throw new HTTPException(400, { message: error instanceof Error ? error.message : String(error) })
      }
      saved.triggers = wanted
      server.save()
      return c.json(deploymentOf(org, outbound))
    })
    .delete('/triggers', (c) => {
      const { outbound, saved } = c.var.hosted
      outbound.undeploy()
      saved.triggers = null
      server.save()
      return c.body(null, 204)
    })
    .get('/outbound', (c) => {
      const { outbox } = c.var.hosted.outbound
      const { state = null, limit = '1000' } = c.req.query()
      const items = outbox.queue.list(state, Number(limit)).map(shown)
      return c.json({ counts: outbox.queue.counts(), messages: outbox.messages, switches: outbox.switches, items })
    })
    .patch('/outbound', async (c) => {
      const { outbox } = c.var.hosted.outbound
      outbox.switches = { ...outbox.switches, ...stripped(switches.parse(await c.req.json())) }
      outbox.wake()
      return c.json(outbox.switches)
    })
    .delete('/outbound', (c) => {
      c.var.hosted.outbound.outbox.queue.clear()
      return c.body(null, 204)
    })
    .post('/outbound/:id/retry', (c) => {
      const { org, outbound } = c.var.hosted
      const { id } = itemOr404(outbound, c.req.param('id'))
      outbound.outbox.queue.retry(id, org.clock.now())
      outbound.outbox.wake()
      return c.json(shown(itemOr404(outbound, id)))
    })
    .delete('/outbound/:id', (c) => {
      const { outbound } = c.var.hosted
      outbound.outbox.queue.remove(itemOr404(outbound, c.req.param('id')).id)
      return c.body(null, 204)
    })
    .patch('/users/:name', async (c) => {
      const { org, outbound, saved } = c.var.hosted
      const user = who(org, c.req.param('name'))
      const { sendsOutboundMessages, permissions } = userChange.parse(await c.req.json())
      if (sendsOutboundMessages !== undefined) setSends(org, user, sendsOutboundMessages)
      if (permissions) {
        outbound.permissions.set(user.username, new Set(permissions))
        saved.permissions[user.username] = permissions
      }
      server.save()
      return c.json({ ...user, permissions: [...(outbound.permissions.get(user.username) ?? [])] })
    })

const shown = (item: Queued) => ({ ...item, state: item.state === 'sending' ? 'pending' : item.state })

function itemOr404({ outbox }: Outbound, id: string): Queued {
  const found = outbox.queue.find(id)
  if (found) return found
  throw new HTTPException(404, { message: `There is no notification ${id} in this org` })
}

/** Optional keys that were left out are absent, not undefined. */
const stripped = <T extends object>(given: T) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
