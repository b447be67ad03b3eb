import fc from 'fast-check'
import { createHash, createVerify, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { smtpConfig } from '../../../../bridge/apps/mail/config.ts'
import { compose } from '../../../../bridge/apps/mail/compose.ts'
import { smtpMailer } from '../../../../bridge/apps/mail/smtp.ts'
import { oneAddress, oneLine } from '../../../../bridge/core/text/email.ts'
import { aMail, aMailAccount } from '../../../support/mail/mail-account.ts'

const config = smtpConfig(new Set()).parse({
  host: 'smtp.example.com',
  from: { name: 'Nuage SA', address: 'surveys@example.com' },
  dkim: { domain: 'example.com', selector: 's1' },
})
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

/** Header fields, unfolded, and the body. */
function parts(message: Buffer): { headers: [string, string][]; body: string } {
  const text = message.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const lines = text
    .slice(0, end)
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
  const headers = lines.map((line): [string, string] => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1),
  ])
  return { headers, body: text.slice(end + 4) }
}

describe('DKIM', () => {
  it('signs what RFC 8058 wants signed, and verifies', async () => {
    const { headers, body } = parts(
      await compose(aMail({ subject: 'Été  indien' }), 'id@example.com', config, privateKey),
    )
    const signature = headers.find(([name]) => name === 'dkim-signature')![1]
    const tags = new Map(
      signature.split(';').map((tag) => [tag.slice(0, tag.indexOf('=')).trim(), tag.slice(tag.indexOf('=') + 1)]),
    )
    const signed = tags.get('h')!.trim().split(':')
    expect(signed).toEqual(expect.arrayContaining(['from', 'to', 'subject', 'date', 'message-id']))
    expect(signed).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post']))
    expect(tags.get('d')).toBe('example.com')

    const relaxed = body
      .replace(/[ \t]+(?=\r\n)/g, '')
      .replace(/[ \t]+/g, ' ')
      .replace(/(\r\n)*$/, '\r\n')
    expect(tags.get('bh')).toBe(createHash('sha256').update(relaxed, 'latin1').digest('base64'))
    const line = (name: string, value: string) => `${name}:${value.replace(/[ \t]+/g, ' ').trim()}`
    const covered = signed.map((name) => line(name, headers.findLast(([found]) => found === name)![1]))
    const unsigned = line('dkim-signature', signature.replace(/\bb=[^;]*$/, 'b='))
    const verify = createVerify('RSA-SHA256').update([...covered, unsigned].join('\r\n'), 'latin1')
    expect(verify.verify(publicKey, tags.get('b')!.replace(/\s/g, ''), 'base64')).toBe(true)
  })

  it('with a key that does not sign stops the connection: an unsigned mail would be thrown away', async () => {
    const account = await aMailAccount()
    const withKey = { ...account.config, dkim: { domain: 'example.com', selector: 's1' } }
    const mailer = smtpMailer(withKey, { ...account.credentials, dkimKey: '-----BEGIN nonsense' })
    expect(await mailer.send(aMail())).toEqual({
      state: 'refused',
      code: 'not_composed',
      again: false,
      of: 'connection',
    })
    expect(await account.received()).toEqual([])
  })
})

describe('a header that holds a line break', () => {
  it.each([
    ['subject', { subject: 'Hello\r\nBcc: all@example.com' }],
    ['subject, by a bare line feed', { subject: 'Hello\nBcc: all@example.com' }],
    ['send', { sendId: 'x\r\nBcc: all@example.com' }],
    ['unsubscribe address', { unsubscribeUrl: 'https://example.com/u>\r\nBcc: <all@example.com' }],
  ])('in the %s is refused, nothing leaves', async (_, given) => {
    const account = await aMailAccount()
    const outcome = await smtpMailer(account.config, account.credentials).send(aMail(given))
    expect(outcome).toEqual({ state: 'refused', code: 'invalid_header', again: false, of: 'recipient' })
    expect(await account.received()).toEqual([])
  })

  it('in the sender or the address for replies is no configuration', () => {
    const given = { host: 'smtp.example.com', from: { name: 'Nuage SA', address: 'a@example.com' } }
    const check = (changed: object) => smtpConfig(new Set()).safeParse({ ...given, ...changed }).success
    expect(check({})).toBe(true)
    expect(check({ from: { name: 'Nuage\r\nBcc: all@example.com', address: 'a@example.com' } })).toBe(false)
    expect(check({ from: { name: 'Nuage', address: 'a@example.com\r\nBcc: all@example.com' } })).toBe(false)
    expect(check({ replyTo: 'a@example.com, b@example.com' })).toBe(false)
  })

  it('never makes another header, whatever name and subject hold', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc
        .array(
          fc.constantFrom(
            '\r\n',
            '\n',
            '\r',
            ' ',
            '\t',
            ':',
            'Bcc: x@example.com',
            ',',
            '"',
            '<',
            '>',
            '=?utf-8?B?DQpCY2M6?=',
            'é',
          ),
          { maxLength: 30 },
        )
        .map((list) => list.join('')),
    )
    const expected = parts(await compose(aMail(), 'id@example.com', config))
      .headers.map(([name]) => name)
      .sort()
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (subject, name) => {
        const from = { name: oneLine(name, 100) || 'x', address: 'surveys@example.com' }
        const mail = aMail({ subject: oneLine(subject, 200) || 'x' })
        const { headers } = parts(await compose(mail, 'id@example.com', { ...config, from }))
        expect(headers.map(([found]) => found).sort()).toEqual(expected)
        expect(headers.filter(([found]) => found === 'to').map(([, value]) => value.trim())).toEqual([
          'camille@example.com',
        ])
        expect(headers.find(([found]) => found === 'from')![1]).toMatch(/<surveys@example\.com>$/)
      }),
      { numRuns: 200 },
    )
  })
})

describe('an address', () => {
  it.each([
    ['camille@example.com', 'camille@example.com'],
    [' Camille+x@Example.COM ', 'Camille+x@example.com'],
    ["o'brien@example.co.uk", "o'brien@example.co.uk"],
    ['zoé@bücher.example', 'zoé@xn--bcher-kva.example'],
  ])('%j is sent to as %s', (text, address) => expect(oneAddress(text)).toBe(address))

  it.each([
    '',
    'camille',
    '@example.com',
    'a@b@example.com',
    'a@example.com, b@example.com',
    'a@example.com;b@example.com',
    'Camille <camille@example.com>',
    '"a b"@example.com',
    'a@example.com\r\nBcc: b@example.com',
    'a\u0000@example.com',
    'a\u0085b@example.com',
    'a@exa mple.com',
    'a@example.com>',
    'a@localhost',
    'a@127.0.0.1',
    'a@[127.0.0.1]',
    'a@0x7f000001',
    'a@example.com/path',
    'a@example.com:25',
    'a@user%40example.com',
    '.a@example.com',
    'a..b@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${`${'b'.repeat(60)}.`.repeat(5)}com`,
  ])('%j is none', (text) => expect(oneAddress(text)).toBeNull())

  it('that is none is refused before anything is connected', async () => {
    const { config: given } = await aMailAccount()
    const outcome = await smtpMailer({ ...given, port: 1 }, null).send(aMail({ to: 'a@example.com, b@example.com' }))
    expect(outcome).toEqual({ state: 'refused', code: 'invalid_address', again: false, of: 'recipient' })
  })
})
