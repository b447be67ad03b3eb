import { reset } from 'cloudflare:test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attack, canary, printTallies } from './attack.ts'
import { doorsOf, type Door } from './doors.ts'
import { aHouse, stored, type House } from './house.ts'

let house: House
let documents: Door
beforeAll(async () => {
  house = await aHouse()
  documents = doorsOf(house).find(({ name }) => name === 'API: documents')!
})
afterAll(async () => {
  printTallies()
  await reset()
})

const put = (body: BodyInit) => attack(documents, () => documents.send({ body }))
const program = (more = '') => `program: p\non: { object: Case }\noccasion: ClosedDate\nsurvey: case-csat\nrecipient: { email: [ContactEmail] }\nrecords: { Case: Id }\n${more}` // prettier-ignore
const survey = (more: string) => `survey: s\ntitle: x\nquestions: [{ id: q, type: nps, title: x }]\n${more}`
const mailed = (text: string) => program(`mail: ${JSON.stringify({ subject: 'x', body: text })}\n`)
const when = (condition: string) => program().replace('object: Case', `object: Case, when: ${condition}`)
const nest = (open: string, close: string, levels: number, inside = '') => open.repeat(levels) + inside + close.repeat(levels) // prettier-ignore
const laughs = (levels: number) => [`l0: &l0 [${Array(10).fill(canary).join(', ')}]`, ...Array.from({ length: levels }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(10).fill(`*l${n}`).join(', ')}]`)].join('\n') // prettier-ignore
const both = (text: string) => ({ de: Buffer.from(text, 'utf16le'), be: Buffer.from(text, 'utf16le').swap16() })

describe('a document that means harm', () => {
  it.each<[string, () => BodyInit]>([
    ['nested aliases', () => `${program()}${laughs(9)}`],
    ['one alias', () => `${program()}x: &a 1\ny: *a\n`],
    ['an alias of the whole', () => `&a ${program()}y: *a\n`],
    ['an alias in itself', () => `${program()}x: &a [*a]\n`],
    ['a merge key', () => `${program()}<<: { mode: live }\n`],
    ['a merge key by an alias', () => `${program()}x: &a { mode: live }\n<<: *a\n`],
    ['a merge key in YAML 1.1', () => `%YAML 1.1\n---\n${program()}<<: { mode: live }\n`],
    ['yes for true, as YAML 1.1 has it', () => `%YAML 1.1\n---\n${program('participation: { exempt: yes }\n').replace('survey: case-csat', 'survey: yes')}`], // prettier-ignore
    ['a function', () => program('mode: !!js/function "function(){return 1}"\n')],
    ['a Python object', () => program('mode: !!python/object/apply:os.system ["id"]\n')],
    ['a Ruby object', () => program('mode: !ruby/object:Gem::Installer {}\n')],
    ['bytes', () => program('mode: !!binary AAAA\n')],
    ['a set', () => program('participation: { oncePer: !!set { Case } }\n')],
    ['an ordered map', () => program('participation: !!omap [ { sample: 1 } ]\n')],
    ['a tag of its own', () => `%TAG ! tag:evil.example,2026:\n---\n${program('mode: !x live\n')}`],
    ['a prototype', () => program('__proto__: { mode: live }\n')],
    ['a prototype further in', () => program('send: { __proto__: { by: link } }\n')],
    ['a constructor', () => program('constructor: { prototype: { x: 1 } }\n')],
    ['a kind called __proto__', () => '__proto__: x\n'],
    ['a kind called constructor', () => 'constructor: x\n'],
    ['a kind called toString', () => 'toString: x\n'],
    ['a key twice', () => program('mode: watch\nmode: live\n')],
    ['a key that is a map', () => `? { a: b }\n: c\n${program()}`],
    ['a key that is a list', () => `[a, b]: c\n${program()}`],
    ['a key that is null', () => `~: c\n${program()}`],
    ['200 levels', () => program(`x: ${nest('[', ']', 200)}\n`)],
    ['100,000 levels', () => program(`x: ${nest('[', ']', 100_000)}\n`)],
    ['100,000 levels that never close', () => program(`x: ${'{a: '.repeat(100_000)}\n`)],
    ['5,000 levels by indentation', () => Array.from({ length: 900 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')],
    ['100,000 lists on one line', () => `${'- '.repeat(100_000)}x`],
    ['100,000 questions marks', () => '? '.repeat(100_000)],
    ['100,000 keys', () => Array.from({ length: 60_000 }, (_, n) => `k${n}: 1`).join('\n')],
    ['100,000 documents', () => '---\na: 1\n'.repeat(60_000)],
    ['100,000 anchors', () => `x: [${Array.from({ length: 40_000 }, (_, n) => `&a${n} 1`).join(',')}]`],
    ['a key of half a megabyte', () => `${'k'.repeat(500_000)}: 1`],
    ['a line of half a megabyte of quotes', () => `a: ${'"'.repeat(500_000)}`],
    ['half a megabyte of backslashes', () => `a: "${'\\'.repeat(500_000)}`],
    ['half a megabyte of escapes', () => `a: "${'\\x41'.repeat(120_000)}`],
    ['half a megabyte of white space', () => `a:${' '.repeat(500_000)}b:`],
    ['half a megabyte of line ends', () => `a: |\n${' \n'.repeat(250_000)}`],
    ['half a megabyte of a folded text', () => `a: >\n${' x\n\n'.repeat(120_000)}`],
    ['half a megabyte of comments', () => `${'#\n'.repeat(250_000)}a: 1`],
    ['a number of 500,000 digits', () => program(`hold: { above: ${'9'.repeat(500_000)}, in: 1h }\n`)],
    ['a number beyond all', () => program('hold: { above: 1e309, in: 1h }\n')],
    ['no number', () => program('hold: { above: .nan, in: 1h }\n')],
    ['an endless time', () => program('send: { after: 99999999999999999999d }\n')],
    ['a name with a path', () => program().replace('program: p', 'program: ../../x')],
    ['a name with a line end', () => program().replace('program: p', `program: "p\\r\\n${canary}"`)],
    ['a name called __proto__', () => program().replace('program: p', 'program: __proto__')],
    ['an object with a query', () => program().replace('object: Case', 'object: "Case WHERE Id != null"')],
    ['a field with a query', () => program().replace('occasion: ClosedDate', 'occasion: "Id FROM User"')],
    ['a field of a prototype', () => program().replace('[ContactEmail]', '[__proto__.x]')],
    ['a time zone that is a path', () => program('send: { hours: { from: "09:00", to: "19:00", zone: ../../etc/passwd } }\n')], // prettier-ignore
    ['a NUL', () => program('mode: "wat\\0ch"\n')],
    ['a raw NUL', () => program('mode: wat\0ch\n')],
    ['UTF-16, little end first', () => both(`\ufeff${program()}`).de],
    ['UTF-16, big end first', () => both(`\ufeff${program()}`).be],
    ['bytes that are no text', () => new Uint8Array([0xff, 0xc0, 0x80])],
    ['a condition of 9 levels', () => when(nest('{ not: ', ' }', 9, '{ field: A }'))],
    ['a condition of 10,000 levels', () => when(nest('{ not: ', ' }', 10_000, '{ field: A }'))],
    ['a condition of 1,000 parts', () => when(`{ all: [${Array(1_000).fill('{ field: A }').join(',')}] }`)],
    ['50 times 50 conditions', () => when(`{ all: [${Array(50).fill(`{ any: [${Array(50).fill('{ field: A }').join(',')}] }`).join(',')}] }`)], // prettier-ignore
    ['a condition that is an alias of itself', () => when('&a { not: *a }')],
    ['a condition with a regular expression', () => when('{ field: A, matches: "(a+)+$" }')],
    ['a condition with code', () => when('{ field: A, $where: "while(1){}" }')],
    ['a condition with a list of objects', () => when('{ field: A, in: [ { $gt: "" } ] }')],
    ['an expression', () => program('actions: [{ on: response.completed, if: "1 == 1", then: [{ write: survey-response }] }]\n')], // prettier-ignore
  ])('(%s) is refused, and nothing is stored', async (_, body) => {
    const before = await stored(house)
    const { status, text } = await put(body())
    expect([400, 413, 422]).toContain(status)
    expect(text.length).toBeLessThan(30_000)
    expect(await stored(house)).toBe(before)
  })

  it.each<[string, string]>([
    ['a loop', '{% for a in (1..9999999) %}{{ a }}{% endfor %}'],
    ['a table', '{% tablerow a in (1..9999999) %}{% endtablerow %}'],
    ['a file', "{% include '/etc/passwd' %}"],
    ['a file that is rendered', "{% render '../../x' %}"],
    ['a layout', "{% layout 'x' %}"],
    ['what a capture collects', '{% capture a %}xx{% endcapture %}'],
    ['a filter that runs code', "{{ 'x' | where_exp: 'a', 'b' }}"],
    ['a filter of a prototype', '{{ fields | constructor }}'],
    ['a value unescaped', '{{ recipient.name | raw }}'],
    ['a secret of the Worker', '{{ env.BRIDGE_KEYS }}'],
    ['a process', '{{ process.env }}'],
    ['a global', '{{ globalThis.fetch }}'],
    ['another tag of 990 letters', `{% ${'x'.repeat(990)} %}`],
    ['a value that does not end', `{{ ${'a.'.repeat(400)}`],
    ['300 tags that do not end', '{% if 1 %}'.repeat(99)],
  ])('with a text that asks for %s is refused', async (_, text) => {
    const before = await stored(house)
    const { status } = await put(mailed(text))
    expect([status, await stored(house)]).toEqual([422, before])
  })

  it.each([
    'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\tscript:alert(1)', ' javascript:alert(1)', 'data:text/html,<script>', 'vbscript:x', 'file:///etc/passwd',
    'http://example.com', 'ftp://example.com', '//evil.example', '/relative', 'evil.example', 'https:evil.example', 'https:/evil.example', 'https:\\\\evil.example',
    'https://user:password@evil.example', 'https://example.com@evil.example', 'https://example.com\\@evil.example', 'https://evil.example\r\nx: y', 'https://exa\tmple.com',
    'https://127.0.0.1', 'https://2130706433', 'https://0x7f.1', 'https://[::1]', 'https://localhost', 'https://intranet', 'https://169.254.169.254/latest', '', 'https://',
  ])('with the thank-you link %j is refused', async (url) => {
    const before = await stored(house)
    const { status } = await put(survey(`thanks: ${JSON.stringify({ title: 'x', next: { label: 'x', url } })}\n`))
    expect([status, await stored(house)]).toEqual([422, before])
  }) // prettier-ignore
})
