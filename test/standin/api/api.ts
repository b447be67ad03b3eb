import { Hono } from 'hono'
import { metadataCall } from './metadata/soap.ts'
import type { Sockets, StandInOrg } from '../org.ts'
import { dataCall } from './data-call.ts'
import { disturbed } from './disturbed.ts'
import { enter, type Bindings } from './door.ts'
import { token, userInfo } from './oauth.ts'
import { notFound } from './rest/reply.ts'
import { send, sessionExpired } from './send.ts'
import { Sessions, tokenIn } from './sessions.ts'
import { isServed, versionList } from './versions.ts'

export type Api = { sessions: Sessions; handle: (request: Request, env: Sockets) => Promise<Response> }

/** Everything below /services of one org. */
export function api(org: StandInOrg): Api {
  const sessions = new Sessions(org.clock, org.id)
  const app = new Hono<{ Bindings: Bindings }>()
    .post('/services/oauth2/token', async ({ env }) => {
      const form = new URLSearchParams(env.body)
      return send(disturbed(env.faults, true) ?? (await token(org, sessions, form, env.faults)))
    })
    .get('/services/oauth2/userinfo', ({ req, env }) => {
      const user = sessions.use(tokenIn(req.header('Authorization')))
      env.call.user = user
      return user ? send({ status: 200, body: userInfo(org, user) }) : send(sessionExpired)
    })
    .post('/services/Soap/m/:version', async ({ env }) => metadataCall(org, env))
    .post('/services/Soap/m/:version/*', async ({ env }) => metadataCall(org, env))
    .get('/services/data/', () => send({ status: 200, body: versionList }))
    .get('/services/data', () => send({ status: 200, body: versionList }))
    .all('/services/data/:version/*', ({ req, env }) => {
      if (!isServed(req.param('version'))) return send(notFound)
      const bearer = tokenIn(req.header('Authorization'))
      if (env.faults.of('expired_session')) sessions.expire(bearer)
      const user = sessions.use(bearer)
      env.call.user = user
      return user ? dataCall(org, user, req.raw, env) : send(sessionExpired)
    })
  app.notFound(() => send(notFound))
  return { sessions, handle: (request, sockets) => enter(org, request, sockets, (plain, env) => app.fetch(plain, env)) }
}
