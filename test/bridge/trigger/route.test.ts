import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { triggerRoute } from '../../../bridge/trigger/route.ts'
import { aClosedCase, anOrganization, keys, outboundMessage, RecordingOrg } from '../../support/outbound.ts'

/** A fresh org, its recording object, and a way to post to it. */
function aDoor() {
  const target = new RecordingOrg()
  const called: string[] = []
  const app = new Hono().route('/trigger', triggerRoute({ keys, org: (orgKey) => (called.push(orgKey), target) }))
  const organization = anOrganization()
  const body = outboundMessage({ organizationId: organization.organizationId })
  const post = (given: { path?: string; body?: BodyInit; headers?: Record<string, string> } = {}) =>
    app.request(given.path ?? organization.path, {
      method: 'POST',
      body: given.body ?? body,
      headers: { 'content-type': 'text/xml; charset=utf-8', ...given.headers },
    })
  return { ...organization, target, called, app, body, post }
}

/** A body that tells how much of it was read. */
function watchedBody(size: number) {
  const read = { bytes: 0 }
  const chunk = new Uint8Array(64 * 1024).fill(65)
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (read.bytes >= size) return controller.close()
        read.bytes += chunk.byteLength
        controller.enqueue(chunk)
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, read }
}

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code

describe('a message that came to the right address', () => {
  it('is handed to its org in one call and acknowledged', async () => {
    const { post, target, called, orgKey, organizationId } = aDoor()
    const notifications = [aClosedCase(), aClosedCase({ fields: null }), aClosedCase({ object: 'Nobody__c' })]
    const response = await post({ body: outboundMessage({ organizationId, notifications }) })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    expect(await response.text()).toMatch(
      /<soapenv:Envelope xmlns:soapenv="http:\/\/schemas.xmlsoap.org\/soap\/envelope\/"><soapenv:Body><notificationsResponse xmlns="http:\/\/soap.sforce.com\/2005\/09\/outbound"><Ack>true<\/Ack>/,
    )
    expect(called).toEqual([orgKey])
    expect(target.accepted).toHaveLength(1)
    expect(target.accepted[0]).toMatchObject({ door: 'trigger', generation: 1 })
    expect(target.accepted[0]!.notifications.map(({ id }) => id)).toEqual(notifications.map(({ id }) => id))
    expect(target.alerts).toEqual([])
  })

  it.each([
    ['text/xml'],
    ['text/xml; charset=UTF-8'],
    ['text/xml;charset="utf-8"'],
    ['TEXT/XML; charset=utf-8'],
    ['application/xml'],
    ['application/soap+xml; charset=utf-8; action=""'],
  ])('may call itself %s', async (type) => {
    const { post, target } = aDoor()
    expect((await post({ headers: { 'content-type': type } })).status).toBe(200)
    expect(target.accepted).toHaveLength(1)
  })

  it('may spell its organization with 15 characters', async () => {
    const { post, target, organizationId } = aDoor()
    expect((await post({ body: outboundMessage({ organizationId: organizationId.slice(0, 15) }) })).status).toBe(200)
    expect(target.accepted).toHaveLength(1)
  })

  it('may come with a byte order mark, and in pieces without a length', async () => {
    const { post, target, body } = aDoor()
    const bytes = new TextEncoder().encode(`\uFEFF${body.replace('00016492', 'café')}`)
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 7) controller.enqueue(bytes.slice(at, at + 7))
        controller.close()
      },
    })
    expect((await post({ body: pieces })).status).toBe(200)
    expect(target.accepted[0]!.notifications[0]!.fields).toMatchObject({ CaseNumber: 'café' })
  })

  it('tells the object the generation of the key', async () => {
    const { post, target, orgKey } = aDoor()
    await post({ path: `/trigger/${orgKey}/${keys.issue('trigger', orgKey, 7)}` })
    expect(target.accepted[0]!.generation).toBe(7)
  })

  it.each([
    ['unavailable', 503],
    ['unauthorized', 401],
  ] as const)('is not acknowledged when its org says %s', async (code, status) => {
    const { post, target } = aDoor()
    target.answer = { ok: false, failure: { code } }
    const response = await post()
    expect(response.status).toBe(status)
    expect(await response.text()).toBe(JSON.stringify({ code }))
  })
})

