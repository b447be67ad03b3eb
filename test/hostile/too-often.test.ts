import { env } from 'cloudflare:workers'
import { reset } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { appOf } from '../../bridge/app.ts'
import { loadConfig } from '../../bridge/core/config.ts'
import { newRef } from '../../bridge/core/keys.ts'
import { senderOf, tooOften } from '../../bridge/rate-limit.ts'
import { anApi } from '../support/api.ts'
import { bridgeUrl } from '../support/connected-org.ts'
import { anInvited } from '../support/survey/responses.ts'

afterAll(() => reset())

const { keys, limits } = loadConfig(env)
const from = (address: string, more: Record<string, string> = {}) => ({
  headers: { 'cf-connecting-ip': address, ...more },
})
/** As Cloudflare's binding counts, with a window that does not end in the middle of a test. */
function aLimit(most: number) {
  const counts = new Map<string, number>()
  return {
    limit: async ({ key }: { key: string }) => {
      counts.set(key, (counts.get(key) ?? 0) + 1)
      return { success: counts.get(key)! <= most }
    },
  }
}
const most = 5
const app = appOf({ ...env, LINK_LIMIT: aLimit(most), API_LIMIT: aLimit(most) })
const knock = async (path: string, init?: RequestInit): Promise<Response> =>
  app.fetch(new Request(bridgeUrl + path, { redirect: 'manual', ...init }))
/** As often as is allowed, and once more. */
async function tooMuch(ask: () => Promise<Response>): Promise<Response> {
  for (let times = 0; times < most; times++) expect((await ask()).status).not.toBe(429)
  return ask()
}

describe('who asks for one survey too often', () => {
  it('gets a kind page in his language, keeps what he typed, and disturbs neither others nor his other links', async () => {
    const org = await anApi()
    const [one, two] = await org.inside((sql) => [anInvited(sql), anInvited(sql)])
    const [path, other] = [one, two].map(({ ref }) => `/s/${org.orgKey}/${keys.link('answer', org.orgKey, ref)}`)
    const met = await tooMuch(() => knock(path!, from('203.0.113.7')))
    expect([met.status, met.headers.get('retry-after')]).toEqual([429, '60'])
    expect(await met.text()).toContain('<h1>One moment, please</h1>')
    const french = await knock(path!, from('203.0.113.7', { 'accept-language': 'fr' }))
    expect([french.status, await french.text()]).toEqual([429, expect.stringContaining('Un instant, s’il vous plaît')])

    const body = new URLSearchParams({ csat: '4', comment: 'typed with care', _language: 'fr', _seconds: '12' })
    const sent = await knock(path!, { method: 'POST', body, ...from('203.0.113.7') })
    expect(sent.status).toBe(429)
    expect(await sent.text()).toContain('name="comment" value="typed with care"')
    expect((await knock(`${path}/seen`, { method: 'POST', ...from('203.0.113.7') })).status).toBe(429)
    expect((await knock(`${path}/keep`, { method: 'POST', body, ...from('203.0.113.7') })).status).toBe(429)
    expect(await org.inside((sql) => sql.exec('SELECT * FROM responses').toArray())).toEqual([])

    expect((await knock(other!, from('203.0.113.7'))).status).toBe(200)
    expect((await knock(path!, from('203.0.113.8'))).status).toBe(200)
  })

  it('and unsubscribes too often is told the same, and is unsubscribed when he comes back', async () => {
    const org = await anApi()
    const { ref } = await org.inside((sql) => anInvited(sql))
    const path = `/u/${org.orgKey}/${keys.link('unsubscribe', org.orgKey, ref)}`
    const met = await tooMuch(() => knock(path, { method: 'POST', ...from('203.0.113.9') }))
    expect([met.status, met.headers.get('retry-after')]).toEqual([429, '60'])
    expect(await met.text()).toContain('<h1>One moment, please</h1>')
    const french = await knock(`${path}?lang=fr`, from('203.0.113.9'))
    expect([french.status, await french.text()]).toEqual([429, expect.stringContaining('Un instant')])
    expect((await knock(path, { method: 'POST', ...from('203.0.113.10') })).status).toBe(200)
  })

  it('is not counted for a forged link, which wakes nobody anyway', async () => {
    const met = await tooMuch(() => knock(`/s/abcdefghijklmnop/${'2'.repeat(22)}`, from('203.0.113.11')))
    expect(met.status).toBe(410)
  })
})

