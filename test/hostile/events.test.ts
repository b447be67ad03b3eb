import { createHmac } from 'node:crypto'
import { reset } from 'cloudflare:test'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { knock } from '../support/connected-org.ts'
import { anEvent, anId } from '../support/outbound.ts'
import { attack, canary, printTallies } from './attack.ts'
import { doorsOf, type Door } from './doors.ts'
import { aHouse, keys, stored, type House } from './house.ts'

let house: House
let events: Door
beforeAll(async () => {
  house = await aHouse()
  events = doorsOf(house).find(({ name }) => name === 'events')!
})
afterEach(() => void vi.useRealTimers())
afterAll(async () => {
  printTallies()
  await reset()
})

const one = (more: Record<string, unknown> = {}) => ({ organizationId: house.organizationId, ...anEvent(more) })
const post = (body: unknown, headers: Record<string, string> = {}) =>
  attack(events, () => events.send({ body: typeof body === 'string' ? body : JSON.stringify(body), headers }), [401])
const sign = (body: string, generation = 1) =>
  createHmac('sha256', keys.issue('events', house.orgKey, generation))
    .update(body)
    .digest('hex')
/** Without the bearer, which would be asked first. */
const signed = (body: string, headers: Record<string, string>) =>
  attack(
    { ...events, name: 'events, signed' },
    async () => {
      const request = { body, headers: { 'content-type': 'application/json', ...headers }, method: 'POST' }
      return knock(`/events/${house.orgKey}`, request)
    },
    [401],
  )
const count = () => house.inside((sql) => sql.exec<{ n: number }>('SELECT count(*) AS n FROM notifications').one().n)

describe('a signed event that comes again', () => {
  it('changes nothing, and after ten minutes is not even looked at', async () => {
    const body = JSON.stringify(one())
    expect((await signed(body, { 'x-signature': sign(body) })).status).toBe(200)
    const before = await count()
    for (let times = 0; times < 10; times++)
      expect((await signed(body, { 'x-signature': sign(body) })).status).toBe(200)
    expect(await count()).toBe(before)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 })
    const late = await signed(body, { 'x-signature': sign(body) })
    expect([late.status, JSON.parse(late.text)]).toMatchObject([400, { code: 'stale' }])
    expect(await count()).toBe(before)
  })

  it('under its id with other contents keeps the first contents', async () => {
    const id = anId('again-')
    await post(one({ id, fields: { CaseNumber: 'first' } }))
    await post(one({ id, fields: { CaseNumber: 'second' } }))
    const { body } = await house.api('GET', `notifications/${id}`)
    expect(body).toMatchObject({ fields: { CaseNumber: 'first' } })
  })

  it.each([
    [-600_000, 200],
    [-600_001, 400],
    [600_000, 200],
    [600_001, 400],
    [-86_400_000, 400],
    [8.64e15 - 1.8e12, 400],
  ])('%s ms away from now is answered with %s', async (skew, status) => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-21T10:00:00.000Z') })
    const sentAt = new Date(Date.now() + skew).toISOString()
    expect((await post(one({ sentAt }))).status).toBe(status)
  })

  it.each<[string, (body: string) => Record<string, string>]>([
    ['another generation’s header', (body) => ({ 'x-signature': sign(body), 'x-generation': '2' })],
    ['a generation that is none', (body) => ({ 'x-signature': sign(body), 'x-generation': '1e0' })],
    ['a generation in other digits', (body) => ({ 'x-signature': sign(body), 'x-generation': '0x1' })],
    ['generation 0', (body) => ({ 'x-signature': sign(body, 0), 'x-generation': '0' })],
    ['a negative generation', (body) => ({ 'x-signature': sign(body, -1), 'x-generation': '-1' })],
    ['two generations', (body) => ({ 'x-signature': sign(body), 'x-generation': '1, 1' })],
    ['two signatures', (body) => ({ 'x-signature': `${sign(body)}, ${sign(body)}` })],
    ['a signature in base64', (body) => ({ 'x-signature': Buffer.from(sign(body), 'hex').toString('base64') })],
    ['a signature with its algorithm', (body) => ({ 'x-signature': `sha256=${sign(body)}` })],
    ['a signature that is cut', (body) => ({ 'x-signature': sign(body).slice(0, 62) })],
    ['a signature of nothing', () => ({ 'x-signature': sign('') })],
    ['a signature of the text in another shape', (body) => ({ 'x-signature': sign(JSON.stringify(JSON.parse(body), null, 1)) })], // prettier-ignore
    ['a right signature beside a wrong bearer', (body) => ({ 'x-signature': sign(body), authorization: 'Bearer 1.AAAAAAAAAAAAAAAAAAAAAA' })], // prettier-ignore
    ['a right signature beside an empty bearer', (body) => ({ 'x-signature': sign(body), authorization: 'Bearer ' })],
    ['the bearer as signature', () => ({ 'x-signature': house.events })],
  ])('with %s is a 401, and nothing is stored', async (_, headersOf) => {
    const before = await stored(house)
    const body = JSON.stringify(one())
    const { status, text } = await signed(body, headersOf(body))
    expect([status, JSON.parse(text)]).toMatchObject([401, { code: 'unauthorized' }])
    expect(await stored(house)).toBe(before)
  })
})

