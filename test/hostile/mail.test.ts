import { env } from 'cloudflare:workers'
import { listDurableObjectIds, reset } from 'cloudflare:test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import worker from '../../bridge/index.ts'
import { compose } from '../../bridge/apps/mail/compose.ts'
import { smtpConfig } from '../../bridge/apps/mail/config.ts'
import { program } from '../../bridge/definitions/program.ts'
import { settings } from '../../bridge/definitions/settings.ts'
import { renderMail } from '../../bridge/invitation/message.ts'
import { isSuppressed } from '../../bridge/invitation/delivery/suppress.ts'
import { personKeys } from '../../bridge/invitation/person-keys.ts'
import { knock } from '../support/connected-org.ts'
import { everyQuestion } from '../support/survey/surveys.ts'
import { attack, canary, printTallies } from './attack.ts'
import { doorsOf, type Door } from './doors.ts'
import { aHouse, aNotice, keys, stored, type House } from './house.ts'

let house: House
let hooks: Door
let notices: Door
let unsubscribe: Door
beforeAll(async () => {
  house = await aHouse()
  const door = (wanted: string) => doorsOf(house).find(({ name }) => name === wanted)!
  hooks = door('mail events')
  notices = door('delivery notice')
  unsubscribe = door('unsubscribe')
})
afterAll(async () => {
  printTallies()
  await reset()
})

const post = (body: unknown) =>
  attack(hooks, () => hooks.send({ body: typeof body === 'string' ? body : JSON.stringify(body) }))
const event = { kind: 'delivered', sendId: 's1' }