describe('who asks the API of one org too often', () => {
  it('hears it as JSON, guesser or admin, on every route of it', async () => {
    const org = await anApi()
    const guess = { 'cf-connecting-ip': '203.0.113.20', authorization: 'Bearer 1.AAAAAAAAAAAAAAAAAAAAAA' }
    const met = await tooMuch(() => knock(`/api/orgs/${org.orgKey}/alerts`, { headers: guess }))
    expect([met.status, met.headers.get('retry-after')]).toEqual([429, '60'])
    expect(await met.json()).toMatchObject({ code: 'too_many', retryAfter: 60 })
    const right = { ...guess, authorization: `Bearer ${org.adminToken}` }
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', ''],
      ['PUT', '/settings'],
      ['POST', '/credentials/rotate'],
    ] as const)
      expect((await knock(`/api/orgs/${org.orgKey}${path}`, { method, headers: right })).status).toBe(429)
    const elsewhere = { ...right, 'cf-connecting-ip': '203.0.113.21' }
    expect((await knock(`/api/orgs/${org.orgKey}`, { headers: elsewhere })).status).toBe(200)
  })
})

describe('a limit', () => {
  it('is bound in wrangler.toml for links and for the API, and lets through who comes a few times', async () => {
    for (const limit of [limits.link, limits.api])
      for (let times = 0; times < 20; times++)
        expect(await limit!.limit({ key: 'somebody' })).toEqual({ success: true })
  })

  it('that is not bound, as on plain workerd, or that fails, keeps nobody out', async () => {
    const { headers } = new Request('https://bridge.example', from('203.0.113.30'))
    const failing = { limit: () => Promise.reject(new Error('the limiter is away')) }
    const full = { limit: async () => ({ success: false }) }
    expect(await tooOften(null)(headers, newRef())).toBe(false)
    expect(await tooOften(failing)(headers, newRef())).toBe(false)
    expect(await tooOften(full)(headers, newRef())).toBe(true)
    expect(await tooOften(full)(new Headers({ 'x-forwarded-for': '203.0.113.30' }), newRef())).toBe(false)
  })

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['2001:db8:1:2:3:4:5::', '2001:db8:1:2'],
  ])('counts %s as %s: whoever has an IPv6 address has all of its network', (address, sender) => {
    expect(senderOf(new Headers({ 'cf-connecting-ip': address }))).toBe(sender)
  })
})

describe('a field that no person sees', () => {
  it('marks the response of a machine that fills it in, and only that', async () => {
    const org = await anApi()
    const mails = await org.inside((sql) => [anInvited(sql), anInvited(sql), anInvited(sql)])
    const paths = mails.map(({ ref }) => `/s/${org.orgKey}/${keys.link('answer', org.orgKey, ref)}`)
    const page = await (await knock(paths[0]!)).text()
    expect(page).toMatch(/<p class="trap">.*name="_homepage"/s)
    expect(page.includes('.trap {display: none;}')).toBe(true)
    const post = (path: string, more: Record<string, string>) =>
      knock(path, { method: 'POST', body: new URLSearchParams({ csat: '4', ...more }) })
    expect((await post(paths[0]!, { _homepage: 'https://spam.example' })).status).toBe(303)
    expect((await post(paths[1]!, { _homepage: '' })).status).toBe(303)
    expect((await post(paths[2]!, {})).status).toBe(303)
    const marks = await org.inside((sql) =>
      sql.exec<{ id: string; bot: number }>('SELECT invitation_id AS id, is_bot AS bot FROM responses').toArray(),
    )
    expect(new Map(marks.map(({ id, bot }) => [id, bot]))).toEqual(
      new Map(mails.map(({ invitationId }, index) => [invitationId, index === 0 ? 1 : 0])),
    )
    // A person who corrects what a machine sent is a person.
    expect((await post(paths[0]!, { csat: '2' })).status).toBe(303)
    expect(await org.inside((sql) => sql.exec('SELECT sum(is_bot) AS n FROM responses').one())).toEqual({ n: 0 })
  })
})