describe('a wrong address', () => {
  const other = anOrganization()
  const forged: [string, (door: ReturnType<typeof aDoor>) => string][] = [
    ['with a wrong mac', ({ path }) => path.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
    ['with the mac of another org', ({ orgKey }) => `/trigger/${orgKey}/${keys.issue('trigger', other.orgKey, 1)}`],
    ['with the mac of another generation', ({ path }) => path.replace('/1.', '/2.')],
    ['with the mac of another door', ({ orgKey }) => `/trigger/${orgKey}/${keys.issue('events', orgKey, 1)}`],
    ['with another spelling of the generation', ({ path }) => path.replace('/1.', '/01.')],
    ['with another spelling of the org', ({ path, orgKey }) => path.replace(orgKey, orgKey.toUpperCase())],
    ['with a mac that is cut off', ({ path }) => path.slice(0, -1)],
    ['with no mac', ({ orgKey }) => `/trigger/${orgKey}/1`],
    ['of an org that never was', () => '/trigger/aaaaaaaaaaaaaaaa/1.AAAAAAAAAAAAAAAAAAAAAA'],
  ]

  it.each(forged)('%s is a 401 that wakes nobody and reads nothing', async (_, pathOf) => {
    const door = aDoor()
    const { stream, read } = watchedBody(4_000_000)
    const response = await door.post({ path: pathOf(door), body: stream })
    expect([response.status, await codeOf(response)]).toEqual([401, 'unauthorized'])
    expect(read.bytes).toBe(0)
    expect(door.called).toEqual([])
  })
})

describe('a message that is not taken', () => {
  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is a 405, whoever sends it', async (method) => {
    const { app, path, called } = aDoor()
    const response = await app.request(path, { method })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
    expect(called).toEqual([])
  })

  it.each([
    ['as JSON', { 'content-type': 'application/json' }],
    ['as a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['as nothing', { 'content-type': '' }],
    ['in another charset', { 'content-type': 'text/xml; charset=iso-8859-1' }],
    ['compressed', { 'content-encoding': 'gzip' }],
  ] as [string, Record<string, string>][])('sent %s is a 415 and is not read', async (_, headers) => {
    const { post, target } = aDoor()
    const { stream, read } = watchedBody(100_000)
    const response = await post({ headers, body: stream })
    expect([response.status, await codeOf(response)]).toEqual([415, 'unsupported_media_type'])
    expect([read.bytes, target.accepted, target.alerts]).toEqual([0, [], []])
  })

  it('because it is too large is a 413 and an alert, and is read no further', async () => {
    const { post, target } = aDoor()
    const { stream, read } = watchedBody(50_000_000)
    const response = await post({ body: stream })
    expect([response.status, await codeOf(response)]).toEqual([413, 'too_large'])
    expect(read.bytes).toBeLessThan(4_500_000)
    expect(target.alerts).toMatchObject([{ code: 'message_too_large', door: 'trigger', generation: 1 }])
    expect(target.accepted).toEqual([])
  })

  it('because it says that it is too large is a 413 and is not read at all', async () => {
    const { post } = aDoor()
    const { stream, read } = watchedBody(5_000_000)
    const response = await post({ body: stream, headers: { 'content-length': '5000000' } })
    expect([response.status, read.bytes]).toEqual([413, 0])
  })

  it('because its length was a lie is a 413', async () => {
    const { post, target } = aDoor()
    const response = await post({ body: 'A'.repeat(4_300_000), headers: { 'content-length': '10' } })
    expect([response.status, target.accepted]).toEqual([413, []])
  })

  it.each([
    ['is not UTF-8', Buffer.from(outboundMessage().replace('00016492', 'café'), 'latin1')],
    ['is empty', ''],
    ['is not XML', 'hello'],
    ['holds a DOCTYPE', '<!DOCTYPE x><x/>'],
  ])('because it %s is a 400 and one alert, by the hash of its body', async (_, body) => {
    const { post, target } = aDoor()
    for (let times = 0; times < 2; times++) {
      const response = await post({ body })
      expect([response.status, await codeOf(response)]).toEqual([400, 'malformed'])
    }
    expect(target.alerts.map(({ code }) => code)).toEqual(['message_unreadable', 'message_unreadable'])
    expect(new Set(target.alerts.map(({ id }) => id)).size).toBe(1)
    expect(target.accepted).toEqual([])
  })

  it('has an alert of its own for each body', async () => {
    const { post, target } = aDoor()
    await post({ body: 'one' })
    await post({ body: 'two' })
    expect(new Set(target.alerts.map(({ id }) => id)).size).toBe(2)
  })

  it.each([
    ['another org', () => anOrganization().organizationId],
    ['its own org in other letters', (id: string) => id.toLowerCase()],
  ])('because it is of %s is a 403 and one alert', async (_, idOf) => {
    const { post, target, organizationId } = aDoor()
    const response = await post({ body: outboundMessage({ organizationId: idOf(organizationId) }) })
    expect([response.status, await codeOf(response)]).toEqual([403, 'wrong_org'])
    expect(target.alerts).toMatchObject([{ code: 'wrong_org', door: 'trigger' }])
    expect(target.accepted).toEqual([])
  })

  it('is a 401 when the object knows the key as revoked, and a 503 when it cannot note the alert', async () => {
    const { post, target } = aDoor()
    target.answer = { ok: false, failure: { code: 'unauthorized' } }
    expect((await post({ body: 'hello' })).status).toBe(401)
    target.answer = { ok: false, failure: { code: 'unavailable' } }
    expect((await post({ body: 'hello' })).status).toBe(503)
  })

  it('is never quoted, neither in the answer nor in the alert', async () => {
    const { post, target, body } = aDoor()
    const response = await post({ body: body.replace('00016492', '<secret-canary>') })
    expect(await response.text()).not.toContain('canary')
    expect(JSON.stringify(target.alerts)).not.toContain('canary')
    expect(target.alerts).toHaveLength(1)
  })
})