describe('an event of a mail provider', () => {
  it.each<[string, unknown]>([
    ['a prototype', '{"__proto__":{"events":[{"kind":"bounced","sendId":"s1"}]}}'],
    ['a kind from a prototype', { events: [{ ...event, kind: 'constructor' }] }],
    ['a kind in a list', { events: [{ ...event, kind: ['bounced'] }] }],
    ['a query for an id', { events: [{ kind: 'bounced', sendId: { $gt: '' } }] }],
    ['an address of 255 letters', { events: [{ kind: 'bounced', email: `${'a'.repeat(244)}@example.com` }] }],
    ['a list of addresses', { events: [{ kind: 'bounced', email: ['a@example.com'] }] }],
    ['hard as a text', { events: [{ ...event, hard: 'true' }] }],
    ['101 events', { events: Array(101).fill(event) }],
    ['an object for a list', { events: { length: 1, 0: event } }],
    ['30,000 lists', `{"events":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['30,000 keys', JSON.stringify({ events: [event], ...Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`k${n}`, 1])) }).replace('"events"', '"event"')], // prettier-ignore
    ['no list', { events: null }],
    ['an event that is null', { events: [null] }],
    ['half of it', JSON.stringify({ events: [event] }).slice(0, -2)],
  ])('that holds %s is refused, and nothing is stored', async (_, body) => {
    const before = await stored(house)
    const { status, text } = await post(body)
    expect([status, JSON.parse(text)]).toMatchObject([400, { code: 'malformed' }])
    expect(await stored(house)).toBe(before)
  })

  it.each([
    ["' OR '1'='1"],
    ['%'],
    ['_'],
    ['s1\0'],
    ['<x@example.com>'],
    ['../../s1'],
    [`x\r\n${canary}: y`],
    ['\u0130@example.com'],
  ])('about %j is about nobody', async (id) => {
    const before = await stored(house)
    for (const name of ['sendId', 'providerId'])
      expect((await post({ events: [{ kind: 'bounced', [name]: id }] })).status).toBe(200)
    expect(await stored(house)).toBe(before)
    expect(await house.inside((sql) => sql.exec('SELECT status FROM invitations').one())).toEqual({ status: 'Sent' })
  })

  it.each(['__proto__', '..', '%2e%2e', 'MAIL', 'mail%00', 'm'.repeat(41), "mail'--", 'mail/x'])(
    'for a connection called %j is not found',
    async (name) => {
      const path = (right: string) => right.replace(/mail$/, name)
      const { status } = await attack(hooks, () => hooks.send({ path }), [401, 404])
      expect(status).not.toBe(200)
    },
  )
})

describe('a mail to the Worker', () => {
  const times = (count: number, text: string) => text.repeat(count)
  const right = () => aNotice(house.orgKey, house.unsubscribe)
  it.each<[string, () => string | Uint8Array<ArrayBuffer>]>([
    ['that is empty', () => ''],
    ['without an end of its headers', () => times(100_000, 'x: y\r\n')],
    ['of one header', () => `x: ${times(1_000_000, 'y')}`],
    ['folded for ever', () => `content-type: multipart/report\r\n${times(300_000, ' \r\n')}`],
    ['of colons', () => times(1_000_000, ':')],
    ['of boundaries', () => right().replace('--b\r\n', times(100_000, '--b\r\n'))],
    ['with a boundary like a regular expression', () => aNotice(house.orgKey, house.unsubscribe, { boundary: '(a+)+$' }).slice(0, 300)], // prettier-ignore
    ['with a boundary that is none', () => right().replace('boundary="b"', 'boundary=""')],
    ['in parts in parts', () => times(10_000, 'content-type: multipart/report; boundary=b\r\n\r\n--b\r\n')],
    ['with the link of another door', () => aNotice(house.orgKey, house.answer)],
    ['with the link in another header', () => right().replace('List-Unsubscribe:', 'X-List-Unsubscribe:')],
    ['with the link in its own header', () => `List-Unsubscribe: <https://bridge.example/u/${house.orgKey}/${house.unsubscribe}>\r\n${aNotice(house.orgKey, '2'.repeat(22))}`], // prettier-ignore
    ['with a link that is folded apart', () => right().replace(house.orgKey, `${house.orgKey.slice(0, 8)}\r\n ${house.orgKey.slice(8)}`)], // prettier-ignore
    ['of bytes', () => Uint8Array.from({ length: 100_000 }, (_, n) => (n * 7) % 256)],
    ['in UTF-16', () => new Uint8Array(Buffer.from(right(), 'utf16le'))],
    ['with NULs', () => times(500_000, '\0')],
    ['that is no report', () => right().replace('multipart/report', 'multipart/mixed')],
    ['with a status from elsewhere', () => right().replace('Action: failed', 'Action: constructor')],
  ])('%s is dropped at once and changes nothing', async (_, raw) => {
    const before = await stored(house)
    await attack(notices, () => notices.send({ body: raw() }))
    expect(await stored(house)).toBe(before)
    expect(await house.inside((sql) => sql.exec('SELECT status FROM invitations').one())).toEqual({ status: 'Sent' })
  })

  it('is read for a megabyte and not to its end', async () => {
    let pulled = 0
    const piece = new Uint8Array(65_536).fill(120)
    const raw = new ReadableStream<Uint8Array>({ pull: (to) => void ((pulled += piece.length), to.enqueue(piece)) })
    await worker.email({ raw } as ForwardableEmailMessage, env)
    expect(pulled).toBeLessThan(1_300_000)
  })

  it('cannot keep us off another person than the one its mail went to', async () => {
    const victim = 'victim@example.com'
    await attack(
      notices,
      () =>
      notices.send({ body: aNotice(house.orgKey, house.unsubscribe, { status: '5.1.1' }).replace('zoe@example.com', victim) }), // prettier-ignore
    )
    expect(await house.inside((sql) => isSuppressed(sql, personKeys({ email: victim })))).toBeNull()
  })
})

describe('an unsubscribe link', () => {
  it('acts on POST alone, reads no body, and leads nowhere', async () => {
    const other = await aHouse()
    const path = `/u/${other.orgKey}/${other.unsubscribe}`
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])
      await attack(unsubscribe, () => knock(`${path}?List-Unsubscribe=One-Click&_method=POST`, { method, headers: { 'x-http-method-override': 'POST' } }), [405]) // prettier-ignore
    const people = () =>
      other.inside((sql) => sql.exec<{ n: number }>('SELECT count(*) AS n FROM suppressions').one().n)
    expect(await people()).toBe(0)
    for (const query of ['?next=//evil.example', '?lang=//evil.example', '?lang=fr%0d%0ax:y', `?lang=<${canary}>`]) {
      const reply = await knock(path + query, { method: 'POST', headers: { host: 'evil.example' } })
      expect([reply.status, reply.headers.get('location'), (await reply.text()).includes('evil.example')]).toEqual([200, null, false]) // prettier-ignore
    }
    expect(await people()).toBeGreaterThan(0)
  })

  it('has no neighbour: every other spelling is the same page of nothing', async () => {
    const objects = (await listDurableObjectIds(env.ORG)).length
    const token = house.unsubscribe
    const pages = new Set<string>()
    for (const other of [
      ...Array.from(
        { length: 22 },
        (_, at) => token.slice(0, at) + (token[at] === '2' ? '3' : '2') + token.slice(at + 1),
      ),
      token.toLowerCase(),
      `${token}1`,
      token.slice(1),
      house.answer,
      keys.link('unsubscribe', 'abcdefghijklmnop', house.ref),
      keys.link('unsubscribe', house.orgKey, '00000000000000000000'),
    ].filter((one) => one !== token)) {
      const send = () => knock(`/u/${house.orgKey}/${other}`, { method: 'POST' })
      pages.add((await attack({ ...unsubscribe, takes: 0, refuses: [410] }, send)).text)
    }
    expect(pages.size).toBe(1)
    expect((await listDurableObjectIds(env.ORG)).length).toBe(objects)
  })
})

