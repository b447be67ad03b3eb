import { Hono, type Context } from 'hono'
import * as z from 'zod'
import type { Failure } from '../core/failures.ts'
import { askOrgs, type Answered, type AskStanding, type Listed, type OrgPage } from './ask-orgs.ts'
import { metricsOf } from './metrics/metrics.ts'
import { contentType, exposition, without } from './metrics/prometheus.ts'
import { showHealth } from './show-health.ts'

/** What the operator's pages ask of the bridge. */
export type OperatingDeps = {
  isOperator: (c: Context) => boolean
  refuse: (failure: Failure) => Response
  list: (after: string, limit: number) => Promise<OrgPage>
  find: (orgKey: string) => Promise<Listed | null>
  ask: AskStanding
  wake: () => Promise<number>
}

const query = z.object({
  org: z
    .string()
    .regex(/^[a-z2-7]{16}$/)
    .optional(),
  after: z.string().max(16).default(''),
  limit: z
    .string()
    .regex(/^([1-9]\d?|1\d\d|200)$/)
    .transform(Number)
    .default(100),
  by: z.enum(['org', 'bridge']).default('org'),
})

/** `/health` is for everybody, wakes no object and says nothing of the release; the deep check, the metrics and the wake are the operator's. */
export const operatingRoute = (deps: OperatingDeps) =>
  new Hono()
    .get('/health', (c) => c.json({ ok: true }, 200, { 'cache-control': 'no-store' }))
    .use('/health/*', async (c, next) => (deps.isOperator(c) ? next() : deps.refuse({ code: 'unauthorized' })))
    .use('/metrics', async (c, next) => (deps.isOperator(c) ? next() : deps.refuse({ code: 'unauthorized' })))
    .post('/health/wake', async (c) => c.json({ woken: await deps.wake() }))
    .get('/health/deep', (c) =>
      withOrgs(c, deps, ({ answered, next }) => {
        const health = showHealth(answered, next, new Date())
        return c.json(health, health.status === 'failed' ? 503 : 200, { 'cache-control': 'no-store' })
      }),
    )
    .get('/metrics', (c) =>
      withOrgs(c, deps, ({ answered, next, by }) => {
        const metrics = metricsOf(answered, next === null)
        return c.text(exposition(by === 'org' ? metrics : without('org', metrics)), 200, {
          'content-type': contentType,
          'cache-control': 'no-store',
        })
      }),
    )

type Asked = { answered: Answered[]; next: string | null; by: 'org' | 'bridge' }

/** One org, or a page of them. */
async function withOrgs(c: Context, deps: OperatingDeps, answer: (asked: Asked) => Response): Promise<Response> {
  const asked = query.safeParse(c.req.query())
  if (!asked.success)
    return deps.refuse({ code: 'malformed', detail: 'org, after, limit (1 to 200), by (org or bridge)' })
  const { org, after, limit, by } = asked.data
  const page = org === undefined ? await deps.list(after, limit) : await only(deps, org)
  if (page === null) return deps.refuse({ code: 'not_found' })
  return answer({ answered: await askOrgs(page.orgs, deps.ask), next: page.next, by })
}

/** Only one that is listed: any other name would bring an empty object into being. */
async function only(deps: OperatingDeps, orgKey: string): Promise<OrgPage | null> {
  const found = await deps.find(orgKey)
  return found && { orgs: [found], next: null }
}

const ask = { opensTo: ['operator'], query }

/** The operator's doors, and the one that says whether the bridge is there. */
export const operatingDoors = [
  { route: 'GET /health', id: 'isHealthy', summary: 'The bridge is there', opensTo: [], answers: { 200: 'Healthy' } },
  {
    route: 'GET /health/deep',
    id: 'showHealth',
    summary: 'How each org stands, and which bundle answers',
    ...ask,
    answers: { 200: 'Health', 503: 'Health' },
  },
  {
    route: 'GET /metrics',
    id: 'showMetrics',
    summary: 'The same as numbers for Prometheus',
    ...ask,
    answers: { 200: { 'text/plain': 'Text' } },
  },
  {
    route: 'POST /health/wake',
    id: 'wake',
    summary: 'Wakes every org: hourly, and whenever the process starts',
    opensTo: ['operator'],
    answers: { 200: 'Woken' },
  },
]
