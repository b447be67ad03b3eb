import { decodeJwt, decodeProtectedHeader, exportPKCS8, generateKeyPair } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { tokenSource } from '../../../bridge/apps/salesforce/token.ts'
import { aResponseRow, depsOf, recordsOf } from '../../support/salesforce.ts'
import { aStandInOrg, type StandInOrg } from '../../support/stand-in.ts'

afterEach(() => vi.restoreAllMocks())

const asked = async (org: StandInOrg) => {
  const calls = await org.calls()
  const tokens = calls.filter(({ path }) => path.endsWith('/oauth2/token')).length
  return { tokens, calls: calls.length - tokens }
}

describe('the token', () => {
  it('is fetched once however many wait, and kept', async () => {
    const org = await aStandInOrg()
    const source = tokenSource(depsOf(org))
    const got = await Promise.all(Array.from({ length: 64 }, () => source.get()))
    expect(new Set(got.map((token) => (token.ok ? token.value.accessToken : 'none'))).size).toBe(1)
    await source.get()
    expect(await asked(org)).toEqual({ tokens: 1, calls: 0 })
  })

  it('is asked for with an assertion that lives two minutes and names the org’s kind', async () => {
    const org = await aStandInOrg()
    const sent = vi.spyOn(globalThis, 'fetch')
    const now = new Date()
    const deps = depsOf(org)
    await tokenSource(deps, () => now).get()
    const form = new URLSearchParams(String(sent.mock.calls[0]![1]!.body))
    const assertion = form.get('assertion')!
    expect(decodeProtectedHeader(assertion).alg).toBe('RS256')
    expect(decodeJwt(assertion)).toEqual({
      iss: org.consumerKey,
      sub: org.username,
      aud: 'https://login.salesforce.com',
      exp: Math.floor(now.getTime() / 1000) + 120,
    })
  })

  it.each([
    ['https://test.salesforce.com', 'https://test.salesforce.com'],
    ['https://acme--full.sandbox.my.salesforce.com', 'https://test.salesforce.com'],
    ['https://acme.my.salesforce.com', 'https://login.salesforce.com'],
  ])('of %s has the audience %s', async (loginUrl, audience) => {
    const org = await aStandInOrg()
    const sent = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json({}, { status: 500 }))
    const deps = depsOf(org)
    await tokenSource({ ...deps, config: { ...deps.config, loginUrl } }).get()
    const assertion = new URLSearchParams(String(sent.mock.calls[0]![1]!.body)).get('assertion')!
    expect(decodeJwt(assertion).aud).toBe(audience)
  })

  it('of another org is thrown away', async () => {
    const org = await aStandInOrg()
    await org.faults({ kind: 'wrong_org' })
    const { result, calls } = await recordsOf(org).upsert([aResponseRow('r1')], 200)
    expect(result).toMatchObject({ ok: false, failure: { kind: 'auth', status: 'WRONG_ORG' } })
    expect(calls).toBe(0)
    expect(await asked(org)).toEqual({ tokens: 1, calls: 0 })
  })

  it('is not taken to an instance that is none of Salesforce’s', async () => {
    const org = await aStandInOrg()
    const id = `https://login.salesforce.com/id/${org.orgId}/0055g00000AAAAAAA1`
    vi.spyOn(globalThis, 'fetch').mockImplementation(async () =>
      Response.json({ access_token: 'secret', instance_url: 'https://salesforce.com.evil.example', id }),
    )
    expect(await tokenSource(depsOf(org)).get()).toMatchObject({
      ok: false,
      failure: { kind: 'auth', status: 'HOST_REFUSED' },
    })
  })

  it('is not asked of a host that is none of Salesforce’s', async () => {
    const org = await aStandInOrg()
    const sent = vi.spyOn(globalThis, 'fetch')
    const got = await tokenSource({ ...depsOf(org), allowedHosts: new Set() }).get()
    expect(got).toMatchObject({ ok: false, failure: { kind: 'auth', status: 'HOST_REFUSED' } })
    expect(sent).not.toHaveBeenCalled()
  })

  it('fails with the Setup page to open', async () => {
    const org = await aStandInOrg()
    const deps = depsOf(org)
    const unknownUser = { ...deps, config: { ...deps.config, username: 'nobody@example.com' } }
    const wrongKey = { ...deps, config: { ...deps.config, consumerKey: '3MVG9somebodyelse' } }
    const { privateKey } = await generateKeyPair('RS256', { extractable: true })
    const foreignKey = { ...deps, credentials: { privateKeyPem: await exportPKCS8(privateKey) } }
    const noKey = { ...deps, credentials: { privateKeyPem: 'nonsense' } }
    for (const [wrong, status, hint] of [
      [unknownUser, 'invalid_grant', 'Setup > Users'],
      [wrongKey, 'invalid_client_id', 'consumer key'],
      [foreignKey, 'invalid_grant', 'certificate'],
      [noKey, 'BAD_PRIVATE_KEY', 'private key'],
    ] as const) {
      const got = await tokenSource(wrong).get()
      expect(got).toMatchObject({ ok: false, failure: { kind: 'auth', status, hint: expect.stringContaining(hint) } })
    }
  })

  it.each([
    [{ kind: 'html' }, 'HTTP_503'],
    [{ kind: 'drop' }, 'CONNECTION_LOST'],
    [{ kind: 'cut_reply' }, 'CONNECTION_LOST'],
    [{ kind: 'error', code: 'rate_limit_exceeded', message: 'slow down' }, 'rate_limit_exceeded'],
  ])('is tried again later after %j, for nothing was written', async (fault, status) => {
    const org = await aStandInOrg()
    await org.faults({ ...fault, match: { path: 'oauth2' } })
    const source = tokenSource(depsOf(org))
    expect(await source.get()).toMatchObject({
      ok: false,
      failure: { kind: 'transient', status, unknownOutcome: false },
    })
    expect(await source.get()).toMatchObject({ ok: true })
  })

  it('follows no redirect', async () => {
    const [org, elsewhere] = [await aStandInOrg(), await aStandInOrg()]
    await org.faults({ kind: 'redirect', to: `${elsewhere.orgUrl}/services/oauth2/token`, match: { path: 'oauth2' } })
    expect(await tokenSource(depsOf(org)).get()).toMatchObject({ ok: false, failure: { status: 'REDIRECT_REFUSED' } })
    expect(await elsewhere.calls()).toEqual([])
  })
})

