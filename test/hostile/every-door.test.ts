import fc from 'fast-check'
import { env } from 'cloudflare:workers'
import { listDurableObjectIds, reset } from 'cloudflare:test'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { anId } from '../support/outbound.ts'
import { attack, canary, hostileBytes, printTallies } from './attack.ts'
import { doorsOf, type Door } from './doors.ts'
import { aHouse, forged, stored, type House, type Locks } from './house.ts'

let house: House
let other: House
beforeAll(async () => {
  house = await aHouse()
  other = await aHouse()
})
afterAll(async () => {
  printTallies()
  await reset()
})
// Nothing that is sent here makes the bridge call anybody.
beforeEach(() => void vi.spyOn(globalThis, 'fetch'))
afterEach(() => {
  const calls = vi.mocked(globalThis.fetch).mock.calls.length
  vi.restoreAllMocks()
  if (calls > 0) throw new Error(`the bridge made ${calls} calls`)
})

const nobody: Locks = { organizationId: '', orgKey: '', ref: '', trigger: '', events: '', hooks: '', admin: '', operator: '', answer: '', unsubscribe: '' } // prettier-ignore
const names = doorsOf(nobody).map(({ name }) => name)
const doorOf = (locks: Locks, name: string): Door => doorsOf(locks).find((door) => door.name === name)!

/** A body without an end, in pieces of 64 KB; `pulled` tells how much of it was taken. */
function endless(piece = new Uint8Array(65_536).fill(97)) {
  const count = { pulled: 0 }
  const pull = (to: ReadableStreamDefaultController<Uint8Array>) => {
    count.pulled += piece.byteLength
    to.enqueue(piece)
  }
  return { count, body: new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 }) }
}

describe.each(names)('the door %s', (name) => {
  it('takes what is right, and thousands of other bytes are refused without a trace, or taken', async () => {
    const door = doorOf(house, name)
    expect((await attack(door, () => door.send())).status).toBe(door.takes)
    // Where bytes are not looked at, a few of them tell as much.
    const numRuns = door.refuses.length > 1 ? 250 : 60
    let before = await stored(house)
    await fc.assert(
      fc.asyncProperty(hostileBytes(door.good), async (body) => {
        const { refused } = await attack(door, () => door.send({ body }))
        const after = await stored(house)
        if (refused) expect(after).toBe(before)
        before = after
      }),
      { numRuns, interruptAfterTimeLimit: 15_000, endOnFailure: true },
    )
  })

  it('is not confused by methods, types and encodings', async () => {
    const door = doorOf(house, name)
    if (door.locked === null) return expect(door.name).toBe('delivery notice') // mail has none of these
    const before = await stored(house)
    for (const method of ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'post']) {
      const { status } = await attack(door, () => door.send({ method, body: '' }), [200, 204, 400, 401, 404, 405, 410, 415, 422]) // prettier-ignore
      expect([method, status < 500]).toEqual([method, true])
    }
    for (const type of [
      '',
      'text/plain',
      'text/xml',
      'text/xml; charset=utf-7',
      'text/xml; charset=utf-16',
      'application/json',
      'application/json; charset=utf-16',
      'multipart/form-data',
      'multipart/form-data; boundary=',
      `multipart/form-data; boundary=${'b'.repeat(5_000)}`,
      'application/x-www-form-urlencoded; charset=utf-7',
      'text/xml, application/json',
      `${'x'.repeat(9_000)}/y`,
    ])
      // prettier-ignore
      await attack(door, () => door.send({ headers: { 'content-type': type }, body: '<a>{"a":1}&a=1</a>' }))
    for (const encoding of ['gzip', 'deflate', 'br', 'identity, gzip', 'x'])
      await attack(door, () => door.send({ headers: { 'content-encoding': encoding }, body: gzipBomb }))
    expect((await stored(house)).length).toBeLessThan(before.length + 2_000)
  })

  it('reads no more of a body than it can use, with a length or without', async () => {
    const door = doorOf(house, name)
    const before = await stored(house)
    const { body, count } = endless()
    const { status } = await attack(door, () => door.send({ body }), [413])
    const looks = door.refuses.includes(413) || door.locked === null
    if (door.refuses.length > 1) expect(status).toBe(413)
    expect(count.pulled).toBeLessThanOrEqual(looks ? 4_500_000 : 131_072) // the runtime itself takes a piece or two
    if (door.refuses.length > 1) {
      const large = await attack(door, () => door.send({ body: new Uint8Array(5_000_000).fill(97) }))
      expect(large.status).toBe(413)
    }
    if (door.refuses.length > 0) expect(await stored(house)).toBe(before)
  })

  it('stays shut to forged, foreign and swapped keys, wakes no object and reads no body', async () => {
    const door = doorOf(house, name)
    if (door.locked === null) return expect(await wakesNobody(door)).toBe(true)
    const before = await stored(house)
    const unknown = { ...house, organizationId: anId('00D'), orgKey: 'cccccccccccccccc' }
    const objects = (await listDurableObjectIds(env.ORG)).length
    const { operator: _, ...foreign } = other
    for (const locks of [
      forged(house),
      forged(unknown),
      { ...house, ...foreign, orgKey: house.orgKey, organizationId: house.organizationId, operator: other.admin },
      { ...house, trigger: house.events, events: house.hooks, hooks: house.admin, admin: house.trigger, operator: house.admin, answer: house.unsubscribe, unsubscribe: house.answer }, // prettier-ignore
      { ...house, trigger: '1.', events: '1.', hooks: '', admin: '', operator: '', answer: '1', unsubscribe: '1' },
    ]) {
      const shut = doorOf(locks, name)
      const { body, count } = endless(new Uint8Array(1024).fill(97))
      const withLength = await attack({ ...shut, takes: 0 }, () => shut.send(), [door.locked, 404])
      expect(withLength.status).toBe(withLength.status === 404 ? 404 : door.locked)
      await attack({ ...shut, takes: 0 }, () => shut.send({ body }), [door.locked, 404, 413])
      expect(count.pulled).toBeLessThan(300_000)
    }
    expect((await listDurableObjectIds(env.ORG)).length).toBe(objects)
    expect(await stored(house)).toBe(before)
  })

  it('is behind one spelling of its address', async () => {
    const door = doorOf(house, name)
    if (door.locked === null) return expect(await wakesNobody(door)).toBe(true)
    const objects = (await listDurableObjectIds(env.ORG)).length
    const before = await stored(house)
    for (const tamper of spellings) {
      const path = (right: string) => tamper(right, house.orgKey)
      if (name === 'operator: wake' && path('/health/wake') === '/health/wake') continue // it has no org's key in it
      const { status } = await attack({ ...door, takes: 0 }, () => door.send({ path }), [400, 401, 403, 404, 405, 409, 410, 414]) // prettier-ignore
      expect([tamper(`/x/${house.orgKey}/y`, house.orgKey), status >= 400]).toEqual([expect.any(String), true])
    }
    expect((await listDurableObjectIds(env.ORG)).length).toBe(objects)
    expect(await stored(house)).toBe(before)
  })

  it('takes its key from one header, given once', async () => {
    const door = doorOf(house, name)
    if (door.locked !== 401 || name === 'trigger') return expect(door.name).not.toMatch(/^(API|operator|events)/)
    const before = await stored(house)
    const token = name.startsWith('operator') ? house.operator : name.startsWith('API') ? house.admin : name === 'events' ? house.events : house.hooks // prettier-ignore
    for (const authorization of [
      `Bearer ${token}, Bearer ${token}`,
      `Bearer ${token},`,
      `Bearer${token}`,
      `Bearer "${token}"`,
      `Basic ${btoa(`:${token}`)}`,
      token,
      `Bearer ${token.toUpperCase()}x`,
      `Bearer ${token}\u00a0`,
      `Bearer ${token} ${token}`,
      `Bearer ${'1'.repeat(60_000)}`,
      `Bearer\t${token}`,
    ]) {
      const { status } = await attack({ ...door, takes: 0 }, () => door.send({ headers: { authorization } }), [401])
      expect(status).toBe(401)
    }
    for (const path of [`?token=${token}`, `?access_token=${token}`, `?authorization=Bearer%20${token}`])
      await attack({ ...door, takes: 0 }, () => door.send({ headers: { authorization: '' }, path: (to) => to + path }), [401]) // prettier-ignore
    expect(await stored(house)).toBe(before)
  })
})

