import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseOutboundMessage } from '../../../bridge/trigger/outbound-message.ts'
import { aClosedCase, anId, outboundMessage } from '../../support/outbound.ts'

const captured = outboundMessage({
  notifications: [
    aClosedCase({ id: '04l000000000001AAA', fields: { Id: '500000000000001AAA', CaseNumber: '00016492' } }),
  ],
})
const swap = (from: string | RegExp, to: string): string => {
  const text = captured.replace(from, to)
  if (text === captured) throw new Error(`the message has no ${from}`)
  return text
}
const again = (part: RegExp): string => swap(part, '$&$&')
const detailOf = (text: string): string => {
  const result = parseOutboundMessage(text)
  if (result.ok) throw new Error('it was taken')
  expect(result.failure.code).toBe('malformed')
  return result.failure.detail
}
const many = (count: number) => Array.from({ length: count }, () => aClosedCase())
const fieldsOf = (count: number) =>
  Object.fromEntries([['Id', '500000000000001AAA'], ...Array.from({ length: count - 1 }, (_, n) => [`F${n}__c`, 'x'])])
const inHeader = (part: string) => swap('<soapenv:Body>', `<soapenv:Header>${part}</soapenv:Header><soapenv:Body>`)
const levels = (count: number) => '<a>'.repeat(count) + '</a>'.repeat(count)
const attributes = (count: number) => Array.from({ length: count }, (_, n) => `a${n}=""`).join(' ')
const bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

