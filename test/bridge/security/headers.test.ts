import { createHash } from 'node:crypto'
import { env } from 'cloudflare:workers'
import { reset } from 'cloudflare:test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secured } from '../../../bridge/app.ts'
import { knock, operatorToken } from '../../support/connected-org.ts'
import { aHouse, keyOf, rows, tryDoor, type House, type Row } from './doors.ts'

afterAll(() => reset())

/** What every answer has, whoever asked and whatever became of it. */
function expectSafe(reply: Response, text: string): void {
  const header = (name: string) => reply.headers.get(name) ?? ''
  expect(header('x-content-type-options')).toBe('nosniff')
  expect(header('referrer-policy')).toBe('no-referrer')
  expect(header('cache-control')).toBe('no-store')
  expect(header('strict-transport-security')).toBe('max-age=31536000')
  const names = [...reply.headers.keys()]
  expect(
    names.filter((name) => /^(server|via|x-powered-by|x-.*version|access-control-.*|set-cookie)$/.test(name)),
  ).toEqual([])
  expectPolicy(policyIn(header('content-security-policy')), header('content-type'), text)
  expect(text).not.toMatch(/\b(hono|workerd|jsforce|node_modules)\b|\.tsx?:\d+|    at /i)
}

const policyIn = (header: string): Map<string, string[]> =>
  new Map(
    header.split('; ').map((part) => {
      const [name = '', ...sources] = part.split(' ')
      return [name, sources]
    }),
  )

/** Nothing runs or styles the page but what it carries, to the letter; nobody frames it. */
function expectPolicy(policy: Map<string, string[]>, type: string, text: string): void {
  expect(policy.get('default-src')).toEqual([`'none'`])
  expect(policy.get('frame-ancestors')).toEqual([`'none'`])
  expect(policy.get('base-uri')).toEqual([`'none'`])
  expect([`'none'`, `'self'`]).toContain(policy.get('form-action')?.join(' '))
  for (const [name, sources] of policy) {
    const allowed = name === 'img-src' ? /^data:$/ : /^'(none|self|sha256-[A-Za-z0-9+/]{43}=)'$/
    expect([name, sources.filter((source) => !allowed.test(source))]).toEqual([name, []])
  }
  if (!type.startsWith('text/html')) return expect([...policy.keys()]).not.toContain('script-src')
  const carried = (tag: string) =>
    [...text.matchAll(new RegExp(`<${tag}([^>]*)>([^]*?)</${tag}>`, 'g'))].map(([, attributes = '', content = '']) => {
      expect(attributes).toBe('')
      return `'sha256-${createHash('sha256').update(content).digest('base64')}'`
    })
  expect(policy.get('style-src')).toEqual(carried('style'))
  expect(policy.get('script-src') ?? []).toEqual(carried('script'))
  expect(text).not.toMatch(/<[^>]*\s(on\w+|style|srcdoc)=|javascript:|<(iframe|object|embed|link rel="stylesheet")/i)
}

describe('the headers', () => {
  let mine: House
  beforeAll(async () => {
    mine = await aHouse()
  })
  const rightOf = ({ lock }: Row): string | null => {
    if (lock === 'nothing') return null
    if (lock === 'operator') return operatorToken
    return lock === 'answer' || lock === 'unsubscribe' ? mine.links[lock] : keyOf(lock, mine.newest)
  }
  const isAck = (reply: Response) => reply.headers.get('content-type')?.startsWith('text/xml')

  it.each(rows.map((row) => [`${row.route} → ${row.path('…', '…')}`, row] as const))('of %s', async (_, row) => {
    const replies = {
      refused: await tryDoor(row, mine, mine.orgKey, '1.AAAAAAAAAAAAAAAAAAAAAA'),
      anonymous: await tryDoor(row, mine, mine.orgKey, null),
      opened: await tryDoor(row, mine, mine.orgKey, rightOf(row)),
      unreadable: await tryDoor({ ...row, body: row.body && (() => '{<') }, mine, mine.orgKey, rightOf(row)),
      'wrong method': await tryDoor({ ...row, route: 'DELETE …', body: undefined }, mine, mine.orgKey, rightOf(row)),
    }
    for (const reply of Object.values(replies)) if (!isAck(reply)) expectSafe(reply, await reply.text())
    expect(Object.values(replies).filter((reply) => !isAck(reply)).length).toBeGreaterThan(3)
  })

  it.each([
    '/nonsense',
    '/s',
    '/s/x',
    '/u',
    '/u/a/b/c',
    '/trigger',
    '/events/',
    '/hooks/x',
    '/api',
    '/api/orgs/x/y',
    '/%00',
  ])('of what is not there: %s', async (path) => {
    for (const method of ['GET', 'POST']) {
      const reply = await knock(path, { method })
      expect(reply.status).toBeGreaterThanOrEqual(400)
      expectSafe(reply, await reply.text())
    }
  })

  it('of a survey that is answered, shown again, refused and in another language', async () => {
    const path = `/s/${mine.orgKey}/${mine.links.answer}`
    const post = (answers: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(answers) })
    const pages: [string, RequestInit?][] = [
      [`${path}?lang=fr&csat=3`],
      [path, post({ csat: '9' })],
      [path, post({ csat: '2', comment: '<script>alert(1)</script>' })],
      [`${path}?done&lang=fr`],
      [path],
      [path, { ...post({ csat: '1' }), headers: { 'sec-fetch-site': 'cross-site' } }],
      [
        path,
        { method: 'POST', body: 'x'.repeat(300_000), headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      ],
    ]
    const statuses: number[] = []
    for (const [at, init] of pages) {
      const reply = await knock(at, init)
      statuses.push(reply.status)
      expectSafe(reply, await reply.text())
    }
    expect(statuses).toEqual([200, 422, 303, 200, 200, 400, 413])
  })

  it.each([
    ['lacks its secrets', '/health', { BRIDGE_KEYS: '' }, 500],
    ['cannot reach an org', 'survey', { ORG: { getByName: () => ({}) } }, 503],
    ['has a defect', '/health/wake', { DIRECTORY: undefined }, 500],
  ])('of a deployment that %s', async (_, at, without, status) => {
    const again = `../../../bridge/app.ts?${at}` // the routes are made once a module
    const { appOf } = (await import(again)) as {
      appOf: (env: object) => { fetch: (of: Request, env: object) => Promise<Response> }
    }
    const path = at === 'survey' ? `/s/${mine.orgKey}/${mine.links.answer}` : at
    const init = { method: 'POST', headers: { authorization: `Bearer ${operatorToken}` }, body: new URLSearchParams() }
    const given = { ...env, ...without }
    const reply = await secured(appOf(given).fetch(new Request(`https://bridge.example${path}`, init), given))
    expect(reply.status).toBe(status)
    expectSafe(reply, await reply.text())
  })

  it('are whole in the answer to HEAD', async () => {
    const reply = await knock(`/s/${mine.orgKey}/${mine.links.answer}`, { method: 'HEAD' })
    expect([reply.status, reply.headers.get('x-content-type-options')]).toEqual([200, 'nosniff'])
  })
})
