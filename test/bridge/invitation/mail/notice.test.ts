import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeKeys, newRef } from '../../../../bridge/core/keys.ts'
import { parseDeliveryNotice, readNotice } from '../../../../bridge/invitation/delivery/notice.ts'

const keys = makeKeys([Buffer.alloc(32, 7)])
const orgKey = 'abcdefghijklmnop'
const ref = newRef()
const link = (key = orgKey, token = keys.link('unsubscribe', orgKey, ref)) =>
  `https://surveys.example.com/u/${key}/${token}`

type Dsn = {
  action?: string
  status?: string
  returned?: string
  report?: string
  unsubscribe?: string
  status2?: string
}
const original = (unsubscribe = link()) =>
  `From: Nuage SA <surveys@example.com>\nTo: zoe@example.com\nMessage-ID: <send1@example.com>\nList-Unsubscribe: <${unsubscribe}>\nX-Survey-Send: send1\nSubject: Votre avis`

/** A notice as Postfix writes it (RFC 3464, appendix E in its shape). */
const dsn = ({
  action = 'failed',
  status = '5.1.1',
  returned,
  report = 'delivery-status',
  unsubscribe,
}: Dsn = {}) => `Return-Path: <>
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: surveys@example.com
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=${report};
\tboundary="4F0B2.1763719200/mx.example.net"

This is a MIME-encapsulated message.

--4F0B2.1763719200/mx.example.net
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<zoe@example.com>: host mx.example.org said: 550 5.1.1 unknown user

--4F0B2.1763719200/mx.example.net
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
X-Postfix-Queue-ID: 4F0B2
Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0000 (UTC)

Final-Recipient: rfc822; zoe@example.com
Original-Recipient: rfc822;Zoe@example.com
Action: ${action}
Status: ${status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 unknown user,
    see the manual

--4F0B2.1763719200/mx.example.net
Content-Description: Undelivered Message
Content-Type: message/rfc822

${returned ?? `${original(unsubscribe)}\n\nthe body of the mail\nX-Survey-Send: not-a-header`}

--4F0B2.1763719200/mx.example.net--
`
const about = { providerId: 'send1@example.com', sendId: 'send1', email: 'Zoe@example.com' }

describe('a delivery notice', () => {
  it.each(['\n', '\r\n'])('is read, whatever its line ends (%j)', (end) => {
    expect(parseDeliveryNotice(dsn().replaceAll('\n', end))).toEqual({ kind: 'bounced', hard: true, ...about })
  })

  it.each([
    ['5.1.1', true], // bad mailbox
    ['5.1.2', true], // bad domain
    ['5.1.10', true], // the domain takes no mail
    ['5.2.1', true], // mailbox switched off
    ['5.4.4', true], // no route to the domain
    ['5.2.2', false], // mailbox full
    ['5.7.1', false], // policy, spam
    ['5.1.8', false], // the sender's address
    ['5.0.0', false],
    ['4.4.7', false], // given up after days
    ['nonsense', false],
  ])('with status %s blames the address: %s', (status, hard) => {
    expect(parseDeliveryNotice(dsn({ status }))).toMatchObject({ kind: 'bounced', hard })
  })

  it.each([
    ['delayed', 'deferred'],
    ['delivered', 'delivered'],
    ['relayed', 'delivered'],
    ['expanded (to a list)', 'delivered'],
    ['FAILED', 'bounced'],
  ])('of action %s is %s', (action, kind) => {
    expect(parseDeliveryNotice(dsn({ action }))).toMatchObject({ kind, ...about })
  })

  it('with headers only, and the type of RFC 6533, is read too', () => {
    const notice = dsn({ returned: original() })
      .replace('message/rfc822', 'text/rfc822-headers')
      .replace('message/delivery-status', 'message/global-delivery-status')
    expect(parseDeliveryNotice(notice)).toEqual({ kind: 'bounced', hard: true, ...about })
  })

  it('that returns nothing of the mail still says who', () => {
    const notice = dsn().replace('message/rfc822', 'text/plain')
    expect(parseDeliveryNotice(notice)).toEqual({
      kind: 'bounced',
      hard: true,
      providerId: null,
      sendId: null,
      email: 'Zoe@example.com',
    })
  })

  it('that is an abuse report (RFC 5965) is a complaint', () => {
    const report = dsn({ report: 'feedback-report' })
      .replace('message/delivery-status', 'message/feedback-report')
      .replace(
        'Reporting-MTA: dns; mx.example.net',
        'Feedback-Type: abuse\nVersion: 1\nOriginal-Rcpt-To: <zoe@example.com>',
      )
    expect(parseDeliveryNotice(report)).toEqual({ kind: 'complained', ...about, email: 'zoe@example.com' })
  })

  it.each([
    [
      'an ordinary mail',
      'From: zoe@example.com\nSubject: Re: Votre avis\nContent-Type: text/plain\n\nAction: failed\nStatus: 5.1.1\n',
    ],
    ['a holiday notice', dsn().replace('multipart/report', 'multipart/mixed')],
    ['a read receipt', dsn().replace('message/delivery-status', 'message/disposition-notification')],
    ['an unknown action', dsn({ action: 'constructor' })],
    ['no recipient', dsn().replace('Action: failed\n', '')],
    ['no boundary', dsn().replace('boundary=', 'border=')],
    ['nothing', ''],
  ])('%s is none', (_, raw) => expect(parseDeliveryNotice(raw)).toBeNull())

  it('of any other bytes is none, or one that holds texts', () => {
    const pieces = fc.constantFrom(...dsn().split(/(?<=\n)/), '\n\n', ' ', ':', '--', 'x'.repeat(1000), '\u0000')
    const shuffled = fc.array(pieces, { maxLength: 60 }).map((list) => list.join(''))
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), shuffled), (raw) => {
        const event = parseDeliveryNotice(raw)
        expect(event === null || typeof event.kind === 'string').toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it.each(['\n', ' \n', '\n\t', ': ', '; boundary=', '--4F0B2.1763719200/mx.example.net\n', ' '])(
    'that is a megabyte of %j costs no time',
    async (bomb) => {
      const head = dsn().slice(0, dsn().indexOf('Reporting-MTA'))
      const megabyte = bomb.repeat(1_000_000 / bomb.length)
      await scheduler.wait(1) // the clock moves only while the runtime waits
      const before = Date.now()
      parseDeliveryNotice(head + megabyte)
      parseDeliveryNotice(dsn() + megabyte)
      parseDeliveryNotice(`Content-Type: multipart/report${megabyte}`)
      await scheduler.wait(1)
      expect(Date.now() - before).toBeLessThan(8_000) // where it does cost time, it is hours
    },
  )
})

describe('a notice from anybody', () => {
  it('is believed about the mail whose link it returns', () => {
    expect(readNotice(keys, dsn())).toEqual({ orgKey, ref, event: { kind: 'bounced', hard: true, ...about } })
  })

  it.each([
    ['no link', 'https://surveys.example.com/'],
    ['another org’s key', link('ponmlkjihgfedcba')],
    ['a forged token', link(orgKey, '1'.repeat(22))],
    ['the survey’s token', link(orgKey, keys.link('answer', orgKey, ref))],
  ])('with %s is believed about nothing', (_, unsubscribe) => expect(readNotice(keys, dsn({ unsubscribe }))).toBeNull())

  it('with the right link in its body only is believed about nothing', () => {
    const returned = `Subject: Votre avis\n\nList-Unsubscribe: <${link()}>`
    expect(readNotice(keys, dsn({ returned }))).toBeNull()
  })
})
