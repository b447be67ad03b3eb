import { env } from 'cloudflare:workers'
import { runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { fail, ok, type Failure } from '../../../../bridge/core/failures.ts'
import { makeKeys, newRef } from '../../../../bridge/core/keys.ts'
import { isSuppressed, suppress } from '../../../../bridge/invitation/delivery/suppress.ts'
import { personKeys } from '../../../../bridge/invitation/person-keys.ts'
import { unsubscribe, unsubscribePage } from '../../../../bridge/invitation/delivery/unsubscribe.ts'
import { unsubscribeRoute, type UnsubscribeOrg } from '../../../../bridge/invitation/delivery/unsubscribe-route.tsx'
import { aSentMail } from '../../../support/mail/sends.ts'

const keys = makeKeys([Buffer.alloc(32, 7)])
const orgKey = 'abcdefghijklmnop'
const ref = newRef()
const path = `/${orgKey}/${keys.link('unsubscribe', orgKey, ref)}`

/** The org's object as the route sees it, and what it was asked. */
function anOrg(
  failure: Failure | null = null,
  page: { language: 'en' | 'fr' | null; done: boolean } = { language: 'fr', done: false },
) {
  const calls: string[] = []
  const org: UnsubscribeOrg = {
    unsubscribePage: async (given) => (calls.push(`page ${given}`), failure ? fail(failure) : ok(page)),
    unsubscribe: async (given) => (calls.push(`unsubscribe ${given}`), failure ? fail(failure) : ok(null)),
  }
  return { calls, app: unsubscribeRoute({ keys, org: (key) => (calls.push(`org ${key}`), org) }) }
}
const form = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }

describe('a GET of an unsubscribe link', () => {
  it('shows a button in the language of the recipient, and unsubscribes nobody however often', async () => {
    const { app, calls } = anOrg()
    for (let time = 0; time < 10; time++) {
      const response = await app.request(path)
      expect(response.status).toBe(200)
      const html = await response.text()
      expect(html).toContain('<html lang="fr">')
      expect(html).toContain('<form method="post" action="?lang=fr">')
    }
    expect((await app.request(path, { method: 'HEAD' })).status).toBe(200)
    expect(calls.filter((call) => call.startsWith('unsubscribe'))).toEqual([])
  })

  it('has nothing to ask of somebody who unsubscribed before', async () => {
    const html = await (await anOrg(null, { language: null, done: true }).app.request(path)).text()
    expect(html).not.toContain('<form')
    expect(html).toContain('<h1>Done</h1>')
  })

  it('is not stored, not indexed, not handed on, and runs nothing', async () => {
    const { headers } = await anOrg().app.request(path)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-robots-tag')).toBe('noindex')
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; .*form-action 'self'/,
    )
  })

  it.each([
    [{ language: 'fr', done: false }, '', 'en-GB,en;q=0.9', 'fr'],
    [{ language: null, done: false }, '', 'de-DE,fr-FR;q=0.8,en;q=0.6', 'fr'],
    [{ language: null, done: false }, '', 'de', 'en'],
    [{ language: 'fr', done: false }, '?lang=en', 'fr', 'en'],
    [{ language: null, done: false }, '?lang=constructor', '', 'en'],
  ] as const)('of %j with %j and %j is in %4$s', async (page, query, accepted, language) => {
    const response = await anOrg(null, page).app.request(path + query, { headers: { 'accept-language': accepted } })
    expect(response.headers.get('content-language')).toBe(language)
    expect(await response.text()).toContain(`<html lang="${language}">`)
  })
})

describe('a POST', () => {
  it.each([
    ['of a mailbox provider (RFC 8058)', form],
    [
      'as multipart',
      {
        method: 'POST',
        body: Object.entries({ 'List-Unsubscribe': 'One-Click' }).reduce(
          (data, [k, v]) => (data.append(k, v), data),
          new FormData(),
        ),
      },
    ],
    ['of another site', { ...form, headers: { origin: 'https://mail.example.com', 'sec-fetch-site': 'cross-site' } }],
    ['without a body', { method: 'POST' }],
  ])('%s unsubscribes at once, without a redirect or a cookie', async (_, init) => {
    const { app, calls } = anOrg()
    const response = await app.request(`${path}?lang=fr`, init)
    expect(response.status).toBe(200)
    expect(calls).toEqual([`org ${orgKey}`, `unsubscribe ${ref}`])
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(await response.text()).toContain('C’est fait')
  })
})

