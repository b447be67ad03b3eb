import fc from 'fast-check'
import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import type { Door } from './doors.ts'

/** Stands in hostile bytes, and must stand in no answer. */
export const canary = 'canary7f3a'

/** What was tried at a door. The slowest answer is the one that matters: an object does nothing else meanwhile. */
export type Tally = { door: string; cases: number; refused: number; slowestMs: number; slowest: string }

const tallies = new Map<string, Tally>()
export const tallyOf = (door: string): Tally => {
  const found = tallies.get(door) ?? { door, cases: 0, refused: 0, slowestMs: 0, slowest: '' }
  tallies.set(door, found)
  return found
}

/** One line for each door of this file: `hostile {"door":…}`. */
export function printTallies(): void {
  tallies.delete('planted')
  for (const tally of tallies.values())
    console.log(`hostile ${JSON.stringify({ ...tally, slowestMs: Math.ceil(tally.slowestMs) })}`)
}

/** The slowest answer that is borne, whatever is sent. On a machine that does other things too. */
const slowestMs = 10_000
const secrets = [env.BRIDGE_KEYS, env.OPERATOR_TOKEN]
const internals = /\bat [^ ]+ \(|\bat async |node_modules|\.tsx?:\d|SQLITE_|SqlError|RangeError|TypeError|SyntaxError/

export type Verdict = { status: number; text: string; refused: boolean }

/** Sends something hostile and holds the answer to what every answer must be. */
export async function attack(
  door: Door,
  send: () => Promise<Response>,
  more: readonly number[] = [],
): Promise<Verdict> {
  const before = performance.now()
  const reply = await send()
  const text = await reply.text()
  const ms = performance.now() - before
  const refused = reply.status !== door.takes
  const tally = tallyOf(door.name)
  tally.cases++
  if (refused) tally.refused++
  if (ms > tally.slowestMs) Object.assign(tally, { slowestMs: ms, slowest: expect.getState().currentTestName ?? '' })
  expect([door.takes, ...door.refuses, ...more]).toContain(reply.status)
  expect(ms).toBeLessThan(slowestMs)
  if (refused) holdRefusal(reply, text)
  for (const secret of secrets) if (text.includes(secret)) throw new Error('a secret stands in the answer')
  expect({}.constructor).toBe(Object) // nothing has reached a prototype
  expect(Object.keys(Object.prototype)).toEqual([])
  return { status: reply.status, text, refused }
}

/** A refusal says which, in our shape or on our page, and nothing of what was sent or of how we work. */
function holdRefusal(reply: Response, text: string): void {
  if (text === '') return // to HEAD
  const type = reply.headers.get('content-type') ?? ''
  if (type.startsWith('application/json'))
    expect(JSON.parse(text)).toMatchObject({ code: expect.stringMatching(/^[a-z_]+$/) as string })
  else if (type.startsWith('text/html')) holdPage(text)
  else expect([405, text]).toEqual([reply.status, 'Method not allowed'])
  const found = internals.exec(text)?.[0]
  if (found) throw new Error(`the answer tells of our insides: ${found}`)
  for (const [name] of reply.headers) expect(name).not.toContain(canary)
}

/** A page may show what was typed, and never as anything but text. */
function holdPage(text: string): void {
  expect(text.startsWith('<!doctype html>')).toBe(true)
  expect(text.includes(`<${canary}`) || text.includes(`"${canary}`)).toBe(false)
}

const tokens = fc.constantFrom(
  `<${canary}>`, `&${canary};`, `"${canary}"`, `\r\n${canary}: x\r\n`, '\0', '\u0085', '\u2028', '\u202e', '\ufeff',
  '<', '>', '&', '"', "'", '{', '}', '[', ']', ':', ',', '/', '\\', '%', '%00', '%0d%0a', '%c0%af', '%u0000', '\\u0000', '\\ud800',
  '<!DOCTYPE x>', '<!ENTITY', '<![CDATA[', ']]>', '<?x?>', '<!--', '-->', 'xmlns=""', '&#0;', '&#x110000;',
  '__proto__', 'constructor', 'prototype', '"__proto__":{},', '&__proto__=1', '&constructor[prototype][x]=1', '<<: *a\n', '&a ', '*a ', '!!js/function ',
  '{{', '}}', '{%', '%}', '${', '#{', '=cmd|', '=1+1', '@x', '+1', '-', '- ', '? ', '| ', '> ', '---\n', '...\n', '\t', '\r', '\n', ' ',
  'null', 'true', 'NaN', 'Infinity', '1e999', '-0', '9007199254740993', '0x10', '', "' OR 1=1 --", ';', '=', '&', '+',
) // prettier-ignore
const bulk = fc.constantFrom('['.repeat(3_000), '{"a":'.repeat(3_000), '<a>'.repeat(3_000), 'a'.repeat(20_000), '&a=1'.repeat(3_000), '- '.repeat(3_000), '\n'.repeat(10_000), '%'.repeat(9_000)) // prettier-ignore
const junk = fc.oneof(
  { weight: 8, arbitrary: tokens },
  { weight: 3, arbitrary: fc.array(tokens, { maxLength: 12 }).map((parts) => parts.join('')) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: bulk },
)
const utf8 = new TextEncoder()

/** Bytes that were right once: with junk put in, a piece cut out, twice, half, bits turned over; or that never were. */
export function hostileBytes(good: () => string): fc.Arbitrary<Uint8Array> {
  const place = fc.double({ min: 0, max: 1, noNaN: true })
  const spliced = fc.tuple(place, fc.nat(30), junk).map(([at, cut, part]) => {
    const text = good()
    const from = Math.floor(at * text.length)
    return utf8.encode(text.slice(0, from) + part + text.slice(from + cut))
  })
  const swapped = fc.tuple(place, junk).map(([at, part]) => {
    const words = good().split(/\b/)
    words[Math.floor(at * words.length)] = part
    return utf8.encode(words.join(''))
  })
  const turned = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 4 }).map((flips) => {
    const bytes = utf8.encode(good())
    for (const [at, value] of flips) bytes[Math.min(bytes.length - 1, Math.floor(at * bytes.length))] = value
    return bytes
  })
  const whole = fc.constantFrom('twice', 'half', 'backwards', 'utf-16', 'bom', 'nothing').map((kind) => {
    const text = good()
    if (kind === 'utf-16') return new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))
    const all = {
      twice: text + text,
      half: text.slice(0, text.length / 2),
      backwards: [...text].reverse().join(''),
      bom: `\ufeff${text}`,
      nothing: '',
    }
    return utf8.encode(all[kind as keyof typeof all])
  })
  return fc.oneof(
    { weight: 6, arbitrary: spliced },
    { weight: 6, arbitrary: swapped },
    { weight: 3, arbitrary: turned },
    { weight: 1, arbitrary: whole },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.from(bytes)) },
    { weight: 1, arbitrary: junk.map((text) => utf8.encode(text)) },
  )
}
