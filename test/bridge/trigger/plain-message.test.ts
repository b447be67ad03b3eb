import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseOutboundMessage, parseStrictly } from '../../../bridge/trigger/outbound-message.ts'
import { readPlainMessage } from '../../../bridge/trigger/plain-message.ts'
import { aClosedCase, anId, outboundMessage } from '../../support/outbound.ts'

const captured = outboundMessage({
  actionId: '04k000000000001', // both lengths occur, even in one message
  notifications: [
    aClosedCase({ id: '04l000000000001AAA', fields: { Id: '500000000000001AAA', CaseNumber: '00016492' } }),
    aClosedCase({ id: '04l000000000002', fields: { Id: '500000000000002', Subject: 'R&D <urgent> – café 🙂' } }),
  ],
})
const swap = (from: string | RegExp, to: string): string => {
  const text = captured.replace(from, () => to)
  if (text === captured) throw new Error(`the message has no ${from}`)
  return text
}

/** What both readers make of a text. The plain one may pass; what it gives must be what the strict one gives. */
function compared(text: string): 'plain' | 'strict' | 'refused' {
  const [plain, strict] = [readPlainMessage(text), parseStrictly(text)]
  if (plain !== null) expect({ ok: true, value: plain }).toEqual(strict)
  expect(parseOutboundMessage(text)).toEqual(strict)
  return plain !== null ? 'plain' : strict.ok ? 'strict' : 'refused'
}

describe('the plain reader', () => {
  it.each([
    ['a message as Salesforce writes it', captured],
    ['one on one line', captured.replace(/\n */g, '')],
    ['one with CRLF between its tags', captured.replaceAll('\n', '\r\n')],
    ['one without XML declaration', captured.replace(/^<\?xml.*\n/, '')],
    [
      'every character that XML can hold as it is',
      swap('00016492', 'a\tb\nc"\' ]] \x7f\x85\xa0\u2028\ud7ff\ue000\ufffd😀'),
    ],
    ['the five named entities', swap('00016492', '&amp;&lt;&gt;&quot;&apos;&amp;lt;')],
    ['an empty value', swap('00016492', '')],
    ['names that every JavaScript object knows', swap(/sf:CaseNumber/g, 'sf:constructor')],
    ['the longest name', swap(/sf:CaseNumber/g, `sf:${'a'.repeat(80)}`)],
    ['100 notifications', outboundMessage({ notifications: Array.from({ length: 100 }, () => aClosedCase()) })],
    ['a record too wide for a row', swap('00016492', 'é'.repeat(600_000))],
  ])('takes %s', (_, text) => {
    expect(compared(text)).toBe('plain')
  })

  it.each([
    ['other prefixes', captured.replaceAll('sf:', 'r:').replaceAll(':sf=', ':r=')],
    ['a session id', swap('<SessionId xsi:nil="true"/>', '<SessionId>00D000000000001!AQEAQ</SessionId>')],
    ['a deleted record', outboundMessage({ notifications: [aClosedCase(), aClosedCase({ fields: null })] })],
    ['CDATA', swap('00016492', '<![CDATA[<]]>')],
    ['a comment', swap('00016492', '000<!-- -->16492')],
    ['a number for a character', swap('00016492', '&#65;')],
    ['a carriage return', swap('00016492', 'a\r\nb')],
    ['a raw >', swap('00016492', 'a > b')],
    ['a null field', swap('<sf:CaseNumber>00016492</sf:CaseNumber>', '<sf:CaseNumber xsi:nil="true"/>')],
    ['blanks around an id', swap('04l000000000001AAA', ' 04l000000000001AAA ')],
    ['fields to null', swap('<sf:CaseNumber>00016492</sf:CaseNumber>', '<sf:fieldsToNull>Status</sf:fieldsToNull>')],
  ])('leaves %s to the strict reader', (_, text) => {
    expect(compared(text)).toBe('strict')
  })

  it.each([
    ['a control character', swap('00016492', '\u0001')],
    ['a character that is none', swap('00016492', '\uFFFF')],
    ['half a surrogate pair', swap('00016492', '\uD800')],
    [']]>', swap('00016492', ']]>')],
    ['an unknown entity', swap('00016492', '&nbsp;')],
    ['an entity without end', swap('00016492', '&amp')],
    ['a field given twice', swap('<sf:CaseNumber>', '<sf:CaseNumber></sf:CaseNumber><sf:CaseNumber>')],
    ['a field called __proto__', swap(/sf:CaseNumber/g, 'sf:__proto__')],
    ['a name too long', swap(/sf:CaseNumber/g, `sf:${'a'.repeat(81)}`)],
    ['a field without a name', swap(/sf:CaseNumber/g, 'sf:')],
    ['a record of no type', swap('sf:Case"', 'sf:"')],
    ['the end of another field', swap('</sf:CaseNumber>', '</sf:CaseNumbers>')],
    ['an id too long', swap('04l000000000001AAA', '04l000000000001AAAA')],
    ['a record without id', swap('<sf:Id>500000000000001AAA</sf:Id>', '')],
    ['text behind the message', `${captured}x`],
    ['a second message behind it', captured + captured],
    ['no notification', swap(/<Notification>[^]*<\/Notification>/, '')],
    ['101 notifications', outboundMessage({ notifications: Array.from({ length: 101 }, () => aClosedCase()) })],
    [
      '501 fields',
      swap(
        '<sf:CaseNumber>00016492</sf:CaseNumber>',
        Array.from({ length: 500 }, (_, n) => `<sf:F${n}>x</sf:F${n}>`).join(''),
      ),
    ],
  ])('never takes %s', (_, text) => {
    expect(compared(text)).toBe('refused')
  })

  it.each([
    ['a value', true, swap('00016492', 'x'.repeat(4_000_000))],
    ['entities', true, swap('00016492', '&amp;'.repeat(800_000))],
    ['entities without end', false, swap('00016492', '&amp'.repeat(1_000_000))],
    ['blanks', true, swap('<soapenv:Body>', ' '.repeat(4_000_000) + '<soapenv:Body>')],
    ['one name', false, swap('<sf:CaseNumber>', `<sf:${'a'.repeat(4_000_000)}>`)],
    ['fields', false, swap('<sf:CaseNumber>', '<sf:a></sf:a>'.repeat(300_000) + '<sf:CaseNumber>')],
    ['starts of tags', false, swap('00016492', '<sf:'.repeat(1_000_000))],
  ] as [string, boolean, string][])(
    'is through 4 MB of %s soon',
    (_, taken, text) => {
      expect(readPlainMessage(text) !== null).toBe(taken)
    },
    1_500,
  )
})

