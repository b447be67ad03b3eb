import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { makeKeys, newRef } from '../../../bridge/core/keys.ts'
import { surveyRoute } from '../../../bridge/survey/route.tsx'
import { anAsk, memoryOrg, type Asked } from '../../support/survey/survey-org.ts'
import { aForm, everyQuestion, type Payload } from '../../support/survey/surveys.ts'

const keys = makeKeys([new Uint8Array(32).fill(1)])
const orgKey = 'abcdefghijklmnop'

/** The routes over one ask. `woken` counts how often the org was looked for. */
function anApp(given: Partial<Asked> = {}) {
  const asked = anAsk(given)
  const ref = newRef()
  const woken: string[] = []
  const org = (key: string) => {
    woken.push(key)
    return memoryOrg(new Map([[ref, asked]]))
  }
  const app = new Hono().route('/s', surveyRoute({ keys, org }))
  const path = `/s/${orgKey}/${keys.link('answer', orgKey, ref)}`
  const post = (payload: Payload, headers: Record<string, string> = {}, to = path) => {
    const fields = [...aForm(payload)].flatMap(([name, values]) => values.map((value) => [name, value]))
    return app.request(to, { method: 'POST', body: new URLSearchParams(fields), headers })
  }
  const methods = () => asked.calls.map((call) => call.method)
  return { app, asked, ref, path, woken, post, methods }
}

