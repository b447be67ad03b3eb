import { Hono } from 'hono'
import { Rejected, rejected, type User } from '../data/record.ts'
import { transact } from '../data/transaction.ts'
import type { Sockets, StandInOrg } from '../org.ts'
import { enter, type Bindings } from './door.ts'
import { disturbed } from './disturbed.ts'
import { token, userInfo } from './oauth.ts'
import { errorAnswer, notFound, type Answer, type Ask } from './rest/reply.ts'
import { serve } from './rest/resources.ts'
import { Sessions, tokenIn } from './sessions.ts'
import { isServed, versionList } from './versions.ts'
import { send, sessionExpired } from './send.ts'

export type Api = { sessions: Sessions; handle: (request: Request, env: Sockets) => Promise<Response> }

/** Everything below /services of one org. */
export function api(org: StandInOrg): Api {
  const sessions = new Sessions(org.clock, org.id)
  const app = new Hono<{ Bindings: Bindings }>()
  app.post('/services/oauth2/token', async ({ env }) => {
    const { status, body } =
      disturbed(env.faults, true) ?? (await token(org, sessions, new URLSearchParams(env.body), env.faults))
    return send({ status, body })
  })
  app.get('/services/oauth2/userinfo', ({ req, env }) => {
    const user = sessions.use(tokenIn(req.header('Authorization')))
    env.call.user = user
    return user ? send({ status: 200, body: userInfo(org, user) }) : send(sessionExpired)
  })
  app.get('/services/data', () => send({ status: 200, body: versionList }))
  app.get('/services/data/', () => send({ status: 200, body: versionList }))
  app.all('/services/data/:version/*', ({ req, env }) => {
    const version = req.param('version').replace(/^v/, '')
    if (!isServed(version)) return send(notFound)
    const bearer = tokenIn(req.header('Authorization'))
    const broken = env.faults.of('expired_session')
    if (broken) sessions.expire(bearer)
    const user = sessions.use(bearer)
    env.call.user = user
    if (!user) return send(sessionExpired)
    org.apiUsage.used++
    const ask = {
      version,
      method: req.method,
      search: new URL(req.url).searchParams,
      header: (name: string) => req.header(name),
    }
    return send(
      disturbed(env.faults) ?? overLimit(org) ?? work(org, user, env, { ...ask, path: pathOf(req.url) }),
      org.apiUsage,
      env.faults,
    )
  })
  app.notFound(() => send(notFound))
  return { sessions, handle: (request, sockets) => enter(org, request, sockets, (plain, env) => app.fetch(plain, env)) }
}

/** The steps below the version; a `%2F` stays inside its step. */
const pathOf = (url: string): string[] =>
  new URL(url).pathname.split('/').slice(4).filter(Boolean).map(decodeURIComponent)

function work(org: StandInOrg, user: User, { faults, body, call }: Bindings, ask: Omit<Ask, 'body'>): Answer {
  try {
    const read = parseBody(body)
    return transact(org, { user, faults, body }, (tx) => {
      const answer = serve({ ...ask, body: read }, { org, tx, serve })
      if (tx.changes.length > 0) call.rows = tx.changes.length
      return answer
    })
  } catch (error) {
    if (error instanceof Rejected) return errorAnswer(error)
    throw error
  }
}

function parseBody(body: string): unknown {
  if (body.trim() === '') return undefined
  try {
    return JSON.parse(body) as unknown
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    throw rejected('JSON_PARSER_ERROR', `${text} at [line:1, column:1]`)
  }
}

function overLimit({ apiUsage }: StandInOrg): Answer | null {
  if (apiUsage.used <= apiUsage.limit) return null
  return errorAnswer(rejected('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', undefined, 403))
}
