import { describe, expect, it } from 'vitest'
import { until } from '../../control/client.ts'
import { judge } from '../post/ack.ts'
import { waitAfter } from '../retry.ts'
import { ack, inEnvelope, notificationsIn, type Answer } from './receiver.ts'
import { setScene } from './support.ts'

const hourMs = 3_600_000
const response = (inner: string) =>
  `<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound">${inner}</notificationsResponse>`
const saxError = 'org.xml.sax.SAXParseException: Content is not allowed in prolog.'

it.each([
  ['the reply of the documentation', 200, ack()],
  [
    '1 for true, and prefixes',
    200,
    '\uFEFF<?xml version="1.0"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Header/><S:Body><o:notificationsResponse xmlns:o="http://soap.sforce.com/2005/09/outbound"><o:Ack> 1 </o:Ack></o:notificationsResponse></S:Body></S:Envelope>',
  ],
])('%s is an acknowledgement', (_, status, body) => expect(judge({ status, body })).toEqual({ acked: true }))

it.each([
  ['Ack false', 200, ack('false'), 'SOAP response was a nack'],
  ['an empty 200', 200, '', saxError],
  ['JSON', 200, '{"Ack":true}', saxError],
  ['a 500 with a perfect Ack', 500, ack(), '(500)Internal Server Error'],
  ['202', 202, ack(), '(202)Accepted'],
  ['503', 503, '', '(503)Service Unavailable'],
  [
    'a SOAP fault',
    200,
    inEnvelope('<soapenv:Fault><faultcode>x</faultcode><faultstring>No way</faultstring></soapenv:Fault>'),
    'SOAP fault: No way',
  ],
  [
    'Ack inside notifications',
    200,
    inEnvelope('<notifications xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notifications>'),
    'The reply holds notifications where notificationsResponse belongs',
  ],
  [
    'another namespace',
    200,
    inEnvelope('<notificationsResponse><Ack>true</Ack></notificationsResponse>'),
    'The reply holds notificationsResponse where notificationsResponse belongs',
  ],
  [
    'SOAP 1.2',
    200,
    ack().replaceAll('http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope'),
    'The reply is not a SOAP 1.1 envelope',
  ],
  ['no Ack', 200, inEnvelope(response('')), 'The reply has no Ack'],
  ['no Body', 200, '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"/>', 'The reply has no SOAP body'],
  ['an HTML page', 200, '<!doctype html><p>Hello', 'org.xml.sax.SAXParseException'],
])('%s is a failure with its reason', (_, status, body, reason) => {
  expect(judge({ status, body })).toMatchObject({ acked: false, reason: expect.stringContaining(reason) })
})

describe('notifications of one action', () => {
  const scene = setScene()

  it('share messages of at most 100', async () => {
    const closed = Array.from({ length: 250 }, (_, index) => ({
      object: 'Case',
      fields: { Subject: `${index}`, Status: 'Closed' },
    }))
    await scene.org.ask('POST', 'save', closed)
    await scene.settled()
    const sizes = scene.receiver.received.map(({ body }) => notificationsIn(body).length)
    expect(sizes.sort((a, b) => b - a)).toEqual([100, 100, 50])
    expect(await scene.org.outbound()).toMatchObject({ messages: 3, counts: { pending: 0, failed: 0, delivered: 250 } })
  })

  it('carry the values of the moment they are sent', async () => {
    await scene.org.switches({ paused: true })
    const id = await scene.org.save('Case', { Subject: 'Then', Status: 'Closed' })
    await scene.org.save('Case', { Subject: 'Now', Status: 'Working' }, id)
    await scene.org.switches({ paused: false })
    await scene.settled()
    expect(notificationsIn(scene.receiver.received[0]!.body)[0]!.fields).toMatchObject({
      Subject: 'Now',
      IsClosed: 'false',
    })
  })

  it('hold only their id when the record was deleted before they left', async () => {
    await scene.org.switches({ paused: true })
    const id = await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    await scene.org.ask('POST', 'delete', { object: 'Case', id })
    await scene.org.switches({ paused: false })
    const { items } = await scene.settled()
    expect(scene.receiver.received[0]!.body).toContain(
      `   <Notification>\n    <Id>${items[0]!.id}</Id>\n   </Notification>`,
    )
  })
})

