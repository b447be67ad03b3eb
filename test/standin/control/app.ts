import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { ZodError } from 'zod'
import { Rejected } from '../data/record.ts'
import { namedCredentialRoutes } from '../lightning/named-credential.ts'
import { inbox } from '../mail/inbox.ts'
import type { Hosted, Server } from '../server.ts'
import { faultRoutes } from './faults.ts'
import { mailRoutes } from './mails.ts'
import { orgRoutes, describeOrg } from './orgs.ts'
import { outboundRoutes } from './outbound.ts'
import { recordRoutes } from './records.ts'

export type HostedEnv = { Variables: { hosted: Hosted } }

/** The control API of all orgs and the mailbox pages. */
export function control(server: Server): Hono {
  const one = new Hono<HostedEnv>()
    .get('/', (c) => c.json(describeOrg(server, c.var.hosted)))
    .delete('/', async (c) => {
      await server.remove(c.var.hosted)
      return c.body(null, 204)
    })
    .route('/', recordRoutes())
    .route('/', faultRoutes(server))
    .route('/', outboundRoutes(server))
    .route('/', mailRoutes())
    .route('/', namedCredentialRoutes(server))

  const app = new Hono<HostedEnv>()
  app.use('/control/orgs/:orgId/*', (c, next) => {
    c.set('hosted', hostedOr404(server, c.req.param('orgId')))
    return next()
  })
  app.use('/inbox/:orgId/*', (c, next) => {
    c.set('hosted', hostedOr404(server, c.req.param('orgId')))
    return next()
  })
  app
    .get('/', (c) => c.redirect('/control/orgs'))
    .route('/control/orgs', orgRoutes(server))
    .route('/control/orgs/:orgId', one)
    .route('/inbox/:orgId', inbox())
  app.notFound((c) => c.json({ error: 'not_found', message: `There is no ${c.req.method} ${c.req.path} here` }, 404))
  app.onError((error, c) => {
    if (error instanceof HTTPException) return c.json({ error: 'refused', message: error.message }, error.status)
    if (error instanceof ZodError)
      return c.json({ error: 'invalid', message: error.message, issues: error.issues }, 400)
    if (error instanceof Rejected)
      return c.json({ error: 'rejected', message: error.message, errors: error.errors }, 400)
    console.error(error)
    return c.json({ error: 'failed', message: error.message }, 500)
  })
  return app as unknown as Hono
}

function hostedOr404(server: Server, orgId: string): Hosted {
  const hosted = server.find(orgId)
  if (hosted) return hosted
  const message = `There is no org ${orgId} here: it was removed, or the stand-in was restarted without a state directory`
  throw new HTTPException(404, { message })
}
