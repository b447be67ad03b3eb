import { Hono } from 'hono'
import { callOrg } from './core/call-org.ts'
import { loadConfig, type Config } from './core/config.ts'
import { fail, type Result } from './core/failures.ts'
import { sameText } from './core/keys.ts'
import { log } from './core/log.ts'
import { hooksRoute } from './invitation/hooks-route.ts'
import { unsubscribeRoute } from './invitation/unsubscribe-route.tsx'
import { toApi } from './org/api/body.ts'
import { apiRoute, type CallOrg } from './org/api/route.ts'
import { openApi } from './org/api/openapi.ts'
import type { Org } from './org/org.ts'
import { wakeAll } from './org/wake.ts'
import type { DeliveryEvent } from './invitation/mailer.ts'
import type { Submission, SurveyOrg } from './survey/port.ts'
import { surveyRoute } from './survey/route.tsx'
import type { Notification } from './trigger/notification.ts'
import type { TriggerOrg } from './trigger/port.ts'
import { eventsRoute, triggerRoute } from './trigger/route.ts'

/** Every route, in the order of the road. */
export function makeApp(env: Env, config: Config = loadConfig(env)): Hono {
  const call: CallOrg = (orgKey, work) => callOrg(() => env.ORG.getByName(orgKey), work)
  const org = (orgKey: string) => edgeOrg(orgKey, call)
  const { keys } = config

  const app = new Hono()
    .route('/trigger', triggerRoute({ keys, org }))
    .route('/events', eventsRoute({ keys, org }))
    .route('/s', surveyRoute({ keys, org }))
    .route('/u', unsubscribeRoute({ keys, org }))
    .route('/hooks', hooksRoute({ keys, org }))
    .route('/api/orgs', apiRoute({ config, call }))
    .get('/openapi.json', (c) => c.json(openApi(new URL(c.req.url).origin)))
    .get('/health', (c) => c.json({ ok: true }))
    .post('/health/wake', async (c) => {
      const given = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
      if (!sameText(given, config.operatorToken)) return toApi(fail({ code: 'unauthorized' }))
      return c.json({ woken: await wakeAll(env) })
    })
    .get('/', (c) => c.text('Survey Bridge. See /openapi.json and the README.'))
  app.notFound(() => toApi(fail({ code: 'not_found' })))
  app.onError((cause) => {
    log('error', 'unexpected', {}, cause)
    return Response.json({ code: 'unexpected', message: 'Something went wrong on our side.' }, { status: 500 })
  })
  return app
}

type EdgeOrg = TriggerOrg &
  SurveyOrg & {
    deliveryEvents(
      generation: number,
      connection: string,
      events: DeliveryEvent[],
    ): Promise<Result<{ matched: number }>>
  }

/** The org's object as the legs know it. Each method is one call, repeated once when the object was moved under it. */
const edgeOrg = (orgKey: string, call: CallOrg): EdgeOrg => {
  const on = <T>(work: (org: DurableObjectStub<Org>) => Promise<Result<T>>) => call(orgKey, work)
  return {
    accept: (door, generation, notifications: Notification[]) =>
      on((org) => org.accept(door, generation, notifications)),
    alertBody: (door, generation, alert) => on((org) => org.alertBody(door, generation, alert)),
    openSurvey: (ref) => on((org) => org.openSurvey(ref)),
    answer: (ref, submission: Submission) => on((org) => org.answer(ref, submission)),
    seen: (ref) => on((org) => org.seen(ref)),
    keep: (ref, submission) => on((org) => org.keep(ref, submission)),
    unsubscribePage: (ref) => on((org) => org.unsubscribePage(ref)),
    unsubscribe: (ref) => on((org) => org.unsubscribe(ref)),
    deliveryEvents: (generation, _connection, events) => on((org) => org.deliveryEvents(generation, events)),
  }
}
