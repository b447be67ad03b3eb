import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import type { Fault } from '../faults.ts'
import { newKey } from '../org.ts'
import type { Server } from '../server.ts'
import type { HostedEnv } from './app.ts'
import { describeOrg, switchShape } from './orgs.ts'

const clockChange = z.strictObject({ scale: z.number().positive().optional(), advanceMs: z.number().optional() })
const faults = (body: unknown): Fault[] => z.array(z.looseObject({ kind: z.string() })).parse([body].flat()) as Fault[]

/** What an org's surroundings do: time, faults of its API, its schema, its sessions, the log of calls. */
export const faultRoutes = (server: Server) =>
  new Hono<HostedEnv>()
    .get('/clock', (c) => c.json({ now: c.var.hosted.org.clock.now(), scale: c.var.hosted.org.clock.scale }))
    .patch('/clock', async (c) => {
      const { scale, advanceMs = 0 } = clockChange.parse(await c.req.json())
      const { org, saved } = c.var.hosted
      if (scale) {
        const at = org.clock.now().getTime()
        // The clock counts from its start at one speed: a new speed must not move the moment.
        Object.assign(org.clock, { scale })
        org.clock.advance(at - org.clock.now().getTime())
        saved.options.clockScale = scale
      }
      org.clock.advance(advanceMs)
      server.save()
      return c.json({ now: org.clock.now(), scale: org.clock.scale })
    })
    .get('/faults', (c) => c.json(c.var.hosted.org.faults.list()))
    .put('/faults', async (c) => {
      const { faults: armed } = c.var.hosted.org
      const wanted = faults(await c.req.json())
      armed.clear()
      return c.json({ ids: wanted.map((fault) => armed.add(fault)) })
    })
    .post('/faults', async (c) => {
      const wanted = faults(await c.req.json())
      return c.json({ ids: wanted.map((fault) => c.var.hosted.org.faults.add(fault)) }, 201)
    })
    .delete('/faults', (c) => {
      c.var.hosted.org.faults.clear()
      return c.body(null, 204)
    })
    .delete('/faults/:id', (c) => {
      c.var.hosted.org.faults.remove(Number(c.req.param('id')))
      return c.body(null, 204)
    })
    // As when the certificate of the app and the password of the mail account are replaced: what was known opens nothing any more.
    .post('/credentials', async (c) => {
      const { hosted } = c.var
      hosted.org.privateKeyPem = newKey()
      hosted.org.expireSessions()
      hosted.mail.password = hosted.saved.smtpPassword = randomUUID()
      return c.json(describeOrg(server, hosted))
    })
    .patch('/switches', async (c) => {
      const changed = z.strictObject(switchShape).parse(await c.req.json())
      const { org, saved } = c.var.hosted
      const given = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined))
      Object.assign(org.switches, given)
      Object.assign(saved.options, given)
      server.save()
      return c.json(org.switches)
    })
    .post('/sessions/expire', (c) => {
      c.var.hosted.org.expireSessions()
      return c.body(null, 204)
    })
    .post('/schema', async (c) => {
      try {
        c.var.hosted.org.schema.alter(await c.req.json())
      } catch (error) {
        throw new HTTPException(400, { message: error instanceof Error ? error.message : String(error) })
      }
      return c.body(null, 204)
    })
    .get('/calls', (c) => {
      const { calls, apiUsage } = c.var.hosted.org
      const counts: Record<string, number> = {}
      for (const { method, path } of calls) {
        const key = `${method} ${kindOfPath(path)}`
        counts[key] = (counts[key] ?? 0) + 1
      }
      const rows = calls.reduce((sum, call) => sum + (call.rows ?? 0), 0)
      return c.json({ total: calls.length, rows, apiUsage, counts, calls })
    })
    .delete('/calls', (c) => {
      c.var.hosted.org.calls.length = 0
      return c.body(null, 204)
    })

/** The path without query, version and ids, so that equal work counts under one name. */
const kindOfPath = (path: string): string =>
  path
    .split('?')[0]!
    .replace(/^\/services\/data\/v[\d.]+/, '')
    .replace(/\/[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?(?=\/|$)/g, '/:id')
    .replace(/(\/sobjects\/[^/]+\/[^/]+__c)\/.+/, '$1/:key')
