import { Hono } from 'hono'
import { z } from 'zod'
import type { Hosted, Server } from '../server.ts'
import { seed } from './seed.ts'

/** What an admin sets in Setup; it can be changed later (`PATCH switches`). */
export const switchShape = {
  languages: z.array(z.string()).optional(),
  deploysFlowsActive: z.boolean().optional(),
  activatesFlowsByApi: z.boolean().optional(),
  consumerSecretsByMetadata: z.boolean().optional(),
  tellsConsumerKey: z.boolean().optional(),
}

const newOrg = z.strictObject({
  isSandbox: z.boolean().optional(),
  clockScale: z.number().positive().optional(),
  ordersEnabled: z.boolean().optional(),
  personAccounts: z.boolean().optional(),
  bare: z.boolean().optional(),
  edition: z.string().optional(),
  integrationLicences: z.number().int().min(0).optional(),
  ...switchShape,
  seed: z.boolean().optional(),
})

/** Making and listing orgs. */
export const orgRoutes = (server: Server): Hono =>
  new Hono()
    .get('/', (c) => c.json(server.orgs.map((hosted) => describeOrg(server, hosted))))
    .post('/', async (c) => {
      const { seed: seeded, ...given } = newOrg.parse(JSON.parse((await c.req.text()) || '{}'))
      const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
      const hosted = await server.create(options)
      const records = seeded ? seed(hosted.org) : undefined
      return c.json({ ...describeOrg(server, hosted), ...(records && { records }) }, 201)
    })

/** Everything a client of the org needs, secrets included: all of it is made up. */
export function describeOrg(server: Server, { org, mail, saved }: Hosted) {
  const controlUrl = `http://127.0.0.1:${server.controlPort}`
  return {
    orgId: org.id,
    orgUrl: org.url,
    loginUrl: org.url,
    isSandbox: org.isSandbox,
    consumerKey: org.consumerKey,
    privateKeyPem: org.privateKeyPem,
    username: org.users.find(({ kind }) => kind === 'integration')?.username ?? '',
    adminUsername: org.users.find(({ kind }) => kind === 'admin')?.username ?? '',
    agents: org.users.filter(({ kind }) => kind === 'agent').map(({ username }) => username),
    smtp: {
      host: server.smtp.host,
      port: server.smtp.port,
      user: org.id,
      password: mail.password,
      from: 'surveys@example.com',
    },
    controlUrl: `${controlUrl}/control/orgs/${org.id}`,
    inboxUrl: `${controlUrl}/inbox/${org.id}`,
    statusUrl: `${org.url}/lightning/setup/outbound`,
    clock: { now: org.clock.now(), scale: org.clock.scale },
    triggers: saved.triggers,
  }
}