describe('the check of an answer', () => {
  const html = { status: 400, headers: { 'content-type': 'text/html' } }
  it.each<[string, () => Response]>([
    ['a fault of ours', () => Response.json({ code: 'unexpected' }, { status: 500 })],
    ['a refusal without a code', () => Response.json({ error: 'no' }, { status: 400 })],
    ['a page that is none of ours', () => new Response('<h1>Bad Request</h1>', html)],
    ['mark-up that was sent', () => new Response(`<!doctype html><${canary}>`, html)],
    ['a secret', () => new Response(env.OPERATOR_TOKEN, { status: 200 })],
    ['a stack', () => Response.json({ code: 'malformed', message: 'x at parse (bridge/a.ts:1:2)' }, { status: 400 })],
    ['a header that was sent', () => Response.json({ code: 'malformed' }, { status: 400, headers: { [canary]: 'x' } })],
  ])('sees %s', async (_, reply) => {
    const planted = {
      name: 'planted',
      send: async () => reply(),
      good: () => '',
      takes: 200,
      refuses: [400],
      locked: 401,
    }
    await expect(() => attack(planted, planted.send)).rejects.toThrow(/expected|answer/)
  })
})

/** A forged notice ends nothing and calls no object into being. */
async function wakesNobody(door: Door): Promise<boolean> {
  const objects = (await listDurableObjectIds(env.ORG)).length
  for (const locks of [
    forged(house),
    { ...house, orgKey: 'cccccccccccccccc' },
    { ...house, unsubscribe: house.answer },
  ])
    await attack(door, () => doorOf(locks, door.name).send())
  return (await listDurableObjectIds(env.ORG)).length === objects
}

const gzipBomb = Buffer.from('H4sIAAAAAAAAA+3BMQEAAADCoPVPbQo/oAAAAAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA', 'base64')

type Spelling = (path: string, orgKey: string) => string
const spellings: Spelling[] = [
  (path, key) => path.replace(key, key.toUpperCase()),
  (path, key) => path.replace(key, `${key}%00`),
  (path, key) => path.replace(key, `${key}%20`),
  (path, key) => path.replace(key, `${key};x=1`),
  (path, key) => path.replace(key, `..%2f${key}`),
  (path, key) => path.replace(key, `%2e%2e/${key}`),
  (path, key) => path.replace(key, `${key}%2f`),
  (path, key) => path.replace(key, `${key}%252f`),
  (path, key) => path.replace(key, `x/${key}`),
  (path, key) => path.replace(key, '__proto__'),
  (path, key) => path.replace(key, '%c0%ae%c0%ae'),
  (path, key) => path.replace(key, '%zz'),
  (path, key) => path.replace(key, '%ff'),
  (path, key) => path.replace(key, 'a'.repeat(9_000)),
  (path) => `/${path}`,
  (path) => `${path}/`.replace(/\/wake\/$/, '/wake/x'),
  (path) => `${path}%00`,
  (path) => `${path}/../../..`,
  (path) => `${path.toUpperCase()}`,
  (path) => path.replace(/.$/, '%2f'),
]
