import { reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterAll, describe, expect, it } from 'vitest'
import { anApi, ask, connect } from '../../support/api.ts'
import { aConnectedOrg, knock, operatorToken } from '../../support/connected-org.ts'
import { aClosedCase, outboundMessage } from '../../support/outbound.ts'

afterAll(() => reset())

const remove = (orgKey: string, name: string) =>
  ask('DELETE', `${orgKey}?name=${encodeURIComponent(name)}`, { token: operatorToken })
const directory = () => env.DIRECTORY.getByName('directory')

describe('an org that is removed', () => {
  it('leaves nothing behind, and its old credentials open nothing, also when it is connected again', async () => {
    const { organizationId, orgKey, adminToken, credentials } = await anApi({ name: 'Example' })
    await ask('POST', `${orgKey}/credentials/rotate`, { token: operatorToken })
    expect(await remove(orgKey, 'Example')).toEqual({ status: 200, body: {} })
    expect(await remove(orgKey, 'Example')).toMatchObject({ status: 200 })
    expect(await directory().find(orgKey)).toBeNull()
    expect(await ask('GET', orgKey, { token: adminToken })).toMatchObject({ status: 401 })

    const again = await connect(organizationId, { name: 'Example' })
    expect(again.body).toMatchObject({ orgKey, generation: 3 })
    const token = again.body['adminToken'] as string
    expect(await ask('GET', orgKey, { token })).toMatchObject({ status: 200 })
    const { body } = await ask('GET', `${orgKey}/audit`, { token })
    expect(body.rows?.map(({ what }) => what)).toEqual(['connect'])
    for (const old of [credentials.triggerUrl]) {
      const reply = await knock(new URL(old).pathname, {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body: outboundMessage({ organizationId }),
      })
      expect(reply.status).toBe(401)
    }
  })

  it('ends while its lanes are at work', async () => {
    const bridge = await aConnectedOrg({ connect: { name: 'Busy' } })
    await bridge.org.faults({ kind: 'slow', ms: 1_500 })
    await bridge.notify([aClosedCase()])
    await scheduler.wait(1_200) // the decision is made, its write is on its way
    expect(await remove(bridge.orgKey, 'Busy')).toMatchObject({ status: 200 })
    const { body } = await connect(bridge.org.orgId, { name: 'Busy' })
    const { body: kept } = await ask('GET', `${bridge.orgKey}/invitations`, { token: body['adminToken'] as string })
    expect(kept.rows).toEqual([])
  })

  it('is asked for by its name, and has to be there', async () => {
    const { orgKey } = await anApi({ name: 'Example' })
    expect(await remove(orgKey, 'Exemple')).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(await remove('b'.repeat(16), 'Example')).toMatchObject({ status: 404 })
  })
})
