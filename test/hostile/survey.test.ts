import { reset } from 'cloudflare:test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeBase58 } from '../../bridge/core/text/base58.ts'
import { knock } from '../support/connected-org.ts'
import { attack, canary, printTallies } from './attack.ts'
import { doorsOf, type Door } from './doors.ts'
import { aHouse, keys, stored, type House } from './house.ts'

let house: House
let survey: Door
let path: string
beforeAll(async () => {
  house = await aHouse()
  survey = doorsOf(house).find(({ name }) => name === 'survey')!
  path = `/s/${house.orgKey}/${house.answer}`
})
afterAll(async () => {
  printTallies()
  await reset()
})

type Fields = [string, string][]
const right: Fields = [['nps', '9'], ['aspects.speed', '4'], ['aspects.quality', '5']] // prettier-ignore
const form = (fields: Fields) => new URLSearchParams([...right, ...fields]).toString()
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  attack(survey, () => survey.send({ body, headers }))
const answers = async () => {
  const [row] = await house.inside((sql) =>
    sql.exec<{ a: string }>('SELECT answers_json AS a FROM responses').toArray(),
  )
  return row === undefined ? null : (JSON.parse(row.a) as Record<string, unknown>)
}

describe('a form', () => {
  it('with an answer to every kind of question is stored, a table of rows included', async () => {
    expect((await post(survey.good())).status).toBe(303)
    expect(await answers()).toMatchObject({ nps: 3, topics: ['price'], aspects: { speed: 4, quality: 5 } })
  })

  it.each<[string, string]>([
    ['constructor', form([['constructor', canary]])],
    ['constructor[prototype]', form([['constructor[prototype][isAdmin]', '1']])],
    ['a row called __proto__', form([['aspects.__proto__', '1']])],
    ['a row called constructor', form([['aspects.constructor', '1']])],
    ['a list in brackets', form([['nps[]', '1']])],
    ['an object in brackets', form([['nps[$ne]', '1']])],
    ['another spelling of a question', form([['NPS', '1']])],
    ['a question with a space', form([['nps ', '1']])],
    ['a question with a NUL', form([['nps\0', '1']])],
    ['a line end in a name', form([[`nps\r\n${canary}: x`, '1']])],
    ['a name of 200,000 letters', form([['n'.repeat(200_000), '1']])],
    ['2,000 names', form(Array.from({ length: 1_990 }, (_, n): [string, string] => [`n${n}`, '1']))],
    ['another answer twice', form([['nps', '0']])],
    ['a number beyond the scale', 'nps=11&aspects.speed=4&aspects.quality=5'],
    ['a number that is none', 'nps=1e1&aspects.speed=4&aspects.quality=5'],
    ['a number in other digits', 'nps=%D9%A9&aspects.speed=4&aspects.quality=5'],
    ['an option that is none', form([['channel', "email' OR '1'='1"]])],
    ['a mark-up for an option', form([['channel', `<${canary}>`]])],
    ['two of one', form([['channel', 'email'], ['channel', 'phone']])], // prettier-ignore
    ['the same tick a thousand times, and one that is none', form(Array.from({ length: 1_000 }, (_, n): [string, string] => ['topics', n === 0 ? 'x' : 'price']))], // prettier-ignore
    ['an address with a header', form([['mail', `a@example.com\r\nBcc: ${canary}@example.com`]])],
    ['two addresses', form([['mail', 'a@example.com, b@example.com']])],
    ['a day that is none', form([['renewal', '2026-02-30']])],
    ['a year of six digits', form([['renewal', '+275760-09-13']])],
    ['a quantity in exponents', form([['quantity', '1e309']])],
    ['a quantity of 50,000 digits', form([['quantity', '1'.repeat(50_000)]])],
    ['an endless role', form([['role', 'r'.repeat(100_000)]])],
  ])('that sends %s is answered with the page, and nothing is stored', async (_, body) => {
    const before = await stored(house)
    const { status } = await post(body)
    expect([status, await stored(house)]).toEqual([422, before])
  })

  it('may name __proto__ as it may name any field of the page’s own: it goes no further', async () => {
    for (const name of ['__proto__', '__proto__.isAdmin', '__proto__[x]', '_seconds[$gt]']) {
      expect((await post(form([[name, canary]]))).status).toBe(303)
      expect(JSON.stringify(await answers())).not.toContain(canary)
    }
  })

  it.each<[string, BodyInit, Record<string, string>, number]>([
    ['half an escape', 'nps=%&aspects.speed=%z', {}, 422],
    ['bytes that are no text', new Uint8Array([110, 112, 115, 61, 0xff, 0xfe]), {}, 422],
    ['50,000 ampersands', '&'.repeat(50_000), {}, 422],
    ['100,000 fields', 'a=1&'.repeat(60_000), {}, 413],
    ['more than 256 KB', `nps=${'1'.repeat(300_000)}`, {}, 413],
    ['a part without an end', '--b\r\ncontent-disposition: form-data; name="nps"\r\n\r\n9', { 'content-type': 'multipart/form-data; boundary=b' }, 400], // prettier-ignore
    ['parts within parts', '--b\r\ncontent-type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--', { 'content-type': 'multipart/form-data; boundary=b' }, 400], // prettier-ignore
    ['a file with a path', '--b\r\ncontent-disposition: form-data; name="role"; filename="../../etc/passwd"\r\n\r\nx\r\n--b--', { 'content-type': 'multipart/form-data; boundary=b' }, 400], // prettier-ignore
    ['another boundary', '--c\r\n\r\nx\r\n--c--', { 'content-type': 'multipart/form-data; boundary=b' }, 400],
    ['no boundary', '--b--', { 'content-type': 'multipart/form-data' }, 400],
    ['JSON', '{"nps":9}', { 'content-type': 'application/json' }, 415],
    ['another site', form([]), { 'sec-fetch-site': 'cross-site' }, 400],
    ['a sandboxed page of another site', form([]), { 'sec-fetch-site': 'cross-site', origin: 'null' }, 400],
    ['an origin that only begins like ours', form([]), { origin: 'https://bridge.example.evil.example' }, 400],
    ['an origin with our name in front', form([]), { origin: 'https://bridge.example@evil.example' }, 400],
    ['an origin that is none', form([]), { origin: 'javascript:alert(1)' }, 400],
  ])('of %s is refused', async (_, body, headers, status) => {
    const before = await stored(house)
    expect([(await post(body, headers)).status, await stored(house)]).toEqual([status, before])
  })

  it.each<[string, string, string]>([
    ['a script', `<script>${canary}</script>`, `<script>${canary}</script>`],
    ['a formula', '=HYPERLINK("https://evil.example")', '=HYPERLINK("https://evil.example")'],
    ['Liquid', '{{ recipient.email }}{% for a in b %}', '{{ recipient.email }}{% for a in b %}'],
    ['line ends', 'x\r\nBcc: all@example.com', 'x Bcc: all@example.com'],
    ['control characters', 'a\0b\u0007c\u001b[31md\u202ee', 'abc[31mde'],
  ])('that holds %s keeps it as text of one line', async (_, written, kept) => {
    expect((await post(form([['role', written]]))).status).toBe(303)
    expect(String((await answers())!['role']).replace(/\u202e/g, '')).toBe(kept)
    const page = await (await knock(path)).text()
    expect(page.includes(`<script>${canary}`)).toBe(false)
  })

  it.each<[string, string]>([
    ['mail', `${'a'.repeat(120)}@${'a.'.repeat(60)}`],
    ['mail', '@'.repeat(250)],
    ['mail', `${'a.'.repeat(120)}@`],
    ['number_to_call', '+'.repeat(250)],
    ['number_to_call', `${'(1)-'.repeat(60)}x`],
    ['renewal', '2026-'.repeat(50)],
    ['quantity', `${'1.'.repeat(120)}x`],
    ['quantity', `${'0'.repeat(250)}x`],
    ['why', '\u0344'.repeat(30_000)],
    ['why', ' \n'.repeat(60_000)],
    ['why', 'e\u0301'.repeat(30_000)],
    ['role', '\u202e \u200d'.repeat(10_000)],
  ])('with a text that a regular expression could get lost in (%s) is answered at once', async (name, text) => {
    const { status } = await post(new URLSearchParams([['nps', '3'], ['channel', 'phone'], ['aspects.speed', '4'], ['aspects.quality', '5'], [name, text]]).toString()) // prettier-ignore
    expect([303, 422]).toContain(status) // where cutting it leaves a text that may be
  })
})

