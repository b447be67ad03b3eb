import { describe, expect, it } from 'vitest'
import { fail, ok, type Failure } from '../../../../bridge/core/failures.ts'
import { makeKeys } from '../../../../bridge/core/keys.ts'
import { hooksRoute } from '../../../../bridge/invitation/delivery/hooks-route.ts'
import type { DeliveryEvent } from '../../../../bridge/invitation/mailer.ts'

const keys = makeKeys([Buffer.alloc(32, 7)])
const orgKey = 'abcdefghijklmnop'
const credential = keys.issue('hooks', orgKey, 2)
const bounced = { kind: 'bounced', sendId: 's1' }

/** The org's object as the route sees it, and what it was told. */
function anOrg(failure: Failure | null = null) {
  const told: { generation: number; connection: string; events: DeliveryEvent[] }[] = []
  const app = hooksRoute({
    keys,
    org: () => ({
      deliveryEvents: async (generation, connection, events) => {
        told.push({ generation, connection, events })
        return failure ? fail(failure) : ok({ matched: events.length })
      },
    }),
  })
  const post = async (
    body: unknown,
    init: { headers?: Record<string, string>; path?: string; method?: string } = {},
  ) => {
    const response = await app.request(init.path ?? `/${orgKey}/mail`, {
      method: init.method ?? 'POST',
      headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json', ...init.headers },
      ...(init.method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return {
      status: response.status,
      body: (await response.json()) as { code?: string; message?: string; matched?: number },
    }
  }
  return { post, told }
}

describe('delivery events', () => {
  it('go to the object in one call, angle brackets and foreign fields taken off', async () => {
    const { post, told } = anOrg()
    const event = { kind: 'delivered', providerId: '<m1@example.com>', email: 'zoe@example.com', ip: '203.0.113.9' }
    expect(await post({ events: [bounced, { ...bounced, hard: false }, event], source: 'relay' })).toEqual({
      status: 200,
      body: { matched: 3 },
    })
    expect(told).toEqual([
      {
        generation: 2,
        connection: 'mail',
        events: [
          { kind: 'bounced', providerId: null, sendId: 's1', email: null },
          { kind: 'bounced', hard: false, providerId: null, sendId: 's1', email: null },
          { kind: 'delivered', providerId: 'm1@example.com', sendId: null, email: 'zoe@example.com' },
        ],
      },
    ])
  })

  it('of an object that cannot answer come again', async () => {
    expect(await anOrg({ code: 'unavailable' }).post({ events: [bounced] })).toMatchObject({ status: 503 })
    expect(await anOrg({ code: 'unauthorized' }).post({ events: [bounced] })).toMatchObject({ status: 401 })
  })
})

describe('a call without the right credential', () => {
  it.each([
    ['none', ''],
    ['another door’s', `Bearer ${keys.issue('events', orgKey, 2)}`],
    ['another org’s', `Bearer ${keys.issue('hooks', 'ponmlkjihgfedcba', 2)}`],
    ['another generation’s', `Bearer 3${credential.slice(1)}`],
    ['a mac that is cut', `Bearer ${credential.slice(0, -1)}`],
    ['another scheme', `Basic ${credential}`],
  ])('(%s) is refused before its body is read', async (_, authorization) => {
    const { post, told } = anOrg()
    expect(await post('{'.repeat(100_000), { headers: { authorization } })).toEqual({
      status: 401,
      body: { code: 'unauthorized' },
    })
    expect(told).toEqual([])
  })

  it('is not let in by the address', async () => {
    const { post } = anOrg()
    const path = `/${orgKey}/mail?key=${credential}`
    expect((await post({ events: [bounced] }, { path, headers: { authorization: '' } })).status).toBe(401)
  })
})

describe('a body that is not one', () => {
  it.each([
    ['no JSON', '{"events":', 'malformed'],
    ['nothing', '', 'malformed'],
    ['a list', [bounced], 'malformed'],
    ['no events', { events: [] }, 'malformed'],
    ['101 events', { events: Array(101).fill(bounced) }, 'malformed'],
    ['an unknown kind', { events: [{ kind: 'opened', sendId: 's1' }] }, 'malformed'],
    ['an event about nothing', { events: [{ kind: 'bounced' }] }, 'malformed'],
    ['a number for an id', { events: [{ kind: 'bounced', sendId: 7 }] }, 'malformed'],
    ['an object for an id', { events: [{ kind: 'bounced', sendId: { $ne: 1 } }] }, 'malformed'],
    ['an endless id', { events: [{ kind: 'bounced', sendId: 'x'.repeat(999) }] }, 'malformed'],
    ['a prototype', '{"__proto__":{"events":[{"kind":"bounced","sendId":"s1"}]}}', 'malformed'],
    ['deep nesting', `{"events":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'malformed'],
    ['too much', JSON.stringify({ events: [bounced], padding: 'x'.repeat(70_000) }), 'too_large'],
  ])('(%s) is refused, and no object hears of it', async (_, body, code) => {
    const { post, told } = anOrg()
    const answer = await post(body)
    expect(answer).toMatchObject({ status: code === 'too_large' ? 413 : 400, body: { code } })
    expect(answer.body.message ?? '').not.toContain('xxxx')
    expect(told).toEqual([])
  })

  it('because of its type, its method or its connection is refused', async () => {
    const { post } = anOrg()
    expect((await post({ events: [bounced] }, { headers: { 'content-type': 'text/plain' } })).status).toBe(415)
    expect((await post('', { method: 'GET' })).status).toBe(405)
    expect((await post({ events: [bounced] }, { path: `/${orgKey}/No_Name` })).status).toBe(404)
  })
})
