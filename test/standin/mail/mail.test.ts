import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { OrgControl, until } from '../control/client.ts'
import { startStandIn, type StandIn } from '../index.ts'
import type { Mail } from './mailbox.ts'

let standIn: StandIn
let org: OrgControl
beforeAll(async () => {
  standIn = await startStandIn()
})
afterAll(() => standIn.stop())
beforeEach(async () => {
  org = await OrgControl.make(standIn.controlUrl)
})

const send = (to: string, more: Record<string, unknown> = {}, password = org.about.smtp.password) => {
  const { host, port, user, from } = org.about.smtp
  const transport = createTransport({ host, port, auth: { user, pass: password }, socketTimeout: 3000, ...more })
  return transport.sendMail({
    from: `"Équipe" <${from}>`,
    to,
    subject: 'Votre avis, Zoé ?',
    text: 'Répondez : https://example.com/s/1?a=1&b=2',
    html: '<p>Bonjour</p><a href="https://example.com/s/1?a=1&amp;b=2">Répondre</a>',
    headers: { 'X-Survey': 'abc' },
  })
}
const mails = () => org.ask<(Mail & { source?: string })[]>('GET', 'mails')
const failing = (to: string) =>
  send(to).then(
    () => 'sent',
    ({ code, responseCode }) => responseCode ?? code,
  )

describe('a mail', () => {
  it('lands in the mailbox of the org that signed in, ready to be read', async () => {
    await send('zoe@example.fr')
    const [mail] = await mails()
    expect(mail).toMatchObject({
      from: 'surveys@example.com',
      fromName: 'Équipe',
      rcptTo: ['zoe@example.fr'],
      subject: 'Votre avis, Zoé ?',
      text: expect.stringContaining('Répondez'),
      html: expect.stringContaining('<p>Bonjour</p>'),
      links: ['https://example.com/s/1?a=1&b=2'],
    })
    expect(mail!.headers).toContainEqual({ name: 'X-Survey', value: 'abc' })
    const one = await org.ask<{ source: string }>('GET', `mails/${mail!.id}`)
    expect(one.source).toMatch(/^Content-Type: multipart\/alternative/m)
    const other = await OrgControl.make(standIn.controlUrl)
    expect(await other.ask('GET', 'mails')).toEqual([])
  })

  it('can be looked for by recipient, and all can be thrown away', async () => {
    await send('a@example.com')
    await send('b@example.com')
    expect(await org.ask('GET', 'mails?to=b@example.com')).toMatchObject([{ rcptTo: ['b@example.com'] }])
    await org.ask('DELETE', 'mails')
    expect(await mails()).toEqual([])
  })

  it('may come over STARTTLS', async () => {
    await send('zoe@example.fr', { requireTLS: true, tls: { rejectUnauthorized: false } })
    expect(await mails()).toHaveLength(1)
  })
})

describe('the server refuses', () => {
  it('bounce@ for ever', async () => {
    expect(await failing('bounce@example.com')).toBe(550)
    expect(await failing('bounce@example.com')).toBe(550)
  })

  it('grey@ the first time only', async () => {
    expect(await failing('grey@example.com')).toBe(451)
    expect(await failing('grey@example.com')).toBe('sent')
  })

  it('a wrong password and an unknown org', async () => {
    await expect(send('zoe@example.fr', {}, 'wrong')).rejects.toMatchObject({ code: 'EAUTH', responseCode: 535 })
    const { host, port, from } = org.about.smtp
    const stranger = createTransport({ host, port, auth: { user: '00D000000000000AAA', pass: 'x' } })
    await expect(stranger.sendMail({ from, to: 'a@example.com', text: 'x' })).rejects.toMatchObject({
      responseCode: 535,
    })
  })

  it('everything, with the code it is told', async () => {
    await org.ask('PUT', 'mail-faults', { at: 'mail', do: 'refuse', code: 421, message: 'Closed', times: 'always' })
    expect(await failing('a@example.com')).toBe(421)
    expect(await failing('b@example.com')).toBe(421)
    await org.ask('DELETE', 'mail-faults')
    expect(await failing('b@example.com')).toBe('sent')
  })
})

describe('the connection dies on demand', () => {
  it.each(['connect', 'mail', 'rcpt', 'data'])('at %s: the mail is not there', async (at) => {
    await org.ask('PUT', 'mail-faults', { at, do: 'drop' })
    expect(await failing('zoe@example.fr')).not.toBe('sent')
    expect(await mails()).toEqual([])
    expect(await failing('zoe@example.fr')).toBe('sent')
  })

  it('after the body: the mail is there and nobody was told', async () => {
    await org.ask('PUT', 'mail-faults', { at: 'body', do: 'drop' })
    expect(await failing('zoe@example.fr')).not.toBe('sent')
    expect(await mails()).toHaveLength(1)
  })

  it('after the body, and the mail is lost with it when asked', async () => {
    await org.ask('PUT', 'mail-faults', { at: 'body', do: 'drop', kept: false })
    expect(await failing('zoe@example.fr')).not.toBe('sent')
    expect(await mails()).toEqual([])
  })

  it('by chance, in the same order for the same seed, and says how often', async () => {
    const run = async () => {
      await org.ask('PUT', 'mail-faults', { at: 'rcpt', do: 'drop', probability: 0.5, seed: 7, times: 'always' })
      const found: string[] = []
      for (let n = 0; n < 8; n++) found.push((await failing('zoe@example.fr')) === 'sent' ? 'sent' : 'dropped')
      const [{ fired }] = await org.ask<[{ fired: number }]>('GET', 'mail-faults')
      expect(fired).toBe(found.filter((one) => one === 'dropped').length)
      return found
    }
    const first = await run()
    expect(new Set(first)).toEqual(new Set(['sent', 'dropped']))
    expect(await run()).toEqual(first)
  })

  it('for one recipient and not for another', async () => {
    await org.ask('PUT', 'mail-faults', { at: 'rcpt', do: 'drop', to: 'tom@', times: 'always' })
    expect(await failing('zoe@example.fr')).toBe('sent')
    expect(await failing('tom@example.com')).not.toBe('sent')
  })
})

it('a slow server answers late', async () => {
  await org.ask('PUT', 'mail-faults', { at: 'body', do: 'slow', delayMs: 400 })
  const from = Date.now()
  await send('zoe@example.fr')
  expect(Date.now() - from).toBeGreaterThanOrEqual(390)
})

describe('the mailbox page', () => {
  const page = (path = '') => fetch(org.about.inboxUrl + path).then((reply) => reply.text())

  it('lists mails and shows one three ways, the mail itself without scripts', async () => {
    await send('zoe@example.fr')
    const [mail] = await until(mails, (found) => found.length === 1)
    expect(await page()).toContain('Votre avis, Zoé ?')
    expect(await page(`/${mail!.id}`)).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"')
    expect(await page(`/${mail!.id}?view=text`)).toContain('href="https://example.com/s/1?a=1&amp;b=2"')
    expect(await page(`/${mail!.id}?view=source`)).toContain('X-Survey: abc')
    const content = await fetch(`${org.about.inboxUrl}/${mail!.id}/html`)
    expect(content.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await content.text()).toContain('<p>Bonjour</p>')
  })
})