describe('what stands in a mail’s header', () => {
  const evil = ['\r\n', '\n', '\r', '\0', '\u0085', '\u2028', '\u2029', '\u000b'].map((end) => `x${end}Bcc: ${canary}@example.com${end}${end}<script>`) // prettier-ignore
  const config = smtpConfig(new Set()).parse({
    host: 'smtp.example.com',
    from: { name: 'A', address: 'a@example.com' },
  })

  it.each(evil)('stays there, whatever a record, a name or a brand holds: %j', async (text) => {
    const rendered = renderMail({
      program: program.parse({
        program: 'p',
        on: { object: 'Case' },
        occasion: 'ClosedDate',
        survey: 's',
        recipient: { email: ['ContactEmail'] },
        records: {},
        mail: {
          subject: 'Case {{ fields.Subject }} {{ recipient.name }} {{ brand.name }}',
          body: '{{ fields.Subject }}',
        },
      }),
      survey: everyQuestion(),
      language: 'en',
      values: { recipient: { name: text }, fields: { Subject: text }, brand: { name: text } },
      surveyUrl: 'https://bridge.example/s/x',
      unsubscribeUrl: 'https://bridge.example/u/x',
      brand: { name: text, color: '#0b5cab' },
      kind: 'invite',
      controller: text,
    })
    if (!rendered.ok) throw new Error(JSON.stringify(rendered))
    const mail = { ...rendered.value, to: 'zoe@example.com', language: 'en' as const, unsubscribeUrl: 'https://bridge.example/u/x', sendId: 's1' } // prettier-ignore
    const bytes = (await compose(mail, 's1@example.com', config)).toString('latin1')
    const head = bytes.slice(0, bytes.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
    expect(head).not.toMatch(/^bcc:/im)
    expect(head.match(/^to:.*$/gim)).toEqual(['To: zoe@example.com'])
    expect(rendered.value.html).not.toContain('<script>')
  })

  it.each(evil)('is no brand and no person responsible: %j', (text) => {
    expect(settings.safeParse({ brand: { name: text } }).success).toBe(false)
    expect(settings.safeParse({ controller: text }).success).toBe(false)
  })
})
