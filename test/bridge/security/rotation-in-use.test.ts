import { env } from 'cloudflare:workers'
import { reset, runInDurableObject } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { anApi, type Credentials } from '../../support/api.ts'
import { aConnectedOrg, knock, until, type ConnectedOrg } from '../../support/connected-org.ts'
import { aClosedCase, anEvent, anId, outboundMessage } from '../../support/outbound.ts'
import type { StandInOrg } from '../../support/stand-in.ts'

afterAll(() => reset())

describe('credentials that are rotated and revoked while messages arrive', () => {
  it.each(['trigger', 'events'] as const)(
    'at %s: what was acknowledged is stored, what was refused is not',
    async (door) => {
      const org = await anApi()
      const { organizationId, orgKey, credentials: first } = org
      const taken: string[] = []
      const refused: string[] = []
      const send = async (with_: Credentials): Promise<number> => {
        const id = anId(door === 'trigger' ? '04l' : 'event-')
        const reply = await (door === 'trigger'
          ? knock(new URL(with_.triggerUrl).pathname, {
              method: 'POST',
              headers: { 'content-type': 'text/xml' },
              body: outboundMessage({ organizationId, notifications: [aClosedCase({ id })] }),
            })
          : knock(`/events/${orgKey}`, {
              method: 'POST',
              headers: { 'content-type': 'application/json', authorization: `Bearer ${with_.eventsToken}` },
              body: JSON.stringify({ organizationId, events: [anEvent({ id })] }),
            }))
        const isTaken = reply.status === 200
        ;(isTaken ? taken : refused).push(id)
        return reply.status
      }
      const storm = (by: Credentials) => Array.from({ length: 20 }, () => send(by))

      const before = storm(first)
      const second = (await org.operate('POST', 'credentials/rotate')).body as unknown as Credentials
      const between = [...storm(first), ...storm(second)]
      expect(new Set(await Promise.all([...before, ...between]))).toEqual(new Set([200]))
      const during = storm(first)
      const revoked = org.operate('DELETE', `credentials/${door}/1`)
      const meanwhile = storm(second)
      expect((await revoked).status).toBe(200)
      expect(new Set(await Promise.all(storm(first)))).toEqual(new Set([401]))
      expect(new Set(await Promise.all([...meanwhile, ...storm(second)]))).toEqual(new Set([200]))
      await Promise.all(during)

      const stored = await org.inside((sql) => sql.exec<{ id: string }>('SELECT id FROM notifications').toArray())
      expect(stored.map(({ id }) => id).sort()).toEqual([...taken].sort())
      expect(refused.length).toBeGreaterThanOrEqual(20)
    },
  )
})

const customers = 6

/** Closed cases of this many customers, told to the bridge. */
async function closeCases({ org, notify }: ConnectedOrg): Promise<void> {
  const sent = await Promise.all(
    Array.from({ length: customers }, async (_, n) => {
      const ContactId = await org.save('Contact', { LastName: `Number ${n}`, Email: `number.${n}@example.com` })
      const Id = await org.save('Case', { Subject: 'Help', Status: 'Closed', ContactId })
      const fields = {
        Id,
        CaseNumber: String(n),
        ClosedDate: '2026-11-21T10:00:00.000Z',
        ContactEmail: `number.${n}@example.com`,
        ContactId,
        IsClosed: 'true',
      }
      return aClosedCase({ fields })
    }),
  )
  expect((await notify(sent)).status).toBe(200)
}

const mailsOf = (org: StandInOrg) => org.control('GET', '/mails') as Promise<{ id: string }[]>

async function surveysOf({ org }: ConnectedOrg): Promise<string[]> {
  const mails = await until('the mails', async () => {
    const found = await mailsOf(org)
    return found.length === customers && found
  })
  return Promise.all(
    mails.map(async ({ id }) => {
      const { text } = (await org.control('GET', `/mails/${id}`)) as { text: string }
      return new URL(/https:\S+\/s\/\S{16}\/\w{22}/.exec(text)?.[0] ?? '').pathname
    }),
  )
}

