import { createHmac } from 'node:crypto'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { pathsOf } from '../../../bridge/org/api/openapi/describe.ts'
import { eventsSchemas, triggerDoors } from '../../../bridge/trigger/events/openapi.ts'
import { eventsRoute } from '../../../bridge/trigger/route.ts'
import { anEvent, anId, anOrganization, keys, RecordingOrg } from '../../support/outbound.ts'

function aDoor() {
  const target = new RecordingOrg()
  const called: string[] = []
  const app = new Hono().route('/events', eventsRoute({ keys, org: (orgKey) => (called.push(orgKey), target) }))
  const { organizationId, orgKey } = anOrganization()
  const bearer = { authorization: `Bearer ${keys.issue('events', orgKey, 1)}` }
  const one = (given: Record<string, unknown> = {}) => ({ organizationId, ...anEvent(given) })
  const post = async (body: unknown, headers: Record<string, string> = bearer) => {
    const response = await app.request(`/events/${orgKey}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
    return {
      status: response.status,
      headers: response.headers,
      ...((await response.json()) as { code?: string; message?: string; accepted?: number }),
    }
  }
  return { app, target, called, organizationId, orgKey, one, post }
}
const sign = (orgKey: string, generation: number, body: string) =>
  createHmac('sha256', keys.issue('events', orgKey, generation))
    .update(body)
    .digest('hex')

describe('an event with a named credential', () => {
  it('becomes the notification that an outbound message would have made of it', async () => {
    const { post, one, target, called, orgKey } = aDoor()
    const fields = { Id: 'AAaAAbbBBBCcCCC', Amount: 12.5, IsClosed: true, Reason: null, Subject: 'café 🙂' }
    const answer = await post(one({ id: 'flow-1', recordId: 'AAaAAbbBBBCcCCC', fields, causedBy: '005000000000001' }))
    expect(answer).toMatchObject({ status: 200, accepted: 1 })
    expect(called).toEqual([orgKey])
    expect(target.accepted).toEqual([
      {
        door: 'events',
        generation: 1,
        notifications: [
          {
            id: 'flow-1',
            object: 'Case',
            recordId: 'AAaAAbbBBBCcCCC123',
            fields: { Id: 'AAaAAbbBBBCcCCC', Amount: '12.5', IsClosed: 'true', Subject: 'café 🙂' },
            note: null,
            causedBy: '005000000000001AAA',
          },
        ],
      },
    ])
  })

  it('may come with up to 100 others, in one call', async () => {
    const { post, organizationId, target } = aDoor()
    const events = Array.from({ length: 100 }, () => anEvent())
    expect(await post({ organizationId, events })).toMatchObject({ status: 200, accepted: 100 })
    expect(target.accepted.map(({ notifications }) => notifications.map(({ id }) => id))).toEqual([
      events.map(({ id }) => id),
    ])
  })

  it('may come with a byte order mark', async () => {
    const { post, one } = aDoor()
    expect(await post(`\uFEFF${JSON.stringify(one())}`)).toMatchObject({ status: 200 })
  })

  it.each([
    ['as Flow prints it', (at: Date) => at.toISOString()],
    ['as REST prints it', (at: Date) => at.toISOString().replace('Z', '+0000')],
    ['in another zone', (at: Date) => new Date(at.getTime() + 7_200_000).toISOString().replace('Z', '+02:00')],
    ['without milliseconds', (at: Date) => at.toISOString().replace(/\.\d+/, '')],
    ['9 minutes ago', (at: Date) => new Date(at.getTime() - 540_000).toISOString()],
    ['in 9 minutes', (at: Date) => new Date(at.getTime() + 540_000).toISOString()],
  ])('may be sent %s', async (_, print) => {
    const { post, one } = aDoor()
    expect(await post(one({ sentAt: print(new Date()) }))).toMatchObject({ status: 200 })
  })
})

describe('an event with a signature', () => {
  it('is taken when the signature is of its very bytes', async () => {
    const { post, one, orgKey, target } = aDoor()
    const body = JSON.stringify(one())
    expect(await post(body, { 'x-signature': sign(orgKey, 1, body) })).toMatchObject({ status: 200 })
    expect(await post(body, { 'x-signature': sign(orgKey, 3, body).toUpperCase(), 'x-generation': '3' })).toMatchObject(
      { status: 200 },
    )
    expect(target.accepted.map(({ generation }) => generation)).toEqual([1, 3])
  })

  it('is a 401 that wakes nobody when it is not', async () => {
    const { post, one, orgKey, called } = aDoor()
    const body = JSON.stringify(one())
    const refused = [
      { 'x-signature': sign(orgKey, 1, `${body} `) },
      { 'x-signature': sign(anOrganization().orgKey, 1, body) },
      { 'x-signature': sign(orgKey, 1, body), 'x-generation': '2' },
      { 'x-signature': sign(orgKey, 1, body), 'x-generation': '01' },
      {
        'x-signature': createHmac('sha256', keys.issue('trigger', orgKey, 1))
          .update(body)
          .digest('hex'),
      },
      { 'x-signature': '' },
    ]
    for (const headers of refused)
      expect(await post(body, headers as Record<string, string>)).toMatchObject({ status: 401, code: 'unauthorized' })
    expect(called).toEqual([])
  })

  it('that is too large raises no alert, for nobody has proved anything', async () => {
    const { post, called } = aDoor()
    expect(await post(`"${'x'.repeat(1_100_000)}"`, { 'x-signature': 'a'.repeat(64) })).toMatchObject({
      status: 413,
      code: 'too_large',
    })
    expect(called).toEqual([])
  })
})

describe('an event that is not taken', () => {
  it.each([
    ['no credentials', () => ({})],
    ['a wrong mac', () => ({ authorization: 'Bearer 1.AAAAAAAAAAAAAAAAAAAAAA' })],
    ['the key of another org', () => ({ authorization: `Bearer ${keys.issue('events', anOrganization().orgKey, 1)}` })],
    ['the key of the trigger', (orgKey: string) => ({ authorization: `Bearer ${keys.issue('trigger', orgKey, 1)}` })],
    ['another scheme', (orgKey: string) => ({ authorization: `Basic ${keys.issue('events', orgKey, 1)}` })],
  ] as [string, (orgKey: string) => Record<string, string>][])(
    'with %s is a 401 and is not read',
    async (_, headersOf) => {
      const { app, orgKey, called } = aDoor()
      let pulled = 0
      const body = new ReadableStream({ pull: () => void pulled++ }, { highWaterMark: 0 })
      const response = await app.request(`/events/${orgKey}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headersOf(orgKey) },
      })
      expect([response.status, pulled, called]).toEqual([401, 0, []])
    },
  )

  const wrong: [string, Record<string, unknown>][] = [
    ['no id', { id: undefined }],
    ['an empty id', { id: '' }],
    ['an id of 65 characters', { id: 'x'.repeat(65) }],
    ['an id with a line end', { id: 'a\nb' }],
    ['no sentAt', { sentAt: undefined }],
    ['a sentAt that is none', { sentAt: '2026-13-45T99:00:00Z' }],
    ['a sentAt without zone', { sentAt: '2026-11-21T09:15:00' }],
    ['an object that is none', { object: 'Case; DROP TABLE' }],
    ['a record id that is none', { recordId: '500' }],
    ['no fields', { fields: undefined }],
    ['a list of fields', { fields: ['x'] }],
    ['a field that is an object', { fields: { A: {} } }],
    ['a field name that is none', { fields: { 'a.b': 'x' } }],
    ['501 fields', { fields: Object.fromEntries(Array.from({ length: 501 }, (_, n) => [`F${n}`, 1])) }],
    ['half a character', { fields: { A: '\ud800' } }],
    ['a user that is none', { causedBy: 'me' }],
    ['a name that does not belong', { program: 'x' }],
  ]
  it.each(wrong)('because of %s is a 400 and one alert', async (_, given) => {
    const { post, one, target, called } = aDoor()
    const answer = await post(one(given))
    expect(answer).toMatchObject({ status: 400, code: 'malformed' })
    expect(answer.message).toBeTruthy()
    expect(target.alerts).toMatchObject([{ code: 'message_unreadable', door: 'events' }])
    expect([target.accepted, called.length]).toEqual([[], 1])
  })

  it.each([
    ['not JSON', 'hello'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a thousand levels', '['.repeat(100_000)],
    ['an empty list of events', '{"organizationId":"00D000000000001EAA","events":[]}'],
  ])('because it is %s is a 400', async (_, body) => {
    const { post, target } = aDoor()
    expect(await post(body)).toMatchObject({ status: 400, code: 'malformed' })
    expect(target.accepted).toEqual([])
  })

  it('because of a field called __proto__ is a 400', async () => {
    const { post, one, target } = aDoor()
    const body = JSON.stringify(one({ fields: { PROTO: 'x' } })).replace('PROTO', '__proto__')
    expect(await post(body)).toMatchObject({ status: 400, code: 'malformed' })
    expect(target.accepted).toEqual([])
  })

  it('because one of its company is wrong or one too many is a 400 for all', async () => {
    const { post, organizationId, target } = aDoor()
    expect(await post({ organizationId, events: [anEvent(), anEvent({ recordId: 'x' })] })).toMatchObject({
      status: 400,
    })
    expect(await post({ organizationId, events: Array.from({ length: 101 }, () => anEvent()) })).toMatchObject({
      status: 400,
    })
    expect(target.accepted).toEqual([])
  })

  it.each([-11, 11])('because it was sent %s minutes away from now is stale', async (minutes) => {
    const { post, organizationId, target } = aDoor()
    const sentAt = new Date(Date.now() + minutes * 60_000).toISOString()
    expect(await post({ organizationId, events: [anEvent(), anEvent({ sentAt })] })).toMatchObject({
      status: 400,
      code: 'stale',
    })
    expect(target.alerts).toMatchObject([{ code: 'event_stale' }])
    expect(target.accepted).toEqual([])
  })

  it('because it is of another org is a 403 and one alert', async () => {
    const { post, one, target } = aDoor()
    expect(await post(one({}), undefined)).toMatchObject({ status: 200 })
    expect(await post({ ...one(), organizationId: anOrganization().organizationId })).toMatchObject({
      status: 403,
      code: 'wrong_org',
    })
    expect(target.alerts).toMatchObject([{ code: 'wrong_org', door: 'events' }])
    expect(target.accepted).toHaveLength(1)
  })

  it('has the status of its reason otherwise', async () => {
    const { post, one, target, app, orgKey } = aDoor()
    expect(await post(one(), { 'content-type': 'text/plain' })).toMatchObject({ status: 401 })
    const bearer = { authorization: `Bearer ${keys.issue('events', orgKey, 1)}` }
    expect(await post(one(), { ...bearer, 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
    })
    expect(await post(one(), { ...bearer, 'content-encoding': 'gzip' })).toMatchObject({ status: 415 })
    expect(await post(one({ fields: { A: 'x'.repeat(1_100_000) } }))).toMatchObject({ status: 413, code: 'too_large' })
    expect(target.alerts).toMatchObject([{ code: 'message_too_large' }])
    expect((await app.request(`/events/${orgKey}`)).headers.get('allow')).toBe('POST')
    target.answer = { ok: false, failure: { code: 'unavailable' } }
    expect(await post(one())).toMatchObject({ status: 503, code: 'unavailable' })
  })
})

describe('the description for External Services', () => {
  const described = eventsSchemas.Event
  const eventsPaths = pathsOf(triggerDoors.filter(({ id }) => id === 'sendEvents'))

  it('holds only what External Services reads', () => {
    const texts = JSON.stringify({ eventsPaths, eventsSchemas })
    for (const banned of ['"enum"', '"float"', '"double"', '"long"', '"int64"', '"headers"', '"oneOf"', '"nullable"'])
      expect(texts).not.toContain(banned)
    expect(texts).toContain('/events/{orgKey}')
    const references = [...texts.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map((found) => found[1]!)
    expect(references).not.toHaveLength(0)
    for (const name of references) expect(Object.keys(eventsSchemas)).toContain(name)
    for (const schema of Object.values(eventsSchemas))
      expect('properties' in schema && 'additionalProperties' in schema).toBe(false)
    expect(depthOf({ eventsPaths, eventsSchemas })).toBeLessThanOrEqual(15)
  })

  it('describes the very events that the door takes', async () => {
    const { post, organizationId } = aDoor()
    const complete: Record<string, unknown> = anEvent({ causedBy: anId('005') })
    expect(Object.keys(complete).sort()).toEqual(Object.keys(described.properties).sort())
    expect(await post({ organizationId, events: [complete] })).toMatchObject({ status: 200 })
    for (const name of Object.keys(complete)) {
      const { [name]: _, ...rest } = complete
      const status = described.required.includes(name) ? 400 : 200
      expect([name, (await post({ organizationId, events: [rest] })).status]).toEqual([name, status])
    }
  })
})

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0
