import { env } from 'cloudflare:workers'
import { reset } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { makeKeys } from '../../../bridge/core/keys.ts'
import { callSucceeded, connection, connections, putConnection } from '../../../bridge/core/tables/connections.ts'
import { seal, unseal } from '../../../bridge/org/apps/credentials.ts'
import { runLane } from '../../../bridge/org/lanes.ts'
import { OrgTools } from '../../../bridge/org/tools.ts'
import { loadConfig } from '../../../bridge/core/config.ts'
import { anApi, type Api, type Credentials } from '../../support/api.ts'
import { knock } from '../../support/connected-org.ts'
import { anEvent, anId, outboundMessage } from '../../support/outbound.ts'

afterAll(() => reset())

const old = Buffer.alloc(32, 1)
const fresh = Buffer.alloc(32, 2)
const orgKey = 'abcdefghijklmnop'

/** What each door answers to credentials. */
async function doors(org: Api, { triggerUrl, eventsToken, hooksToken, adminToken }: Credentials) {
  const post = (path: string, token: string | null, body: string, type = 'application/json') =>
    knock(path, {
      method: 'POST',
      headers: { 'content-type': type, ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body,
    })
  const message = outboundMessage({ organizationId: org.organizationId })
  const event = JSON.stringify({ organizationId: org.organizationId, events: [anEvent()] })
  const delivery = JSON.stringify({ events: [{ kind: 'delivered', sendId: anId('send') }] })
  const replies = {
    trigger: await post(new URL(triggerUrl).pathname, null, message, 'text/xml'),
    events: await post(`/events/${org.orgKey}`, eventsToken, event),
    hooks: await post(`/hooks/${org.orgKey}/mail`, hooksToken, delivery),
    api: await knock(`/api/orgs/${org.orgKey}`, { headers: { authorization: `Bearer ${adminToken}` } }),
  }
  return Object.fromEntries(Object.entries(replies).map(([door, { status }]) => [door, status]))
}
const open = { trigger: 200, events: 200, hooks: 200, api: 200 }

describe('rotating an org’s credentials', () => {
  it('makes new ones for every door, and the old ones work until each is revoked', async () => {
    const org = await anApi()
    const first = org.credentials
    expect(await doors(org, first)).toEqual(open)
    const rotated = await org.operate('POST', 'credentials/rotate')
    const second = rotated.body as unknown as Credentials
    expect(second).toMatchObject({ generation: 2, orgKey: org.orgKey })
    expect(new Set([first.adminToken, second.adminToken, first.eventsToken, second.eventsToken]).size).toBe(4)
    expect([await doors(org, first), await doors(org, second)]).toEqual([open, open])

    await org.operate('DELETE', 'credentials/trigger/1')
    expect(await doors(org, first)).toEqual({ ...open, trigger: 401 })
    for (const door of ['events', 'hooks', 'api']) await org.operate('DELETE', `credentials/${door}/1`)
    expect(await doors(org, first)).toEqual({ trigger: 401, events: 401, hooks: 401, api: 401 })
    expect(await doors(org, second)).toEqual(open)
  })

  it('does not lock the operator out of the newest ones, nor revoke what is not handed out yet', async () => {
    const org = await anApi()
    for (const generation of ['1', '2', '999999']) {
      const refused = await org.operate('DELETE', `credentials/trigger/${generation}`)
      expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } })
    }
    for (const path of ['trigger/0', 'trigger/x', 'trigger/1.5', 'trigger/-1', 'trigger/1e3', 'cellar/1'])
      expect((await org.operate('DELETE', `credentials/${path}`)).status).toBe(404)
    expect(await doors(org, org.credentials)).toEqual(open)
  })

  it('leaves a revoked message unstored and without an Ack', async () => {
    const org = await anApi()
    await org.operate('POST', 'credentials/rotate')
    await org.operate('DELETE', 'credentials/trigger/1')
    const reply = await knock(new URL(org.credentials.triggerUrl).pathname, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: outboundMessage({ organizationId: org.organizationId }),
    })
    expect(reply.status).toBe(401)
    expect(await reply.text()).not.toContain('Ack')
    expect(await org.inside((sql) => sql.exec('SELECT id FROM notifications').toArray())).toEqual([])
  })
})