const settled = (bridge: ConnectedOrg) =>
  until(
    'every write',
    async () => {
      const { writes, unplanned } = await bridge.api<{ writes: Record<string, number>; unplanned: number }>('GET', '')
      const { rows } = await bridge.api<{ rows: unknown[] }>('GET', 'writes?limit=200')
      return (
        unplanned === 0 && rows.length >= customers && !writes['waiting'] && !writes['in_flight'] && !writes['dead']
      )
    },
    60_000,
  )

/** Salesforce and the mail server get new credentials, and the bridge is told, as an admin does it. */
async function replaceCredentials(bridge: ConnectedOrg): Promise<void> {
  const { privateKeyPem, smtp } = (await bridge.org.control('POST', '/credentials')) as StandInOrg
  const { host, port, user, password, from } = smtp
  const mail = { host, port, security: 'none', from: { name: 'Example Company', address: from } }
  const salesforce = { app: 'salesforce', config: bridge.org.config, credentials: { privateKeyPem } }
  await bridge.api('PUT', 'connections/salesforce', salesforce)
  await bridge.api('PUT', 'connections/mail', { app: 'smtp', config: mail, credentials: { user, password } })
}

/** Every alert there ever was, the closed ones too. */
const alertsEver = ({ orgKey }: ConnectedOrg): Promise<unknown[]> =>
  runInDurableObject(env.ORG.getByName(orgKey), (_, { storage }) =>
    storage.sql
      .exec<{ code: string }>('SELECT code FROM alerts')
      .toArray()
      .map(({ code }) => code),
  )

describe('the private key of Salesforce and the password of the mail account', { timeout: 120_000 }, () => {
  it('may change while answers are written: nothing is lost or doubled, and nothing stops', async () => {
    const bridge = await aConnectedOrg()
    await closeCases(bridge)
    const surveys = await surveysOf(bridge)
    await settled(bridge)
    await bridge.org.forgetCalls()
    await bridge.org.faults({ kind: 'slow', ms: 4_000, match: { path: 'composite' } })
    for (const path of surveys)
      await knock(path, { method: 'POST', body: new URLSearchParams({ csat: '5', comment: 'Fine.' }) })
    await until('the first call', async () => (await bridge.org.calls()).some(({ path }) => path.includes('composite')))
    await replaceCredentials(bridge) // its reply is still on the way; the lane goes on with what it knows
    await settled(bridge)
    expect(await bridge.org.query('SELECT Id FROM Survey_Response__c')).toHaveLength(customers)
    expect(await bridge.org.query('SELECT Id FROM Survey_Answer__c')).toHaveLength(2 * customers)
    expect(await alertsEver(bridge)).toEqual([])
  })

  it('may change while mails leave: each arrives once, and nothing stops', async () => {
    const bridge = await aConnectedOrg()
    await bridge.org.control('PUT', '/mail-faults', [{ at: 'body', do: 'slow', delayMs: 4_000, times: 2 }])
    await closeCases(bridge)
    await until('the first mail', async () => (await mailsOf(bridge.org)).length > 0)
    await replaceCredentials(bridge)
    await surveysOf(bridge)
    expect(await alertsEver(bridge)).toEqual([])
    expect(await bridge.api('GET', 'sends?state=unknown')).toMatchObject({ rows: [] })
  })

  it('stop the connection when they are really wrong, and storing the right ones opens it again', async () => {
    const bridge = await aConnectedOrg()
    await bridge.org.control('POST', '/credentials') // and nobody tells the bridge
    await closeCases(bridge)
    await until('the alert', async () => (await alertsEver(bridge)).includes('connection_stopped'))
    await replaceCredentials(bridge)
    await surveysOf(bridge)
    expect(await bridge.api('GET', 'alerts')).toEqual({ rows: [] })
  })
})
