import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeKeys } from '../../bridge/core/keys.ts'
import { connectOrg, type Connected } from '../../scripts/run/demo.ts'
import { until } from '../../scripts/run/ports.ts'
import { anId, outboundMessage } from '../support/outbound.ts'
import { World } from './world.ts'

const newKey = () => randomBytes(32).toString('base64')
const keysOf = (...texts: string[]) => makeKeys(texts.map((text) => Buffer.from(text, 'base64')))
const tokenIn = (link: string): string => link.split('/').at(-1) ?? ''

/** A message about a record that is gone: stored and acknowledged, and nothing follows. */
const knockAt = (world: World, triggerUrl: string): Promise<number> =>
  fetch(triggerUrl, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: outboundMessage({
      organizationId: world.org.orgId,
      notifications: [{ id: anId('04l'), object: 'Case', fields: null }],
    }),
  }).then(({ status }) => status)
const overviewBy = (world: World, { orgKey, adminToken }: Connected): Promise<number> =>
  fetch(`${world.bridge.url}/api/orgs/${orgKey}`, { headers: { authorization: `Bearer ${adminToken}` } }).then(
    ({ status }) => status,
  )

describe('BRIDGE_KEYS are rotated', () => {
  let world: World
  let old: string
  const fresh = newKey()
  beforeAll(async () => {
    world = await World.start()
    old = world.secrets.bridgeKeys
  })
  afterAll(() => world.stop())

  const restartWith = async (...keys: string[]) => {
    world.secrets.bridgeKeys = keys.join(',')
    await world.killAndRestart()
  }
  const surveyOf = async (name: string) => {
    const customer = await world.customer(name)
    await world.closeCase(await world.openCase(customer))
    const link = await world.linkIn((await world.mailTo(customer.email)).id)
    // The bridge knows so too: a mail that is cut off in its last word is of unknown fate, and that is an alert.
    await until('the end of every mail', async () => {
      const sends = await world.all<{ state: string }>('sends')
      return sends.every(({ state }) => state === 'sent')
    })
    return link
  }

  it('in three steps: nothing that was handed out fails while the old key stands behind the new one', async () => {
    const before = world.connected
    const link = await surveyOf('Before')
    expect(keysOf(fresh).readLink('answer', before.orgKey, tokenIn(link))).toBeNull()

    // 1. The new key first, the old one behind it.
    await restartWith(fresh, old)
    expect((await fetch(link)).status).toBe(200)
    expect([await knockAt(world, before.triggerUrl), await overviewBy(world, before)]).toEqual([200, 200])
    const after = await connectOrg(world.bridge.url, world.secrets, world.org, { connections: {} })
    expect(after.triggerUrl).not.toBe(before.triggerUrl)
    expect(keysOf(old).verify('api', after.orgKey, after.adminToken)).toBeNull()
    expect([await knockAt(world, after.triggerUrl), await overviewBy(world, after)]).toEqual([200, 200])

    // 2. Salesforce and the admin are told. 3. The old key goes: the wake at each start has sealed the credentials anew.
    await world.control('PUT', 'triggers', { endpoint: after.triggerUrl })
    await restartWith(fresh)
    world.connected = after
    expect((await fetch(link)).status).toBe(410)
    expect([await knockAt(world, before.triggerUrl), await overviewBy(world, before)]).toEqual([401, 401])
    const next = await surveyOf('After')
    expect(keysOf(fresh).readLink('answer', after.orgKey, tokenIn(next))).not.toBeNull()
    expect((await world.post(next, { csat: '5', comment: 'Fine.' })).status).toBe(303)
    await until('the response', async () => (await world.query('SELECT Id FROM Survey_Response__c')).length === 1)
    expect(await world.api('GET', 'alerts')).toEqual({ rows: [] })
  })
})