describe('rotating BRIDGE_KEYS', () => {
  const [before, overlap, after] = [makeKeys([old]), makeKeys([fresh, old]), makeKeys([fresh])]

  it('keeps what was handed out alive while the old key stands behind the new one', () => {
    const ref = '00112233445566778899'
    for (const door of ['trigger', 'events', 'api', 'hooks'] as const) {
      const token = before.issue(door, orgKey, 3)
      expect(overlap.verify(door, orgKey, token)).toEqual({ generation: 3 })
      expect(after.verify(door, orgKey, token)).toBeNull()
      expect(overlap.issue(door, orgKey, 3)).toBe(after.issue(door, orgKey, 3)) // the newest signs
    }
    const link = before.link('answer', orgKey, ref)
    expect(overlap.readLink('answer', orgKey, link)).toBe(ref)
    expect(after.readLink('answer', orgKey, link)).toBeNull()
  })

  it('opens credentials of the old key, and tells that they are to be sealed anew', async () => {
    const sealed = await seal(before, orgKey, { password: 'x' })
    expect(await unseal(overlap, orgKey, sealed)).toEqual({ credentials: { password: 'x' }, isOld: true })
    expect(await unseal(before, orgKey, sealed)).toEqual({ credentials: { password: 'x' }, isOld: false })
  })

  it.each([
    ['another key', async () => unseal(after, orgKey, await seal(before, orgKey, {}))],
    ['another org', async () => unseal(before, 'ponmlkjihgfedcba', await seal(before, orgKey, {}))],
    ['nothing at all', async () => unseal(before, orgKey, 'x.y')],
    [
      'a changed text',
      async () => {
        const parts = (await seal(before, orgKey, { password: 'x' })).split('.')
        parts[3] = `${parts[3]!.startsWith('A') ? 'B' : 'A'}${parts[3]!.slice(1)}`
        return unseal(before, orgKey, parts.join('.'))
      },
    ],
  ])('opens no credentials sealed for %s', async (_, opened) => {
    expect(await opened()).toBeNull()
  })

  it('seals credentials anew at their first use, so that the old key can go', async () => {
    const smtp = { app: 'smtp', config: { host: '127.0.0.1', port: 9, from: { name: 'A', address: 'a@example.com' } } }
    const org = await anApi({ connections: { mail: { ...smtp, credentials: { user: 'u', password: 'p' } } } })
    const config = (keys: Buffer[]) =>
      loadConfig({ ...env, BRIDGE_KEYS: keys.map((key) => key.toString('base64')).join(',') })
    const stored = await org.inside(async (sql, { storage }) => {
      const commit = <T>(work: (sql: SqlStorage, now: Date) => T) =>
        storage.transactionSync(() => work(sql, new Date()))
      const store = (sealed: string) => sql.exec(`UPDATE connections SET credentials = ?1 WHERE name = 'mail'`, sealed)
      store(await seal(makeKeys([old]), org.orgKey, { user: 'u', password: 'p' }))
      const lane = (keys: Buffer[]) => runLane('mail', new OrgTools(commit, config(keys), env.DIRECTORY).forLanes())
      await lane([fresh, old])
      const sealed = connection(sql, 'mail')!.credentials!
      await lane([fresh])
      const isOpen = connection(sql, 'mail')!.opensAt !== null
      // A deployment that lost the key too early: the connection stops, once, and says what to do.
      store(await seal(makeKeys([old]), org.orgKey, {}))
      await lane([fresh])
      commit((_, now) => callSucceeded(sql, 'mail', null, now))
      return { sealed, isOpen, stopped: connection(sql, 'mail')!.opensAt === null }
    })
    expect(await unseal(makeKeys([fresh]), org.orgKey, stored.sealed)).toMatchObject({ isOld: false })
    expect(stored).toMatchObject({ isOpen: true, stopped: true })
    expect((await org.api('GET', 'alerts')).body.rows).toMatchObject([
      { code: 'connection_stopped', detail: expect.stringContaining('put the key back'), times: 1 },
    ])
  })

  it('seals those of a connection that nobody uses with the next wake', async () => {
    const org = await anApi()
    const stored = await org.inside(async (sql, { storage }) => {
      const commit = <T>(work: (sql: SqlStorage, now: Date) => T) =>
        storage.transactionSync(() => work(sql, new Date()))
      for (const [name, by] of [
        ['idle', makeKeys([old])],
        ['current', makeKeys([fresh])],
        ['lost', makeKeys([Buffer.alloc(32, 3)])],
      ] as const)
        putConnection(
          sql,
          { name, app: 'smtp', config: {}, credentials: await seal(by, org.orgKey, { name }) },
          new Date(),
        )
      const before = connections(sql).map(({ credentials }) => credentials)
      const config = loadConfig({ ...env, BRIDGE_KEYS: [fresh, old].map((key) => key.toString('base64')).join(',') })
      await new OrgTools(commit, config, env.DIRECTORY).sealAnew()
      return { before, after: connections(sql).map(({ credentials }) => credentials) }
    })
    const [current, idle, lost] = stored.after
    expect(await unseal(makeKeys([fresh]), org.orgKey, idle!)).toEqual({ credentials: { name: 'idle' }, isOld: false })
    expect([current, lost]).toEqual([stored.before[0], stored.before[2]]) // nothing to do, and nothing that can be done
    expect(idle).not.toBe(stored.before[1])
  })
})
