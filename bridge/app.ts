import { Hono, type MiddlewareHandler } from 'hono'
import { callOrg } from './core/call-org.ts'
import { loadConfig, type Config } from './core/config.ts'
import { fail, type Result } from './core/failures.ts'
import { standardHeaders } from './core/headers.ts'
import { log } from './core/log.ts'
import { hooksRoute, type HooksOrg } from './invitation/delivery/hooks-route.ts'
import { unsubscribeRoute, type UnsubscribeOrg } from './invitation/delivery/unsubscribe-route.tsx'
import { toApi } from './org/api/body.ts'
import { isOperator, type CallOrg } from './org/api/door.ts'
import { openApi } from './org/api/openapi/file.ts'
import { apiRoute } from './org/api/route.ts'
import type { Org } from './org/org.ts'
import { wakeAll } from './org/directory.ts'
import { tellAccepted } from './operating/accepted.ts'
import { operatingRoute, type OperatingDeps } from './operating/route.ts'
import { tooOften } from './rate-limit.ts'
import type { SurveyOrg } from './survey/port.ts'
import { surveyRoute } from './survey/route.tsx'
import { actionsRoute } from './trigger/actions/route.ts'
import { rowsOf } from './trigger/accept.ts'
import type { ActionsOrg, TriggerOrg } from './trigger/port.ts'
import { eventsRoute, triggerRoute } from './trigger/route.ts'

let app: Hono | null = null

/** The routes, made with the first request. A deployment without its secrets says which one is missing, and what to do. */
export function appOf(env: Env): Hono {
  if (app) return app
  let config: Config
  try {
    config = loadConfig(env)
  } catch (cause) {
    log('error', 'not_configured', {}, cause)
    const message = cause instanceof Error ? cause.message : 'the configuration cannot be read'
    return new Hono().all('*', (c) => c.json({ code: 'not_configured', message }, 500))
  }
  return (app = makeApp(env, config))
}

/** Every route, in the order of the road. */
function makeApp(env: Env, config: Config): Hono {
  const call: CallOrg = (orgKey, work) => callOrg(() => env.ORG.getByName(orgKey), work)
  const org = (orgKey: string) => edgeOrg(orgKey, call, config)
  const { keys, limits } = config

  const app = new Hono()
    .use('/s/*', compressed)
    .use('/u/*', compressed)
    .route('/trigger', triggerRoute({ keys, org }))
    .route('/events', eventsRoute({ keys, org }))
    .route('/actions', actionsRoute({ keys, org }))
    .route('/s', surveyRoute({ keys, org, isTooOften: tooOften(limits.link) }))
    .route('/u', unsubscribeRoute({ keys, org, isTooOften: tooOften(limits.link) }))
    .route('/hooks', hooksRoute({ keys, org }))
    .route('/api/orgs', apiRoute({ config, call, isTooOften: tooOften(limits.api) }))
    .get('/openapi.json', (c) => c.json(openApi(new URL(c.req.url).origin)))
    .route('/', operatingRoute(operating(env, config)))
    .get('/', (c) => c.text('Survey Bridge. See /openapi.json and the README.'))
  app.notFound(() => toApi(fail({ code: 'not_found' })))
  app.onError((cause) => {
    log('error', 'unexpected', {}, cause)
    return Response.json({ code: 'unexpected', message: 'Something went wrong on our side.' }, { status: 500 })
  })
  return app
}

type EdgeOrg = TriggerOrg & ActionsOrg & SurveyOrg & UnsubscribeOrg & HooksOrg

/** The org's object as the legs know it. Each method is one call, repeated once when the object was moved under it. */
const edgeOrg = (orgKey: string, call: CallOrg, { analytics }: Config): EdgeOrg => {
  const on = <T>(work: (org: DurableObjectStub<Org>) => Promise<Result<T>>) => call(orgKey, work)
  return {
    async accept(door, generation, notifications) {
      const message = { org: orgKey, door, notifications, startedAt: Date.now() }
      const rows = rowsOf(notifications)
      const stored = await on((org) => org.accept(door, generation, rows, notifications.length))
      tellAccepted(analytics, message, stored)
      return stored
    },
    alertBody: (door, generation, alert) => on((org) => org.alertBody(door, generation, alert)),
    act: (generation, userId, pressed) => on((org) => org.act(generation, userId, pressed)),
    packageStatus: (generation) => on((org) => org.packageStatus(generation)),
    openSurvey: (ref) => on((org) => org.openSurvey(ref)),
    answer: (ref, submission) => on((org) => org.answer(ref, submission)),
    seen: (ref) => on((org) => org.seen(ref)),
    keep: (ref, submission) => on((org) => org.keep(ref, submission)),
    unsubscribePage: (ref) => on((org) => org.unsubscribePage(ref)),
    unsubscribe: (ref) => on((org) => org.unsubscribe(ref)),
    deliveryEvents: (generation, _connection, events) => on((org) => org.deliveryEvents(generation, events)),
  }
}

/** What the operator's pages look at: the directory, and each org through its object. */
const operating = (env: Env, config: Config): OperatingDeps => {
  const directory = () => env.DIRECTORY.getByName('directory')
  return {
    isOperator: (c) => isOperator(c, config),
    refuse: (failure) => toApi(fail(failure)),
    list: (after, limit) => directory().list(after, limit),
    find: (orgKey) => directory().find(orgKey),
    ask: (orgKey) => env.ORG.getByName(orgKey).standing(),
    wake: () => wakeAll(env),
  }
}

/** A page travels compressed: the runtime encodes a body whose header says so, on Cloudflare and on plain workerd. */
const compressed: MiddlewareHandler = async (c, next) => {
  await next()
  if (!c.res.body || !/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return
  c.header('content-encoding', 'gzip')
  c.header('vary', 'accept-encoding')
}

/** Around the routes and not in them: a route that is added, one that fails and one that does not exist are no exceptions. */
export async function secured(answering: Response | Promise<Response>): Promise<Response> {
  const reply = await answering
  // The Ack: no browser ever sees it, and there are more of them than of everything else.
  if (reply.headers.get('content-type')?.startsWith('text/xml')) return reply
  for (const [name, value] of Object.entries(standardHeaders))
    if (!reply.headers.has(name)) reply.headers.set(name, value)
  return reply
}
