import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { describe, expect, it, vi } from 'vitest'
import type { Failure } from '../../../bridge/core/failures.ts'
import { makeKeys, newRef } from '../../../bridge/core/keys.ts'
import { surveyRoute } from '../../../bridge/survey/route.tsx'
import { anAsk, memoryOrg, type Asked } from '../../support/survey/survey-org.ts'
import { everyQuestion } from '../../support/survey/surveys.ts'

const keys = makeKeys([new Uint8Array(32).fill(1)])
const orgKey = 'abcdefghijklmnop'

function anApp(given: Partial<Asked> = {}) {
  const ref = newRef()
  const woken: string[] = []
  const org = (key: string) => {
    woken.push(key)
    return memoryOrg(new Map([[ref, anAsk(given)]]))
  }
  const app = new Hono().route('/s', surveyRoute({ keys, org }))
  return { app, ref, woken, path: `/s/${orgKey}/${keys.link('answer', orgKey, ref)}` }
}
const failing = (failure: Failure) => anApp({ failure })
const closed = (state: 'unknown' | 'expired' | 'answered', answeredAt: Date | null = null): Failure => ({
  code: 'link_closed',
  state,
  answeredAt,
  language: null,
})

describe('a link that leads nowhere', () => {
  it('looks the same to the last byte, whatever the reason', async () => {
    const { app, path, ref, woken } = anApp()
    const token = path.split('/').at(-1)!
    const other = keys.link('answer', 'ponmlkjihgfedcba', ref)
    const changed = token.slice(0, -1) + (token.endsWith('2') ? '3' : '2')
    const forged = [
      `/s/${orgKey}/${changed}`,
      `/s/${orgKey}/${other}`, // made for another org
      `/s/${orgKey}/${keys.link('unsubscribe', orgKey, ref)}`, // made for another door
      `/s/${orgKey}/${makeKeys([new Uint8Array(32).fill(2)]).link('answer', orgKey, ref)}`,
      `/s/${orgKey}/zzzzzzzzzzzzzzzzzzzzzz`, // more than 128 bits
      `/s/${orgKey}/${token}2`,
      `/s/${orgKey}/1`,
      `/s/${orgKey.toUpperCase()}/${token}`,
      `/s/${orgKey}`,
      `/s/${orgKey}/${token}/else`,
      '/s',
    ]
    const pages = [await app.request(`/s/${orgKey}/${keys.link('answer', orgKey, newRef())}`)] // right mac, no row
    for (const address of forged) pages.push(await app.request(address))
    pages.push(await failing({ code: 'unauthorized' }).app.request(path)) // the org is no longer connected
    const seen = await Promise.all(
      pages.map(async (page) => `${page.status} ${await page.text()} ${JSON.stringify([...page.headers])}`),
    )
    expect(new Set(seen).size).toBe(1)
    expect(seen[0]).toMatch(/^410 .*There is no survey here/s)
    expect(woken).toEqual([orgKey]) // forged ones wake no object
  })

  it('takes no answer, and does not even read it', async () => {
    const { app, path, woken } = anApp()
    const body = new URLSearchParams({ csat: '5' })
    for (const suffix of ['', '/seen', '/keep'])
      expect((await app.request(`${path}2${suffix}`, { method: 'POST', body })).status).toBe(410)
    expect(woken).toEqual([])
  })
})