describe('any text', () => {
  const odd = fc.constantFrom(
    ...'&¦&amp;¦&amp¦&#65;¦&#x41;¦&nbsp;¦&;¦]]>¦>¦<¦\r¦\r\n¦\t¦\0¦\x01¦\x0b¦ ¦"¦\''.split('¦'),
    ...'\x85¦\u2028¦\uD7FF¦\uD800¦\uDC00¦\uE000¦\uFFFD¦\uFFFE¦\uFFFF¦\uFEFF¦🙂'.split('¦'),
    ...'<![CDATA[x]]>¦<!-- x -->¦<?x?>¦<sf:Id>¦</sf:Id>¦<a/>¦__proto__¦Id¦sf:¦xmlns:sf="urn:x"¦:¦/'.split('¦'),
  )
  const value = fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/[<>&\r]/.test(text)) },
    { weight: 1, arbitrary: fc.array(odd, { maxLength: 3 }).map((parts) => parts.join('')) },
  )
  const fieldName = fc.oneof(
    { weight: 9, arbitrary: fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,12}$/) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('constructor', '__proto__', 'toString', 'fieldsToNull', 'Id', 'é', 'a.b', '1a'),
    },
  )
  /** Built from raw pieces, so that a value may hold anything. */
  const field = fc.tuple(fieldName, value).map(([name, text]) => `     <sf:${name}>${text}</sf:${name}>\n`)
  const message = fc
    .array(fc.array(field, { maxLength: 6 }), { maxLength: 3 })
    .map((records) =>
      outboundMessage({ notifications: records.map(() => aClosedCase({ fields: { Id: anId('500') } })) }).replace(
        /(?=    <\/sObject>)/g,
        () => records.pop()!.join(''),
      ),
    )

  it('is read by both as the same, or by the strict reader alone', () => {
    const count = { plain: 0, strict: 0, refused: 0 }
    fc.assert(
      fc.property(message, (text) => {
        count[compared(text)]++
      }),
      { numRuns: 1_500 },
    )
    // The property says nothing unless all three happen.
    for (const times of Object.values(count)) expect(times).toBeGreaterThan(50)
  })

  it('so is a message with a piece cut out, put in or said twice', () => {
    const pieces = captured.split(/(?<=>)|(?=<)|(?= )/)
    const place = fc.nat(pieces.length - 1)
    const change = fc.oneof(
      place.map((at) => (all: string[]) => void all.splice(at, 1)),
      place.map((at) => (all: string[]) => void all.splice(at, 0, all[at] ?? '')),
      fc.tuple(place, place).map(
        ([from, to]) =>
          (all: string[]) =>
            void all.splice(to, 0, all[from] ?? ''),
      ),
      fc.tuple(place, odd).map(
        ([at, part]) =>
          (all: string[]) =>
            void all.splice(at, 0, part),
      ),
      fc.tuple(place, fc.nat(20), odd).map(([at, cut, part]) => (all: string[]) => {
        const piece = all[at] ?? ''
        all[at] = piece.slice(0, cut) + part + piece.slice(cut)
      }),
    )
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (changes) => {
        const all = [...pieces]
        for (const apply of changes) apply(all)
        compared(all.join(''))
      }),
      { numRuns: 3_000 },
    )
  })
})