describe('a message that is refused as a whole', () => {
  it.each([
    ['nothing', '', /well-formed/],
    ['plain text', 'hello', /well-formed/],
    ['JSON', '{"notifications":[]}', /well-formed/],
    ['HTML', '<html><body><p>x<br></body></html>', /where Envelope belongs/],
    ['a DOCTYPE', swap('<soapenv:Envelope', '<!DOCTYPE x><soapenv:Envelope'), /DOCTYPE/],
    [
      'an external DOCTYPE',
      swap('<soapenv:Envelope', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><soapenv:Envelope'),
      /DOCTYPE/,
    ],
    ['billion laughs', swap('<soapenv:Envelope', `${bomb}<soapenv:Envelope`).replace('00016492', '&b;'), /DOCTYPE/],
    ['an unknown entity', swap('00016492', '&nbsp;'), /well-formed/],
    ['a NUL reference', swap('00016492', '&#0;'), /well-formed/],
    ['a surrogate reference', swap('00016492', '&#xD800;'), /well-formed/],
    ['a raw control character', swap('00016492', '\u0001'), /well-formed/],
    ['a processing instruction', swap('<soapenv:Body>', '<?php x ?><soapenv:Body>'), /processing instruction/],
    ['a blank line before the declaration', `\n${captured}`, /well-formed/],
    ['two documents', captured + captured, /well-formed/],
    ['half a message', captured.slice(0, captured.length / 2), /well-formed/],
    ['an attribute given twice', swap('xsi:type="sf:Case"', 'xsi:type="sf:Case" xsi:type="sf:Case"'), /well-formed/],
    ['an unknown prefix', swap(/<sf:CaseNumber>00016492<\/sf:CaseNumber>/, '<x:A>1</x:A>'), /well-formed/],
    ['XML 1.1', swap('version="1.0"', 'version="1.1"'), /XML 1\.0/],
    ['another encoding', swap('encoding="UTF-8"', 'encoding="ISO-8859-1"'), /encoding/],
    [
      'SOAP 1.2',
      swap('http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope'),
      /SOAP 1\.2/,
    ],
    [
      'an envelope of no namespace',
      swap('http://schemas.xmlsoap.org/soap/envelope/', 'urn:x'),
      /where Envelope belongs/,
    ],
    [
      'notifications of another namespace',
      swap('http://soap.sforce.com/2005/09/outbound', 'urn:x'),
      /where notifications belongs/,
    ],
    ['records of another namespace', swap('urn:sobject.enterprise', 'urn:sobject.partner'), /no known type/],
    [
      'a field of another namespace',
      swap('    </sObject>', '<Status>Closed</Status></sObject>'),
      /outside the sObject namespace/,
    ],
    [
      'an organization id of another namespace',
      swap(/<OrganizationId>/, '<OrganizationId xmlns="urn:x">'),
      /another namespace/,
    ],
    ['two bodies', again(/<soapenv:Body>[^]*<\/soapenv:Body>/), /more than one Body/],
    ['a second, empty body', swap('</soapenv:Body>', '</soapenv:Body><soapenv:Body/>'), /more than one Body/],
    ['two lists of notifications', again(/<notifications[^]*<\/notifications>/), /more than one notifications/],
    ['another operation', swap('<notifications', '<x/><notifications'), /where notifications belongs/],
    ['no body', swap(/<soapenv:Body>[^]*<\/soapenv:Body>/, ''), /no notifications/],
    ['two organizations', again(/<OrganizationId>.*<\/OrganizationId>/), /more than one OrganizationId/],
    ['no organization', swap(/<OrganizationId>.*<\/OrganizationId>/, ''), /no OrganizationId/],
    [
      'an empty organization',
      swap(/<OrganizationId>.*<\/OrganizationId>/, '<OrganizationId/>'),
      /OrganizationId that is none/,
    ],
    [
      'an organization hidden behind a comment',
      swap('<OrganizationId>', '<OrganizationId>00D<!-- -->'),
      /OrganizationId that is none/,
    ],
    ['no action', swap(/<ActionId>.*<\/ActionId>/, ''), /no ActionId/],
    ['no notification', swap(/<Notification>[^]*<\/Notification>/, ''), /no Notification/],
    ['a notification without id', swap('<Id>04l000000000001AAA</Id>', ''), /without Id/],
    [
      'a notification whose id is null',
      swap('<Id>04l000000000001AAA</Id>', '<Id xsi:nil="true"/>'),
      /Id of a Notification/,
    ],
    ['a notification with two ids', again(/<Id>04l000000000001AAA<\/Id>/), /two Ids/],
    ['a notification id of 17 characters', swap('04l000000000001AAA', '04l000000000001AA'), /Id of a Notification/],
    ['two records in one notification', again(/<sObject[^]*<\/sObject>/), /two sObjects/],
    ['a record without id', swap('<sf:Id>500000000000001AAA</sf:Id>', ''), /record without Id/],
    ['a record id that is none', swap('500000000000001AAA', "1' OR 1=1 --"), /Id of a record/],
    ['a record without type', swap('xsi:type="sf:Case" ', ''), /without type/],
    ['a type without namespace', swap('xsi:type="sf:Case"', 'xsi:type="Case"'), /no known type/],
    ['an element inside a value', swap('00016492', '<sf:city>x</sf:city>'), /inside a value/],
    ['an element inside an id', swap('>04l000000000001AAA<', '><b/>04l000000000001AAA<'), /inside a value/],
    ['a field given twice', again(/<sf:CaseNumber>.*<\/sf:CaseNumber>/), /given twice/],
    ['a field called __proto__', swap(/sf:CaseNumber/g, 'sf:__proto__'), /name that Salesforce/],
    ['a field name with a dot', swap(/sf:CaseNumber/g, 'sf:Contact.Email'), /name that Salesforce/],
    ['101 notifications', outboundMessage({ notifications: many(101) }), /more than 100 notifications/],
    [
      '501 fields',
      outboundMessage({ notifications: [aClosedCase({ fields: fieldsOf(501) })] }),
      /more than 500 fields/,
    ],
    ['13 levels', inHeader(levels(11)), /deeper than 12/],
    ['51 attributes', inHeader(`<a ${attributes(51)}/>`), /more than 50 attributes/],
    ['100,000 elements', inHeader('<a/>'.repeat(100_000)), /more than 60000 elements/],
  ])('%s', (_, text, detail) => {
    expect(detailOf(text)).toMatch(detail)
  })

  it('is taken at the limits themselves', () => {
    expect(parseOutboundMessage(outboundMessage({ notifications: many(100) })).ok).toBe(true)
    expect(parseOutboundMessage(outboundMessage({ notifications: [aClosedCase({ fields: fieldsOf(500) })] })).ok).toBe(
      true,
    )
    expect(parseOutboundMessage(inHeader(levels(10))).ok).toBe(true)
    expect(parseOutboundMessage(inHeader(`<a ${attributes(50)}/>`)).ok).toBe(true)
  })

  it('says why without a word of the body', () => {
    for (const broken of ['<secret-canary>', '&secret-canary;', '</secret-canary>', '<a secret-canary>', '<canary:x/>'])
      expect(detailOf(swap('00016492', broken))).not.toContain('canary')
  })
})

describe('hostile input', () => {
  it.each([
    ['50,000 levels', false, inHeader(levels(50_000))],
    ['50,000 levels inside a field', false, swap('00016492', '<sf:a>'.repeat(50_000))],
    ['a million elements', false, inHeader('<a/>'.repeat(1_000_000))],
    ['500,000 attributes', false, inHeader(`<a ${attributes(500_000)}/>`)],
    ['4 MB in one name', false, inHeader(`<${'a'.repeat(4_000_000)}`)],
    ['4 MB of unclosed CDATA', false, swap('00016492', '<![CDATA['.repeat(440_000))],
    ['4 MB of entities', true, swap('00016492', '&#65;'.repeat(800_000))],
    ['4 MB of comments', true, swap('00016492', '<!-- -->'.repeat(500_000))],
    ['4 MB of brackets', true, swap('00016492', ']'.repeat(4_000_000))],
  ] as [string, boolean, string][])(
    'of %s ends soon',
    (_, taken, text) => {
      expect(parseOutboundMessage(text).ok).toBe(taken)
    },
    3_000,
  )

  it('of any kind is refused or read, and never throws', () => {
    const junk = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => new TextDecoder().decode(bytes)),
      fc
        .array(
          fc.constantFrom(
            '<',
            '>',
            '/',
            '?',
            '!',
            '&',
            ';',
            '#',
            'x',
            '[',
            ']',
            '--',
            '"',
            '=',
            ' ',
            'a',
            ':',
            'xmlns',
            'CDATA',
            '\r',
            '\uFEFF',
          ),
          { maxLength: 40 },
        )
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(junk, (text) => {
        parseOutboundMessage(text)
      }),
      { numRuns: 2_000 },
    )
    const place = fc.nat(captured.length)
    fc.assert(
      fc.property(place, place, junk, (from, to, part) => {
        const result = parseOutboundMessage(
          captured.slice(0, Math.min(from, to)) + part + captured.slice(Math.max(from, to)),
        )
        const ids = result.ok ? result.value.notifications.map(({ id }) => id) : []
        expect(ids.filter((id) => !/^[A-Za-z0-9]{18}$/.test(id))).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })

  it('or not, what was written is what is read', () => {
    const name = fc
      .stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,30}$/)
      .filter((text) => text !== 'Id' && text !== 'fieldsToNull')
    // Every text that XML 1.0 can hold.
    const value = fc.string({
      unit: fc
        .integer({ min: 0x20, max: 0x10ffff })
        .filter((code) => !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff)
        .map((code) => String.fromCodePoint(code)),
      maxLength: 60,
    })
    const others = fc.dictionary(
      name,
      fc.oneof(value, fc.constantFrom('', '\n', '\t', 'a\r\nb', ']]>', '&amp;', '<![CDATA[x]]>')),
      { maxKeys: 20 },
    )
    const sent = others.map((fields) => aClosedCase({ fields: { Id: anId('500'), ...fields } }))
    fc.assert(
      fc.property(fc.array(sent, { minLength: 1, maxLength: 5 }), (notifications) => {
        const result = parseOutboundMessage(outboundMessage({ notifications }))
        expect(result).toMatchObject({ ok: true })
        if (!result.ok) return
        expect(
          result.value.notifications.map(({ id, object, fields }) => ({ id, object, fields: { ...fields } })),
        ).toEqual(notifications.map((given) => ({ ...given, fields: { ...given.fields } })))
      }),
      { numRuns: 500 },
    )
  })
})
