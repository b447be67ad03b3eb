import { env } from 'cloudflare:workers'
import { listDurableObjectIds, reset } from 'cloudflare:test'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anId } from '../support/outbound.ts'
import { bridgeUrl, knock } from '../support/connected-org.ts'
import { attack, canary, printTallies } from './attack.ts'
import { doorsOf, type Door } from './doors.ts'
import { aHouse, keys, stored, type House } from './house.ts'

let house: House
let other: House
const theirs = { notification: anId('04l'), record: '500AbCdEfGhIjKlMNO' }
beforeAll(async () => {
  house = await aHouse()
  other = await aHouse()
  await other.inside((sql) => {
    sql.exec(`UPDATE invitations SET id = 'their-invitation'`)
    sql.exec(`UPDATE links SET invitation_id = 'their-invitation'`)
    sql.exec(`INSERT INTO notifications (id, object, record_id, received_at, decide_at) VALUES (?1, 'Case', ?2, ?3, 9e12)`, theirs.notification, theirs.record, Date.now()) // prettier-ignore
  })
})
afterAll(async () => {
  printTallies()
  await reset()
})

const shut: readonly number[] = [400, 401, 404, 405]
const looking = (name: string): Door => ({ name, send: () => knock('/'), good: () => '', takes: 200, refuses: shut, locked: 401 }) // prettier-ignore
const api = (path: string, init: RequestInit = {}) =>
  attack(looking('API: looking'), () => knock(`/api/orgs/${house.orgKey}${path}`, { headers: { authorization: `Bearer ${house.admin}` }, ...init })) // prettier-ignore

describe('an id in the address', () => {
  it.each([
    ['theirs', () => theirs.notification],
    ['in 15 characters', () => theirs.notification.slice(0, 15)],
    ['in small letters', () => theirs.notification.toLowerCase()],
    ['with a dot segment', () => `x/../${theirs.notification}`],
    ['with encoded dots', () => `x%2f%2e%2e%2f${theirs.notification}`],
    ['with an encoded slash', () => `${theirs.notification}%2f`],
    ['encoded twice', () => theirs.notification.replace('0', '%2530')],
    ['with a NUL', () => `${theirs.notification}%00`],
    ['with a path through the other org', () => `../../${other.orgKey}/notifications/${theirs.notification}`],
    ['with an encoded path through the other org', () => `..%2f..%2f${other.orgKey}%2fnotifications%2f${theirs.notification}`], // prettier-ignore
    ['with a wild card', () => '%25'],
    ['with a query', () => `${theirs.notification}'%20OR%20'1'='1`],
    ['with a comment', () => `${theirs.notification}'--`],
    ['with a parameter', () => `${theirs.notification};orgKey=${other.orgKey}`],
    ['from a prototype', () => '__proto__'],
    ['with half an escape', () => '%E0%A4%A'],
    ['of 10,000 letters', () => 'x'.repeat(10_000)],
    ['of nothing', () => '%20'],
  ])('%s leads to nothing of another org', async (_, id) => {
    const before = await stored(other)
    for (const [method, path] of [
      ['GET', `/notifications/${id()}`],
      ['GET', `/invitations/${id().replaceAll(theirs.notification, 'their-invitation')}`],
      ['POST', `/invitations/${id().replaceAll(theirs.notification, 'their-invitation')}/resend`],
      ['POST', `/invitations/${id().replaceAll(theirs.notification, 'their-invitation')}/link`],
      ['POST', `/connections/${id()}/reconnect`],
      ['GET', `/documents/survey/${id()}`],
      ['POST', `/programs/${id()}/held`],
    ] as const) {
      const { status, text } = await attack({ ...looking('API: ids'), takes: 0, refuses: [...shut, 422] }, () => knock(`/api/orgs/${house.orgKey}${path}`, { method, headers: { authorization: `Bearer ${house.admin}`, 'content-type': 'application/json' }, ...(method === 'POST' && { body: '{"approve":true}' }) })) // prettier-ignore
      expect([path, status >= 400, text.includes('zoe@')]).toEqual([path, true, false])
    }
    expect(await stored(other)).toBe(before)
  })

  it('is the same record in both of its spellings and no other', async () => {
    const found = async (id: string) => {
      const { body } = await other.api('GET', `notifications?recordId=${encodeURIComponent(id)}`)
      return (body.rows ?? []).length
    }
    expect(await found(theirs.record)).toBe(1)
    expect(await found(theirs.record.slice(0, 15))).toBe(1)
    for (const id of [
      theirs.record.toLowerCase(),
      theirs.record.slice(0, 14),
      `${theirs.record.slice(0, 14)}_`,
      '500%',
      `${theirs.record.slice(0, 15)}~`,
    ])
      // prettier-ignore
      expect([id, await found(id)]).toEqual([id, 0])
  })
})