describe('a session that has ended', () => {
  it('costs one new token and one repeat, for all calls together', async () => {
    const org = await aStandInOrg()
    const records = recordsOf(org)
    await records.upsert([aResponseRow('first')], 200)
    await org.expireSessions()
    await org.forgetCalls()
    const replies = await Promise.all(['a', 'b', 'c'].map((key) => records.upsert([aResponseRow(key)], 200)))
    expect(replies.map(({ result, calls }) => [result.ok, calls])).toEqual([
      [true, 2],
      [true, 2],
      [true, 2],
    ])
    expect(await asked(org)).toEqual({ tokens: 1, calls: 6 })
    expect(await org.query('SELECT Id FROM Survey_Response__c')).toHaveLength(4)
  })

  it('is not renewed twice by one who hears of it late', async () => {
    const org = await aStandInOrg()
    const source = tokenSource(depsOf(org))
    const old = await source.get()
    if (!old.ok) throw new Error(old.failure.message)
    const renewed = await source.renew(old.value)
    expect(await source.renew(old.value)).toEqual(renewed)
    expect(renewed).not.toEqual(old)
    expect(await asked(org)).toEqual({ tokens: 2, calls: 0 })
  })

  it('again and again is no loop: two requests, then the connection stops', async () => {
    const org = await aStandInOrg()
    const records = recordsOf(org)
    await records.upsert([aResponseRow('first')], 200)
    await org.forgetCalls()
    await org.faults({ kind: 'expired_session', times: 'always' })
    const { result } = await records.upsert([aResponseRow('second')], 200)
    expect(result).toMatchObject({ ok: false, failure: { kind: 'auth', status: 'INVALID_SESSION_ID' } })
    expect(await asked(org)).toEqual({ tokens: 1, calls: 2 })
    await org.faults()
    expect((await records.upsert([aResponseRow('second')], 200)).result.ok).toBe(true)
  })

  it('for want of a scope is not renewed', async () => {
    const org = await aStandInOrg()
    const records = recordsOf(org)
    await org.faults({ kind: 'wrong_session', match: { path: '/composite' }, times: 'always' })
    const { result } = await records.upsert([aResponseRow('first')], 200)
    expect(result).toMatchObject({
      ok: false,
      failure: { kind: 'auth', status: 'INVALID_SESSION_ID', hint: expect.stringContaining('scope') },
    })
    expect(await asked(org)).toEqual({ tokens: 1, calls: 1 })
  })
})
