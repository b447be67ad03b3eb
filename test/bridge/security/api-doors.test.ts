import { env } from 'cloudflare:workers'
import { reset } from 'cloudflare:test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../../bridge/core/config.ts'
import { anApi, ask, connect, type Api } from '../../support/api.ts'
import { knock, operatorToken } from '../../support/connected-org.ts'
import { anId, outboundMessage } from '../../support/outbound.ts'

afterAll(() => reset())

describe('a route of the admin', () => {
  let mine: Api
  beforeAll(async () => {
    mine = await anApi()
  })

  it('that does not exist is not found, and says so as JSON', async () => {
    for (const [method, path] of [
      ['GET', 'nonsense'],
      ['POST', ''],
      ['DELETE', 'connections/mail'],
      ['GET', 'documents/secret/x'],
      ['GET', 'documents/xsurvey/case-csat'],
      ['GET', 'my-notifications'],
      ['GET', 'documentss'],
      ['PUT', 'connections/No%20Name'],
    ] as const)
      expect(await mine.api(method, path)).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  it.each([
    ['GET', 'notifications/04l000000000001AAA'],
    ['GET', 'invitations/i1'],
    ['GET', 'documents/survey/nowhere'],
    ['GET', 'documents/survey/case-csat?version=9'],
    ['GET', 'documents/survey/case-csat?version=x'],
    ['POST', 'invitations/i1/resend'],
    ['POST', 'invitations/i1/link'],
    ['POST', 'writes/dismiss', { key: 'a|b' }],
    ['POST', 'connections/nowhere/reconnect'],
  ])('%s /%s answers 404 for what this org does not have', async (method, path, body?: unknown) => {
    expect(await mine.api(method, path, body)).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })
})

describe('a stranger', () => {
  it('hears no more of a bad body than of a good one', async () => {
    const { orgKey } = await anApi()
    expect((await ask('PUT', `${orgKey}/settings`, { body: 'x'.repeat(2_000_000) })).status).toBe(401)
    expect((await ask('PUT', orgKey, { body: '{' })).status).toBe(401)
  })
})

describe('an org that is not connected any more', () => {
  it('opens no door that its credentials opened, and shows nobody a survey', async () => {
    const org = await anApi()
    const { keys } = loadConfig(env)
    await org.inside((sql) => sql.exec('DELETE FROM org'))
    expect(await org.api('GET', '')).toMatchObject({ status: 401, body: { code: 'unauthorized' } })
    const sent = await knock(new URL(org.credentials.triggerUrl).pathname, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: outboundMessage({ organizationId: org.organizationId }),
    })
    expect([sent.status, await sent.text()]).toEqual([401, expect.not.stringContaining('Ack')])
    for (const [door, purpose] of [
      ['s', 'answer'],
      ['u', 'unsubscribe'],
    ] as const) {
      const page = await knock(`/${door}/${org.orgKey}/${keys.link(purpose, org.orgKey, '00112233445566778899')}`)
      expect([404, 410]).toContain(page.status)
    }
    expect(await org.operate('POST', 'credentials/rotate')).toMatchObject({ status: 404 })
    expect((await connect(org.organizationId)).status).toBe(200)
    expect((await org.api('GET', '')).status).toBe(200)
  })
})

describe('a body', () => {
  let mine: Api
  beforeAll(async () => {
    mine = await anApi()
  })
  const deep = '['.repeat(200_000)
  const hostile: [string, string, string, string, number][] = [
    ['no JSON', 'PUT', 'settings', '{', 422],
    ['an array', 'PUT', 'settings', '[]', 422],
    ['unknown keys', 'PUT', 'settings', '{"isAdmin":true}', 422],
    ['a prototype', 'PUT', 'settings', '{"__proto__":{"brand":{}}}', 422],
    ['a deep nest', 'PUT', 'settings', deep, 422],
    ['a number for a key', 'POST', 'writes/replay', '{"keys":[1]}', 422],
    ['no keys', 'POST', 'writes/replay', '{"keys":[]}', 422],
    ['too many keys', 'POST', 'writes/replay', JSON.stringify({ keys: Array(1001).fill('a') }), 422],
    ['neither keys nor all', 'POST', 'writes/replay', '{}', 422],
    ['text for yes', 'POST', 'programs/x/held', '{"approve":"yes"}', 422],
    ['another app', 'PUT', 'connections/mail', '{"app":"fax","config":{}}', 422],
    ['a bomb', 'PUT', 'documents', `a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]`, 422],
    ['a deep document', 'PUT', 'documents', deep, 422],
    ['too much', 'PUT', 'documents', 'x'.repeat(1_100_000), 413],
  ]

  it.each(hostile)('that is %s is refused, and says where', async (_, method, path, body, status) => {
    const reply = await mine.api(method, path, body)
    expect(reply.status).toBe(status)
    if (status === 422) {
      expect(reply.body['code']).toBe('invalid_document')
      expect(reply.body['problems']).not.toEqual([])
    }
  })

  it('that is not UTF-8 is refused', async () => {
    const reply = await knock(`/api/orgs/${mine.orgKey}/settings`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${mine.adminToken}` },
      body: new Uint8Array([0x7b, 0xff, 0x7d]),
    })
    expect(reply.status).toBe(400)
  })

  it('changes nothing when it is refused', async () => {
    expect((await mine.api('GET', 'audit')).body.rows).toMatchObject([{ who: 'operator', what: 'connect' }])
  })
})

describe('an answer', () => {
  it('is kept by no cache', async () => {
    const { orgKey, adminToken } = await anApi()
    const reply = await knock(`/api/orgs/${orgKey}`, { headers: { authorization: `Bearer ${adminToken}` } })
    expect(reply.headers.get('cache-control')).toBe('no-store')
  })

  it('to the operator needs his token, and an id that belongs to the address', async () => {
    const [mine, other] = [anId('00D'), anId('00D')]
    const { body } = await connect(mine)
    const orgKey = String(body['orgKey'])
    expect((await ask('PUT', orgKey, { token: 'x', body: { organizationId: mine } })).status).toBe(401)
    const foreign = await ask('PUT', orgKey, { token: operatorToken, body: { organizationId: other } })
    expect(foreign).toMatchObject({ status: 409, body: { code: 'conflict' } })
    for (const path of ['credentials/rotate', 'credentials/trigger/1']) {
      const method = path.endsWith('rotate') ? 'POST' : 'DELETE'
      expect((await ask(method, `${orgKey}/${path}`, { token: String(body['adminToken']) })).status).toBe(401)
      expect((await ask(method, `cccccccccccccccc/${path}`, { token: operatorToken })).status).toBe(404)
      expect((await ask(method, `NotAKey/${path}`, { token: operatorToken })).status).toBe(404)
    }
  })
})