describe('an address of a survey', () => {
  it.each([
    ['?lang=//evil.example'],
    ['?lang=fr%0d%0aset-cookie:x=1'],
    ['?next=https://evil.example'],
    ['?done=https://evil.example&lang=en'],
    ['?url=//evil.example&redirect=//evil.example&returnTo=//evil.example'],
  ])('leads nowhere else: %s', async (query) => {
    const body = form([['_language', '//evil.example'], ['_next', 'https://evil.example']]) // prettier-ignore
    for (const headers of [
      {},
      { host: 'evil.example' },
      { 'x-forwarded-host': 'evil.example', 'x-original-url': '//evil.example' },
    ]) {
      // prettier-ignore
      const sent = await knock(path + query, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } }) // prettier-ignore
      expect([sent.status, sent.headers.get('location')]).toEqual([303, expect.stringMatching(/^\?done&lang=(en|fr)$/)])
      const shown = await knock(path + query, { headers })
      expect([shown.status, (await shown.text()).includes('evil.example')]).toEqual([200, false])
    }
  })

  it('preselects nothing that could break out of the page, however it is asked', async () => {
    const hostile = [`"><${canary}>`, `' onfocus=${canary} x='`, '</textarea><script>', 'javascript:alert(1)', '\0', '{{7*7}}'] // prettier-ignore
    for (const text of hostile) {
      const query = ['nps', 'why', 'role', 'mail', 'channel', 'topics', 'aspects.speed', canary, '__proto__'].map((name) => `${name}=${encodeURIComponent(text)}`).join('&') // prettier-ignore
      const { status, text: page } = await attack({ ...survey, name: 'survey, looked at', takes: 200 }, () => knock(`${path}?${query}`)) // prettier-ignore
      expect([status, page.includes(`<${canary}`), page.includes('<script>"')]).toEqual([200, false, false])
    }
    const long = await knock(`${path}?${'nps=9&'.repeat(1_500)}`)
    expect(long.status).toBe(200)
  })

  it('is one of 2^128, and every neighbour leads to the same page of nothing', async () => {
    const bytes = Buffer.from(house.ref, 'hex')
    const neighbours = [
      ...Array.from({ length: 22 }, (_, at) => house.answer.slice(0, at) + (house.answer[at] === '2' ? '3' : '2') + house.answer.slice(at + 1)), // prettier-ignore
      house.answer.toLowerCase(),
      house.answer.toUpperCase(),
      house.answer.slice(1),
      `1${house.answer}`,
      house.answer.split('').reverse().join(''),
      encodeBase58(Buffer.concat([bytes, Buffer.alloc(6)])),
      encodeBase58(Buffer.alloc(16, 255)),
      'z'.repeat(22),
      keys.link('unsubscribe', house.orgKey, house.ref),
      keys.link('answer', 'abcdefghijklmnop', house.ref),
      keys.link('answer', house.orgKey, '00000000000000000000'), // a right mac of nothing
    ]
    const pages = new Set<string>()
    for (const token of neighbours.filter((one) => one !== house.answer))
      for (const method of ['GET', 'POST']) {
        const door = { ...survey, name: 'survey, guessed', takes: 0, refuses: [410] }
        const ask = { method, headers: { 'content-type': 'application/x-www-form-urlencoded' }, ...(method === 'POST' && { body: form([]) }) } // prettier-ignore
        pages.add((await attack(door, () => knock(`/s/${house.orgKey}/${token}`, ask))).text)
      }
    expect(pages.size).toBe(1)
  })
})