describe('a page of its own, in both languages', () => {
  it.each<[string, Failure, number, string, string]>([
    ['expired', closed('expired'), 410, 'This survey is closed', 'Cette enquête est close'],
    ['answered', closed('answered', new Date('2026-03-09T12:00:00Z')), 410, 'March 9, 2026', '9 mars 2026'],
    ['unavailable', { code: 'unavailable' }, 503, 'We will be right back', 'Nous revenons tout de suite'],
  ])('%s', async (_, failure, status, english, french) => {
    const { app, path } = failing(failure)
    for (const [language, text] of [
      ['en', english],
      ['fr', french],
    ]) {
      const page = await app.request(`${path}?lang=${language}`)
      expect(page.status).toBe(status)
      expect(await page.text()).toContain(text)
    }
    const retry = (await app.request(path)).headers.get('retry-after')
    expect(retry).toBe(status === 503 ? '60' : null)
  })

  it('speaks the recipient’s language where the link was real', async () => {
    const { app, path } = failing({ ...closed('expired'), language: 'fr' } as Failure)
    expect(await (await app.request(path)).text()).toContain('Cette enquête est close')
  })

  it('answers that cannot be stored just now come back, ready to be sent again', async () => {
    const { app, path } = failing({ code: 'unavailable' })
    const body = new URLSearchParams([
      ['csat', '4'],
      ['comment', 'a "b"\n<c>'],
      ['_language', 'fr'],
      ['_seconds', '9'],
    ])
    const page = await app.request(path, { method: 'POST', body })
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '60'])
    const html = await page.text()
    for (const [name, value] of [
      ['csat', '4'],
      ['comment', 'a &quot;b&quot;\n&lt;c&gt;'],
      ['_language', 'fr'],
      ['_seconds', '9'],
    ])
      expect(html).toContain(`<input type="hidden" name="${name}" value="${value}"/>`)
    expect(html).toContain('<button>Renvoyer</button>')
  })

  it('an org that throws is unavailable to its customers, and the log has no link in it', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    const app = new Hono().route(
      '/s',
      surveyRoute({
        keys,
        org: () => {
          throw new Error('overloaded')
        },
      }),
    )
    const token = keys.link('answer', orgKey, newRef())
    const page = await app.request(`/s/${orgKey}/${token}`)
    expect([page.status, page.headers.get('retry-after'), page.headers.get('cache-control')]).toEqual([
      503,
      '60',
      'no-store',
    ])
    expect(logged.mock.calls).toHaveLength(1)
    expect(String(logged.mock.calls[0])).not.toContain(token)
    logged.mockRestore()
  })
})

describe('the thanks', () => {
  it('offer the next step as a link, and a way back while answers can be changed', async () => {
    const survey = everyQuestion()
    const { app, path } = anApp({
      survey,
      state: 'completed',
      answers: { nps: 9 },
      editUntil: new Date(Date.now() + 600_000),
    })
    const page = await (await app.request(`${path}?done`)).text()
    expect(page).toContain(
      '<a class="button" href="https://help.example.com/" rel="noopener noreferrer">Visit our help centre</a>',
    )
    expect(page).toContain('<a href="?lang=en">Change my answers</a>')
    expect(await (await app.request(path)).text()).toContain('You have answered already.')
  })

  it('offer no way back that is closed', async () => {
    const { app, path } = anApp({ state: 'completed', editUntil: null })
    for (const address of [path, `${path}?done`]) {
      const page = await (await app.request(address)).text()
      expect(page).toContain('Thank you!')
      expect(page).not.toContain('Change my answers')
    }
  })
})

describe('every answer', () => {
  it('carries the headers that keep a link private', async () => {
    const { app, path } = anApp()
    const answers = [
      await app.request(path),
      await app.request('/s/x/y'),
      await app.request(`${path}/seen`, { method: 'POST' }),
      await app.request(path, { method: 'POST', body: new URLSearchParams({ csat: '5' }) }),
      await app.request(path, { method: 'PUT' }),
      await app.request(path, { method: 'POST', body: '{}' }),
      await failing({ code: 'unavailable' }).app.request(path),
    ]
    for (const { headers } of answers) {
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-robots-tag')).toBe('noindex')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/)
      expect(headers.get('set-cookie')).toBeNull()
    }
  })

  it('allows exactly the styles and the script it carries', async () => {
    const brand = { name: 'Northwind', color: '#ffcc00' }
    const { app, path } = anApp({ survey: everyQuestion(), brand })
    const answer = await app.request(path)
    const page = await answer.text()
    const policy = answer.headers.get('content-security-policy')!
    const hashes = (tag: string) =>
      [...page.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))].map(
        (found) => `'sha256-${createHash('sha256').update(found[1]!).digest('base64')}'`,
      )
    expect(hashes('style')).toHaveLength(2)
    expect(policy).toContain(`style-src ${hashes('style').join(' ')};`)
    expect(policy).toContain(`script-src ${hashes('script').join(' ')};`)
    expect(policy).not.toContain('unsafe')
    expect(page).not.toMatch(/ (style|on\w+)=/)
  })
})
