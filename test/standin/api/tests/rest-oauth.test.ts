import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { anOrg } from './an-org.ts'
import type { StandInOrg } from '../../org.ts'

type Claims = { iss?: string; sub?: string; aud?: string; exp?: number; key?: string; grant?: string }

async function login(org: StandInOrg, claims: Claims = {}) {
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(claims.iss ?? org.consumerKey)
    .setSubject(claims.sub ?? org.users[0]!.username)
    .setAudience(claims.aud ?? 'https://login.salesforce.com')
    .setExpirationTime(claims.exp ?? Math.floor(Date.now() / 1000) + 180)
    .sign(createPrivateKey(claims.key ?? org.privateKeyPem))
  const grant = claims.grant ?? 'urn:ietf:params:oauth:grant-type:jwt-bearer'
  const body = new URLSearchParams({ grant_type: grant, assertion })
  const reply = await fetch(`${org.url}/services/oauth2/token`, { method: 'POST', body })
  return { status: reply.status, body: (await reply.json()) as Record<string, string> }
}

describe('the token endpoint', () => {
  it('answers a good assertion, without expires_in', async () => {
    const { org } = await anOrg()
    const { status, body } = await login(org)
    expect([status, Object.keys(body)]).toEqual([200, ['access_token', 'scope', 'instance_url', 'id', 'token_type']])
    expect(body).toMatchObject({
      instance_url: org.url,
      id: `https://login.salesforce.com/id/${org.id}/${org.users[0]!.id}`,
      token_type: 'Bearer',
    })
    const limits = await fetch(`${org.url}/services/data/v68.0/limits`, {
      headers: { Authorization: `Bearer ${body['access_token']}` },
    })
    expect(limits.status).toBe(200)
    expect(org.calls[0]).toMatchObject({ method: 'POST', path: '/services/oauth2/token', status: 200 })
  })

  const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  })
  const now = Math.floor(Date.now() / 1000)
  it.each<[string, Claims, string, string]>([
    ['another app', { iss: 'unknown' }, 'invalid_client_id', 'client identifier invalid'],
    ['another key', { key: String(otherKey) }, 'invalid_grant', 'invalid assertion'],
    ['a sandbox address', { aud: 'https://test.salesforce.com' }, 'invalid_grant', 'audience is invalid'],
    ['yesterday', { exp: now - 10 }, 'invalid_grant', 'expired authorization code'],
    ['too far ahead', { exp: now + 3600 }, 'invalid_grant', 'expired authorization code'],
    ['a stranger', { sub: 'nobody@x.example' }, 'invalid_grant', expect.stringContaining('user does not exist')],
    ['another flow', { grant: 'password' }, 'unsupported_grant_type', 'grant type not supported'],
  ])('refuses %s', async (_, claims, error, error_description) => {
    const { org } = await anOrg()
    expect(await login(org, claims)).toEqual({ status: 400, body: { error, error_description } })
  })

  it('refuses a user who was not approved, or who is inactive', async () => {
    const { org } = await anOrg()
    org.approved.delete(org.users[1]!.username)
    expect((await login(org, { sub: org.users[1]!.username })).body).toMatchObject({ error: 'invalid_app_access' })
    org.save(org.users[1]!, 'User', { IsActive: false }, org.users[0]!.id)
    expect((await login(org)).body).toMatchObject({ error: 'inactive_user' })
  })

  it('takes milliseconds as a far future, its own address, and the sandbox address in a sandbox', async () => {
    const { org } = await anOrg({ isSandbox: true })
    expect((await login(org, { exp: Date.now() + 300, aud: org.url })).status).toBe(200)
    const reply = await login(org, { aud: 'https://test.salesforce.com' })
    expect(reply.body['id']).toMatch(/^https:\/\/test\.salesforce\.com\/id\/00D/)
  })

  it('can name another org, as a copied configuration would bring about', async () => {
    const { org } = await anOrg()
    org.faults.add({ kind: 'wrong_org' })
    const { body } = await login(org)
    expect(body['id']).toMatch(/\/id\/00D\w{15}\/005/)
    expect(body['id']).not.toContain(org.id)
  })
})

describe('a session', () => {
  it('dies after two idle hours of the org', async () => {
    const { org, call } = await anOrg()
    org.clock.advance(60 * 60_000)
    expect((await call('GET', 'limits')).status).toBe(200)
    org.clock.advance(119 * 60_000)
    expect((await call('GET', 'limits')).status).toBe(200)
    org.clock.advance(121 * 60_000)
    expect((await call('GET', 'limits')).status).toBe(401)
  })

  it('can be refused however new it is', async () => {
    const { org } = await anOrg()
    org.faults.add({ kind: 'expired_session', times: 'always' })
    for (let n = 0; n < 2; n++) {
      const { body } = await login(org)
      const headers = { Authorization: `Bearer ${body['access_token']}` }
      expect((await fetch(`${org.url}/services/data/v68.0/limits`, { headers })).status).toBe(401)
    }
  })

  it('can be of a kind that no refresh helps', async () => {
    const { org, call } = await anOrg()
    org.faults.add({ kind: 'wrong_session' })
    const reply = await call('GET', 'limits')
    expect([reply.status, reply.text]).toEqual([
      401,
      '[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]',
    ])
  })
})