describe('looking at a survey', () => {
  it('never records anything, however often and by whom', async () => {
    const { app, path, methods } = anApp()
    for (let look = 0; look < 10; look++) expect((await app.request(path)).status).toBe(200)
    const head = await app.request(path, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect(new Set(methods())).toEqual(new Set(['openSurvey']))
    expect(methods()).toHaveLength(11) // one call each
  })

  it('preselects what the address says, and nothing that this survey cannot hold', async () => {
    const { app, path } = anApp({ survey: everyQuestion() })
    const page = await (await app.request(`${path}?nps=3&csat=9&why=x&evil=%22%3E&aspects.speed=4&lang=en`)).text()
    expect([...page.matchAll(/id="([\w-]+)"[^>]* checked/g)].map((found) => found[1])).toEqual([
      'nps-3',
      'aspects-speed-4',
    ])
    expect(page).not.toContain('evil')
    expect(page).toContain('href="?nps=3&amp;csat=9&amp;why=x&amp;aspects.speed=4&amp;lang=fr"')
  })

  it('prefers what was preselected to what was kept', async () => {
    const { app, path } = anApp({ state: 'partial', answers: { csat: 2, comment: 'kept' } })
    const page = await (await app.request(`${path}?csat=5`)).text()
    expect(page).toMatch(/id="csat-5"[^>]* checked/)
    expect(page).not.toMatch(/id="csat-2"[^>]* checked/)
    expect(page).toContain('>kept</textarea>')
  })

  it.each<[string, string, Partial<Asked>, string]>([
    ['the address', '?lang=fr', { language: 'en' }, 'fr'],
    ['the recipient’s language', '', { language: 'fr' }, 'fr'],
    ['the browser’s wishes', '', {}, 'fr'],
    ['nothing from a prototype', '?lang=constructor', { language: 'en' }, 'en'],
    ['nothing it does not speak', '?lang=de', { language: 'en' }, 'en'],
  ])('speaks the language of %s', async (_, query, given, wanted) => {
    const { app, path } = anApp(given)
    const headers = { 'accept-language': 'de-DE, en;q=0.3, fr-CH;q=0.8' }
    const answer = await app.request(path + query, { headers })
    expect(answer.headers.get('content-language')).toBe(wanted)
    expect(await answer.text()).toContain(`<html lang="${wanted}">`)
  })
})

describe('sending', () => {
  it('stores, then leads back to the same address, so that a reload sends nothing again', async () => {
    const { app, path, post, asked, methods } = anApp()
    const sent = await post({ csat: 4, comment: 'fine', _language: 'fr', _seconds: '17' })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '?done&lang=fr'])
    expect(asked.calls[0]!.submission).toEqual({
      fields: [
        ['csat', '4'],
        ['comment', 'fine'],
      ],
      language: 'fr',
      seconds: 17,
      isBot: false,
    })
    const thanks = await app.request(`${path}?done&lang=fr`)
    expect(await thanks.text()).toContain('Merci')
    expect(methods()).toEqual(['answer', 'openSurvey'])
  })

  it('shows the page again with everything in it when something is wrong', async () => {
    const { post } = anApp({ survey: everyQuestion() })
    const refused = await post({
      nps: 2,
      why: '</textarea><script>x',
      mail: '"me" at home',
      topics: ['price', 'delivery', 'support'],
    })
    const page = await refused.text()
    expect(refused.status).toBe(422)
    expect(page).toContain('<title>Error: ')
    expect(page).toContain('role="alert"')
    expect(page).toContain('&lt;/textarea&gt;&lt;script&gt;x</textarea>')
    expect(page).toContain('value="&quot;me&quot; at home"')
    expect([...page.matchAll(/id="(topics-\w+)"[^>]* checked/g)]).toHaveLength(3)
    for (const link of ['#topics-price', '#aspects-speed-1', '#mail--typed'])
      expect(page).toContain(`<a href="${link}">`)
  })

  it('believes no time that nobody can have spent', async () => {
    const { post, asked } = anApp()
    for (const seconds of ['-1', '1e3', '99999', 'x', '']) await post({ csat: 4, _seconds: seconds })
    expect(asked.calls.map((call) => call.submission?.seconds)).toEqual([null, null, null, null, null])
  })

  it.each<[string, RequestInit, number]>([
    ['JSON', { body: '{"csat":4}', headers: { 'content-type': 'application/json' } }, 415],
    ['plain text', { body: 'csat=4', headers: { 'content-type': 'text/plain' } }, 415],
    ['no type', { body: new Uint8Array([99]) }, 415],
    ['a broken multipart body', { body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=a' } }, 400],
    ['more than 256 KB', { body: new URLSearchParams({ comment: 'a'.repeat(262_144) }) }, 413],
    ['thousands of fields', { body: new URLSearchParams(Array.from({ length: 2001 }, () => ['a', ''])) }, 413],
  ])('%s is refused before the object hears of it', async (_, request, status) => {
    const { app, path, methods } = anApp()
    const answer = await app.request(path, { method: 'POST', ...request })
    expect(answer.status).toBe(status)
    expect(await answer.text()).toContain('Your answers could not be read')
    expect(methods()).toEqual([])
  })

  it('more than 256 KB in pieces of unknown number is refused too', async () => {
    const { app, path, methods } = anApp()
    let pieces = 0
    const body = new ReadableStream({
      pull: (controller) =>
        ++pieces > 300 ? controller.close() : controller.enqueue(new TextEncoder().encode('a'.repeat(1024))),
    })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await app.request(path, { method: 'POST', body, headers })
    expect(answer.status).toBe(413)
    expect(methods()).toEqual([])
  })

  it('a file is refused', async () => {
    const { app, path, methods } = anApp()
    const body = new FormData()
    body.set('comment', new File(['x'], 'x.txt'))
    expect((await app.request(path, { method: 'POST', body })).status).toBe(400)
    expect(methods()).toEqual([])
  })

  it.each<[string, Record<string, string>, number]>([
    ['this page', { 'sec-fetch-site': 'same-origin', origin: 'null' }, 303],
    ['a browser that says nothing', {}, 303],
    ['an older browser on this page, which hides its origin', { origin: 'null' }, 303],
    ['this origin', { origin: 'http://localhost', host: 'localhost' }, 303],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 400],
    ['a neighbour', { 'sec-fetch-site': 'same-site', origin: 'http://localhost' }, 400],
    ['another origin', { origin: 'https://evil.example', host: 'localhost' }, 400],
  ])('from %s', async (_, headers, status) => {
    const { post, methods } = anApp()
    expect((await post({ csat: 4 }, headers)).status).toBe(status)
    expect(methods()).toEqual(status === 303 ? ['answer'] : [])
  })
})

describe('the page’s script', () => {
  it('tells that somebody looks, and keeps an unfinished form', async () => {
    const { app, path, post, asked, methods } = anApp()
    expect((await app.request(`${path}/seen`, { method: 'POST' })).status).toBe(204)
    expect((await post({ comment: 'so far', _language: 'en', _seconds: '5' }, {}, `${path}/keep`)).status).toBe(204)
    expect(methods()).toEqual(['seen', 'keep'])
    expect(asked).toMatchObject({ state: 'partial', answers: { comment: 'so far' } })
  })

  it.each([
    ['PUT', '', 'GET, HEAD, POST'],
    ['DELETE', '', 'GET, HEAD, POST'],
    ['OPTIONS', '', 'GET, HEAD, POST'],
    ['GET', '/seen', 'POST'],
    ['HEAD', '/seen', 'POST'],
    ['GET', '/keep', 'POST'],
    ['PUT', '/keep', 'POST'],
  ])('%s %s is not allowed and records nothing', async (method, suffix, allowed) => {
    const { app, path, methods } = anApp()
    const answer = await app.request(path + suffix, { method })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed])
    expect(methods()).toEqual([])
  })
})