describe('a link that leads nowhere', () => {
  const token = keys.link('unsubscribe', orgKey, ref)
  const forged = [
    ['one letter changed', `/${orgKey}/${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`],
    ['another org', `/ponmlkjihgfedcba/${token}`],
    ['a survey’s token', `/${orgKey}/${keys.link('answer', orgKey, ref)}`],
    ['no token', `/${orgKey}/x`],
    ['no org', '/'],
  ]

  it.each(forged)('because of %s wakes no object and says nothing', async (_, address) => {
    const { app, calls } = anOrg()
    const unknown = await anOrg({ code: 'not_found' }).app.request(path)
    const words = await unknown.text()
    for (const method of ['GET', 'POST']) {
      const response = await app.request(address!, { method })
      expect([response.status, await response.text()]).toEqual([unknown.status, words])
    }
    expect(calls).toEqual([])
  })

  it('because its object cannot answer asks to come back', async () => {
    for (const method of ['GET', 'POST']) {
      const response = await anOrg({ code: 'unavailable' }).app.request(path, { method })
      expect(response.status).toBe(503)
      expect(response.headers.get('retry-after')).toBe('60')
    }
  })

  it('takes no other method', async () => {
    const response = await anOrg().app.request(path, { method: 'DELETE' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
  })
})

describe('in the object', () => {
  const now = new Date('2026-11-21T10:00:00Z')
  const org = env.ORG.getByName('unsubscribe-test')

  it('a person is never asked again by any key, and a repeat changes nothing', async () => {
    await runInDurableObject(org, (_, { storage: { sql } }) => {
      const sent = aSentMail(sql, { person: '003000000000001AAA', email: 'Zoe@Example.com ' })
      expect(unsubscribePage(sql, sent.ref)).toEqual({ language: 'fr', done: false })
      expect(unsubscribe(sql, sent.ref, now)).toEqual({ invitationId: sent.invitationId })
      expect(unsubscribe(sql, sent.ref, new Date(now.getTime() + 1000))).toEqual({ invitationId: sent.invitationId })
      expect(unsubscribePage(sql, sent.ref)).toEqual({ language: 'fr', done: true })
      expect(isSuppressed(sql, personKeys({ contactId: '003000000000001' }))).toBe('unsubscribed')
      expect(isSuppressed(sql, personKeys({ email: 'zoe@example.com' }))).toBe('unsubscribed')
      expect(isSuppressed(sql, personKeys({ contactId: '003000000000002', email: 'other@example.com' }))).toBeNull()
      expect(sql.exec('SELECT DISTINCT at FROM suppressions').one()).toEqual({ at: now.getTime() })
    })
  })

  it('an unknown link does nothing', async () => {
    await runInDurableObject(org, (_, { storage: { sql } }) => {
      expect(unsubscribePage(sql, newRef())).toBeNull()
      expect(unsubscribe(sql, newRef(), now)).toBeNull()
    })
  })

  it('a wish outranks a bounce, and is never outranked', async () => {
    await runInDurableObject(org, (_, { storage: { sql } }) => {
      const person = personKeys({ email: 'rank@example.com' })
      expect(suppress(sql, person, 'bounced', now)).toBe(true)
      expect(suppress(sql, person, 'complained', now)).toBe(true)
      expect(suppress(sql, person, 'unsubscribed', now)).toBe(false)
      expect(suppress(sql, person, 'bounced', now)).toBe(false)
      expect(isSuppressed(sql, person)).toBe('complained')
    })
  })
})

describe('the keys of a person', () => {
  it('are hashes of the id in 15 characters and of the address, whatever its spelling', () => {
    const spelled = personKeys({ email: ' ZOÉ@example.com' })
    expect(spelled).toEqual([expect.stringMatching(/^email:[0-9a-f]{64}$/)])
    expect(personKeys({ email: 'zoe\u0301@example.com' })).toEqual(spelled)
    const ids = personKeys({ contactId: '003000000000001AAA', leadId: '00Q000000000001AAA' })
    expect(ids).toEqual([expect.stringMatching(/^contact:[0-9a-f]{64}$/), expect.stringMatching(/^lead:[0-9a-f]{64}$/)])
    expect(personKeys({ contactId: '003000000000001', leadId: '00Q000000000001' })).toEqual(ids)
    expect(personKeys({ contactId: null, email: ' ' })).toEqual([])
    expect(personKeys({ email: 'zoe+x@example.com' })).not.toEqual(personKeys({ email: 'zoe@example.com' }))
  })
})
