import { describe, expect, it } from 'vitest'
import { parseOutboundMessage, type OutboundMessage } from '../../../bridge/trigger/outbound-message.ts'
import { aClosedCase, outboundMessage } from '../../support/outbound.ts'

const captured = outboundMessage({
  organizationId: '00D000000000001EAA',
  notifications: [
    aClosedCase({
      id: '04l000000000001AAA',
      fields: { Id: '500000000000001AAA', CaseNumber: '00016492', Subject: 'R&D <urgent> – café 🙂' },
    }),
  ],
})
const first = {
  id: '04l000000000001AAA',
  object: 'Case',
  recordId: '500000000000001AAA',
  fields: { Id: '500000000000001AAA', CaseNumber: '00016492', Subject: 'R&D <urgent> – café 🙂' },
  note: null,
}
const sf = 'urn:sobject.enterprise.soap.sforce.com'
const swap = (from: string | RegExp, to: string): string => {
  const text = captured.replace(from, to)
  if (text === captured) throw new Error(`the message has no ${from}`)
  return text
}
const read = (text: string): OutboundMessage => {
  const result = parseOutboundMessage(text)
  if (!result.ok) throw new Error(result.failure.detail)
  return result.value
}

describe('an outbound message as Salesforce sends it', () => {
  it('becomes its organization, its action and its notifications', () => {
    expect(read(captured)).toEqual({
      organizationId: '00D000000000001EAA',
      actionId: '04k000000000001AAA',
      notifications: [first],
    })
  })

  it.each([
    ['on one line', captured.replace(/\n */g, '')],
    ['with a byte order mark', `\uFEFF${captured}`],
    ['with CRLF', captured.replaceAll('\n', '\r\n')],
    ['without XML declaration', captured.replace(/^<\?xml.*\n/, '')],
    ['with its encoding in lower case', swap('encoding="UTF-8"', "encoding='utf-8'")],
    ['with attributes in the other order', swap(/(xsi:type="sf:Case") (xmlns:sf="[^"]*")/, '$2 $1')],
    ['with single quotes', swap('xsi:type="sf:Case"', "xsi:type = 'sf:Case'")],
    ['with another prefix', captured.replaceAll('sf:', 'record:').replace(':sf=', ':record=')],
    [
      'with other prefixes for the envelope',
      captured.replaceAll('soapenv', 'S').replaceAll('xsi:', 'i:').replace(':xsi=', ':i='),
    ],
    [
      'with the record prefix declared at the top',
      swap(` xmlns:sf="${sf}"`, '').replace(' xmlns:xsd=', ` xmlns:sf="${sf}" xmlns:xsd=`),
    ],
    [
      'with the record in a default namespace',
      captured
        .replace(/<(\/?)sf:(?=\w)/g, '<$1')
        .replace(' xmlns:sf=', ` xmlns="${sf}" xmlns:sf=`)
        .replace('</sObject>', '</sObject>')
        .replace(
          /<sObject xsi:type="sf:Case" xmlns="[^"]*"/,
          '<o:sObject xmlns:o="http://soap.sforce.com/2005/09/outbound" xsi:type="sf:Case" xmlns="urn:sobject.enterprise.soap.sforce.com"',
        )
        .replace('</sObject>', '</o:sObject>'),
    ],
    ['with CDATA and comments in a value', swap('R&amp;D &lt;urgent&gt;', 'R<![CDATA[&D <urg]]><!-- x -->ent&#62;')],
    ['with a comment inside an id', swap('>500000000000001AAA', '>500000<!-- x -->000000001AAA')],
    ['with blanks around ids', swap('>04l000000000001AAA<', '>\n 04l000000000001AAA\t<')],
    ['with a SOAP header', swap(' <soapenv:Body>', '<soapenv:Header><a><b/></a></soapenv:Header><soapenv:Body>')],
    ['with a null field that is said to be null', swap('    </sObject>', '<sf:Reason xsi:nil="true"/></sObject>')],
    ['with an old session id', swap('<SessionId xsi:nil="true"/>', '<SessionId>00D000000000001!AQEAQ</SessionId>')],
    ['with the word DOCTYPE in a comment', swap('<soapenv:Body>', '<!-- <!DOCTYPE x> --><soapenv:Body>')],
  ])('means the same %s', (_, text) => {
    expect(read(text).notifications).toEqual([first])
  })

  it('never keeps a session id', () => {
    const text = outboundMessage({ session: '<SessionId>00D000000000001!AQEAQcanary</SessionId>' })
    expect(JSON.stringify(read(text))).not.toContain('canary')
  })

  it('gives ids of 15 characters their other three, and leaves the organization id as sent', () => {
    const notifications = [
      aClosedCase({
        id: 'a0BA0000000L2ZC',
        object: 'Case',
        fields: { Id: 'AAaAAbbBBBCcCCC', ContactId: 'AaaAABbbBBCccCC' },
      }),
    ]
    const message = read(outboundMessage({ organizationId: 'ABCDEFGHIJKLMNO', notifications }))
    expect(message.organizationId).toBe('ABCDEFGHIJKLMNO')
    expect(message.notifications[0]).toMatchObject({ id: 'a0BA0000000L2ZCMA0', recordId: 'AAaAAbbBBBCcCCC123' })
    expect(message.notifications[0]!.fields).toEqual({ Id: 'AAaAAbbBBBCcCCC', ContactId: 'AaaAABbbBBCccCC' })
  })

  it('keeps managed and geolocation names, and names that every JavaScript object knows', () => {
    const fields = {
      Id: '500000000000001AAA',
      npe01__One2OneContact__c: 'x',
      Place__Latitude__s: '48.1',
      constructor: 'c',
      toString: 't',
    }
    expect(
      read(outboundMessage({ notifications: [aClosedCase({ fields: fields as Record<string, string> })] }))
        .notifications[0]!.fields,
    ).toEqual(fields)
  })

  it('keeps an empty text apart from null', () => {
    expect(read(swap('>00016492<', '><')).notifications[0]!.fields).toMatchObject({ CaseNumber: '' })
  })

  it('holds up to 100 notifications, in order', () => {
    const notifications = Array.from({ length: 100 }, () => aClosedCase())
    expect(read(outboundMessage({ notifications })).notifications.map(({ id }) => id)).toEqual(
      notifications.map(({ id }) => id),
    )
  })

  it('holds an object nobody heard of', () => {
    expect(read(captured.replace('sf:Case"', 'sf:Ünknown__c"'.replace('Ü', 'U'))).notifications[0]!.object).toBe(
      'Unknown__c',
    )
  })
})

describe('a record deleted before its message left', () => {
  const deleted = { id: '04l000000000001AAA', object: '', recordId: '', fields: null, note: 'deleted' }
  const record = /<sObject[^]*<\/sObject>/

  it.each([
    ['no sObject', swap(record, ''), deleted],
    ['a null sObject', swap(record, '<sObject xsi:nil="true"/>'), deleted],
    ['an empty sObject', swap(record, '<sObject></sObject>'), deleted],
    [
      'an empty sObject of a type',
      swap(record, `<sObject xsi:type="sf:Case" xmlns:sf="${sf}"/>`),
      { ...deleted, object: 'Case' },
    ],
    [
      'only nulls',
      swap(record, `<sObject xsi:type="sf:Case" xmlns:sf="${sf}"><sf:Id xsi:nil="1"/></sObject>`),
      { ...deleted, object: 'Case' },
    ],
  ])('is a notification with %s', (_, text, expected) => {
    expect(read(text).notifications).toEqual([expected])
  })
})

describe('a record too wide for a row', () => {
  const wide = (length: number) =>
    aClosedCase({ fields: { Id: '500000000000001AAA', Description: 'é'.repeat(length) } })

  it('is kept without its fields beside others that are whole', () => {
    const { notifications } = read(outboundMessage({ notifications: [wide(600_000), wide(400_000), aClosedCase()] }))
    expect(notifications.map(({ note }) => note)).toEqual(['too_wide', null, null])
    expect(notifications[0]).toMatchObject({ object: 'Case', recordId: '500000000000001AAA', fields: null })
    expect(notifications[1]!.fields!.Description).toHaveLength(400_000)
  })
})