describe('a query', () => {
  it.each([
    'limit=0', 'limit=-1', 'limit=1e9', 'limit=201x', 'limit=', 'limit=99999999999999999999', 'limit=١', 'limit[]=1', 'limit=1&limit=2', 'limit=NaN',
    "after=' OR 1=1 --", 'after=%00', `after=${'x'.repeat(201)}`, 'after=~', 'after=%F0%9F%98%80', 'after[$gt]=', '__proto__=x', 'constructor=x', 'state=Sent%27', 'state=%25',
    `state=${'x'.repeat(21)}`, 'program=../../x', 'recordId=%25', `recordId=${'5'.repeat(65)}`, 'invitation=*', `${'a=1&'.repeat(3_000)}`, `${'%'.repeat(3_000)}`, 'version=1', 'unknown=1',
  ])('of %j is answered or refused, and shows nothing it does not ask for', async (query) => {
    for (const kind of ['notifications', 'invitations', 'responses', 'writes', 'sends', 'connections', 'documents', 'audit', 'alerts']) { // prettier-ignore
      const { status, text } = await api(`/${kind}?${query}`)
      expect([200, 400]).toContain(status)
      expect(text.length).toBeLessThan(300_000)
    }
  }) // prettier-ignore

  it('of any text whatever is answered or refused', async () => {
    const name = fc.constantFrom(
      'after',
      'limit',
      'recordId',
      'invitation',
      'program',
      'state',
      'version',
      '__proto__',
      canary,
    )
    const query = fc.array(fc.tuple(name, fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('', '1', '200', "'", '%', '\0', '~')))) // prettier-ignore
    const kind = fc.constantFrom(
      'notifications',
      'invitations',
      'responses',
      'writes',
      'sends',
      'connections',
      'documents',
      'audit',
    )
    const before = await stored(house)
    await fc.assert(
      fc.asyncProperty(kind, query, async (wanted, pairs) => {
        const asked = new URLSearchParams(pairs.map(([key, value]) => [key, value.toWellFormed()]))
        await api(`/${wanted}?${asked}`)
      }),
      { numRuns: 400, endOnFailure: true },
    )
    expect(await stored(house)).toBe(before)
  })
})

describe('an address', () => {
  it('of any letters whatever opens nothing that its key does not open, and wakes nobody', async () => {
    const step = fc.oneof(
      fc.constantFrom('api', 'orgs', 's', 'u', 'hooks', 'trigger', 'events', 'health', 'wake', 'credentials', 'rotate', '..', '.', '', '%2e%2e', '%2f', '%00', '%', '%zz', '__proto__', '*', ':orgKey', 'mail'), // prettier-ignore
      fc.string({ maxLength: 20 }).map(encodeURIComponent),
      fc.constant(() => house.orgKey),
      fc.constant(() => house.answer),
    )
    const objects = (await listDurableObjectIds(env.ORG)).length
    const before = await stored(house)
    const anywhere = { ...looking('any address'), refuses: [400, 401, 404, 405, 410, 413, 415, 503] }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 7 }), fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'), async (steps, method) => {
        const path = `/${steps.map((one) => (typeof one === 'function' ? one() : one)).join('/')}`
        const { status, text } = await attack(anywhere, () => knock(bridgeUrl + path, { method }))
        expect([path, status]).not.toEqual([path, 503])
        expect(text.includes(house.admin)).toBe(false)
      }), // prettier-ignore
      { numRuns: 600, endOnFailure: true },
    )
    expect((await listDurableObjectIds(env.ORG)).length).toBe(objects)
    expect(await stored(house)).toBe(before)
  })
})

describe('a generation to revoke', () => {
  it.each([
    '0',
    '-1',
    '01',
    '1.0',
    '1e0',
    '0x1',
    '٣',
    '1000000',
    '',
    ' 1',
    '1%00',
    '__proto__',
    '1;2',
    '9'.repeat(400),
  ])('called %j is none', async (generation) => {
    const before = await stored(house)
    const revoke = { ...looking('operator: revoke'), takes: 0 }
    for (const door of ['trigger', '__proto__', 'Trigger', 'trigger%20', '..']) {
      const path = `/api/orgs/${house.orgKey}/credentials/${door}/${encodeURIComponent(generation)}`
      await attack(revoke, () =>
        knock(path, { method: 'DELETE', headers: { authorization: `Bearer ${house.operator}` } }),
      )
    }
    expect(await stored(house)).toBe(before)
  })
})

describe('a generation in a key', () => {
  it.each(['0', '01', '+1', '-1', '1e0', '1000000', '٣', '1.1', ''])(
    'of %j opens nothing, even with its mac',
    async (generation) => {
      const mac = (door: 'api' | 'trigger' | 'events' | 'hooks') => `${generation}.${keys.issue(door, house.orgKey, 1).split('.')[1]}` // prettier-ignore
      const doors = doorsOf({
        ...house,
        admin: mac('api'),
        trigger: mac('trigger'),
        events: mac('events'),
        hooks: mac('hooks'),
      })
      for (const door of doors.filter(({ name }) => /^(API|trigger|events|mail events)/.test(name))) {
        // A header holds no letter beyond Latin-1.
        if (/[^\x20-\x7e]/.test(generation) && door.name !== 'trigger') continue
        expect((await attack({ ...door, takes: 0 }, () => door.send(), [401, 404])).status).toBeGreaterThan(400)
      }
    },
  )
})