const failures: [string, Answer, string][] = [
  ['a nack', { body: ack('false') }, 'SOAP response was a nack'],
  ['an error', { status: 500, body: 'oops' }, '(500)Internal Server Error'],
  ['an empty 200', { body: '' }, saxError],
  ['a redirect', { status: 302, headers: { Location: 'http://127.0.0.1:1/' }, body: ack() }, '(302)Found'],
  ['silence', { delayMs: 5_000 }, 'java.net.SocketTimeoutException: Read timed out'],
  ['a broken connection', { drop: true }, 'java.net.SocketException: Connection reset'],
]

describe('a receiver that fails', () => {
  const scene = setScene()

  it.each(failures)('with %s gets the message again, and the status says why', async (_, answer, reason) => {
    await scene.org.switches({ timeoutMs: answer.delayMs ? 200 : 60_000 })
    scene.receiver.answers.unshift(answer)
    await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    const { items } = await scene.settled()
    expect(items).toMatchObject([{ state: 'pending', attempts: 1, reason }])
    await scene.org.switches({ timeoutMs: 60_000 })
    await scene.org.advance(31_000)
    const later = await until(
      () => scene.org.outbound(),
      ({ counts }) => counts.delivered === 1,
    )
    expect(later.items).toMatchObject([{ id: items[0]!.id, attempts: 2, reason: null }])
  })

  it('by not being there is named so', async () => {
    await scene.receiver.stop()
    await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    const { items } = await scene.settled()
    expect(items).toMatchObject([{ reason: 'java.net.ConnectException: Connection refused' }])
  })

  it('is tried less and less often and given up after 24 hours', async () => {
    scene.receiver.answers[0] = { status: 503 }
    await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    for (let attempts = 1; attempts <= 9; attempts += 1) {
      const { items } = await until(
        () => scene.org.outbound(),
        (seen) => seen.items[0]!.attempts === attempts,
      )
      const { clock } = await scene.org.ask<{ clock: { now: string } }>('GET', '')
      const waitMs = Date.parse(items[0]!.nextAttemptAt) - Date.parse(clock.now)
      expect(Math.abs(waitMs - waitAfter(attempts))).toBeLessThan(15_000)
      await scene.org.advance(waitMs + 1)
    }
    await scene.org.advance(24 * hourMs)
    const { items } = await until(
      () => scene.org.outbound(),
      ({ counts }) => counts.failed === 1,
    )
    expect(items).toMatchObject([{ state: 'failed', reason: '(503)Service Unavailable' }])
  })

  it('can be given a message again by hand, or never again', async () => {
    scene.receiver.answers.unshift({ status: 500 }, { status: 500 })
    await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    const [{ id } = { id: '' }] = (await scene.settled()).items
    await scene.org.ask('POST', `outbound/${id}/retry`)
    await until(
      () => scene.org.outbound(),
      ({ items }) => items[0]!.attempts === 2,
    )
    await scene.org.ask('DELETE', `outbound/${id}`)
    await scene.org.advance(2 * hourMs)
    expect((await scene.org.outbound()).items).toEqual([])
    expect(scene.receiver.received).toHaveLength(2)
  })
})

it('waits 30 s, 1 m, 2 m, 4 m … and never more than 2 hours', () => {
  const seconds = Array.from({ length: 11 }, (_, index) => waitAfter(index + 1) / 1000)
  expect(seconds).toEqual([30, 60, 120, 240, 480, 960, 1920, 3840, 7200, 7200, 7200])
})

describe('the switches', () => {
  const scene = setScene()

  it('duplicates sends the same message several times at once', async () => {
    await scene.org.switches({ duplicates: 29 })
    await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    await scene.settled()
    expect(scene.receiver.received).toHaveLength(30)
    expect(new Set(scene.receiver.received.map(({ body }) => body)).size).toBe(1)
  })

  it('reorder sends the newest first', async () => {
    await scene.org.switches({ reorder: true })
    const saved = await scene.org.ask<{ id: string }[]>(
      'POST',
      'save',
      ['a', 'b', 'c'].map((Subject) => ({ object: 'Case', fields: { Subject, Status: 'Closed' } })),
    )
    await scene.settled()
    const sent = notificationsIn(scene.receiver.received[0]!.body).map(({ fields }) => fields['Id'])
    expect(sent).toEqual(saved.map(({ id }) => id).toReversed())
  })

  it('lostReplies forgets that the receiver said yes', async () => {
    await scene.org.switches({ lostReplies: 1 })
    await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    const { items } = await scene.settled()
    expect(items).toMatchObject([{ state: 'pending', reason: 'java.net.SocketTimeoutException: Read timed out' }])
    await scene.org.advance(31_000)
    await until(
      () => scene.org.outbound(),
      ({ counts }) => counts.delivered === 1,
    )
    expect(scene.receiver.received).toHaveLength(2)
  })
})