describe('JSON that means harm', () => {
  const deep = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels)
  it.each<[string, () => string]>([
    ['a prototype', () => JSON.stringify(one()).replace('{', '{"__proto__":{"isAdmin":true},')],
    [
      'a prototype of its fields',
      () => JSON.stringify(one({ fields: {} })).replace('"fields":{', '"fields":{"__proto__":"x"'),
    ],
    ['a constructor', () => JSON.stringify(one()).replace('{', '{"constructor":{"prototype":{"x":1}},')],
    ['an escaped prototype', () => JSON.stringify(one()).replace('{', '{"\\u005f_proto__":{},')],
    ['100,000 lists', () => deep('[', ']', 100_000)],
    ['100,000 objects', () => `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['100,000 lists as a field', () => JSON.stringify(one({ fields: { A: 'HERE' } })).replace('"HERE"', deep('[', ']', 100_000))], // prettier-ignore
    ['100,000 fields', () => JSON.stringify(one({ fields: Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`F${n}`, 1])) }))], // prettier-ignore
    ['a field name of 900,000 letters', () => JSON.stringify(one({ fields: { ['F'.repeat(900_000)]: 1 } }))],
    ['a number of 900,000 digits for an id', () => `{"organizationId":${'1'.repeat(900_000)}}`],
    ['half a surrogate', () => JSON.stringify(one({ fields: { A: 'x' } })).replace('"x"', '"\\ud800"')],
    ['an id of control characters', () => JSON.stringify(one({ id: 'a\u0000b' }))],
    ['an id with a line end', () => JSON.stringify(one({ id: `a\r\n${canary}: x` }))],
    ['a record id with a query', () => JSON.stringify(one({ recordId: "5000000000' OR" }))],
    ['an object name with a query', () => JSON.stringify(one({ object: 'Case WHERE Id != null' }))],
    ['a list for an id', () => JSON.stringify(one({ id: ['a'] }))],
    ['an operator for an id', () => JSON.stringify(one({ id: { $ne: null } }))],
    ['a time that is a number', () => JSON.stringify(one({ sentAt: Date.now() }))],
    ['a time with 9,000 decimals', () => JSON.stringify(one({ sentAt: `2026-11-21T09:15:00.${'0'.repeat(9_000)}Z` }))],
    ['an id given twice', () => JSON.stringify(one()).replace('{', `{"id":"${canary}",`)],
    ['a field given twice', () => JSON.stringify(one({ fields: { A: 'x' } })).replace('"A"', '"A":"y","A"')],
    ['a field given twice in other letters', () => JSON.stringify(one({ fields: { A: 'x' } })).replace('"A"', '"\\u0041":"y","A"')], // prettier-ignore
    ['comments', () => `/* x */${JSON.stringify(one())}`],
    ['a trailing comma', () => JSON.stringify(one()).replace(/}$/, ',}')],
    ['two texts', () => JSON.stringify(one()) + JSON.stringify(one())],
    ['NaN', () => JSON.stringify(one({ fields: { A: 'HERE' } })).replace('"HERE"', 'NaN')],
    ['a guard against hijacking', () => `)]}'\n${JSON.stringify(one())}`],
    ['both one event and a list', () => JSON.stringify({ ...one(), events: [anEvent()] })],
    ['a list that is an object', () => JSON.stringify({ organizationId: house.organizationId, events: { length: 1, 0: anEvent() } })], // prettier-ignore
  ])('%s is a 400, and nothing is stored', async (_, body) => {
    const before = await stored(house)
    const { status, text } = await post(body())
    expect([status, JSON.parse(text)]).toMatchObject([400, { code: 'malformed' }])
    expect(text.length).toBeLessThan(400)
    expect(await stored(house)).toBe(before)
  })
})
