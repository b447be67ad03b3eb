import { Hono } from 'hono'
import { z } from 'zod'
import type { HostedEnv } from '../control/app.ts'
import type { Server } from '../server.ts'

const given = z.strictObject({ url: z.url({ protocol: /^https?$/ }), credential: z.string().min(1) })

/** What setup leaves in an org so that its Apex may call the bridge. */
export const namedCredentialRoutes = (server: Server) =>
  new Hono<HostedEnv>()
    .put('/named-credential', async (c) => {
      c.var.hosted.saved.namedCredential = given.parse(await c.req.json())
      server.save()
      return c.body(null, 204)
    })
    .delete('/named-credential', (c) => {
      c.var.hosted.saved.namedCredential = null
      server.save()
      return c.body(null, 204)
    })
