import { describe, expect, it } from 'vitest'
import { smtpConfig } from '../../../../bridge/apps/mail/config.ts'

const from = { name: 'Nuage SA', address: 'surveys@example.com' }
const problems = (given: object, allowed: string[] = []) =>
  smtpConfig(new Set(allowed))
    .safeParse({ host: 'smtp.example.com', from, ...given })
    .error?.issues.map(({ path }) => path.join('.')) ?? []

describe('a mail connection', () => {
  it('uses STARTTLS on 587 and TLS on 465 unless told', () => {
    const config = smtpConfig(new Set())
    expect(config.parse({ host: 'SMTP.example.com', from })).toMatchObject({
      host: 'smtp.example.com',
      port: 587,
      security: 'starttls',
    })
    expect(config.parse({ host: 'smtp.example.com', port: 465, from }).security).toBe('tls')
  })

  it.each([
    '127.0.0.1',
    '10.0.0.8',
    '169.254.169.254',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '[::1]',
    '::ffff:10.0.0.1',
    'localhost',
    'mail.localhost',
    'mail.internal',
    'relay.corp',
    'relay',
    'smtp.example.com.',
    'user@smtp.example.com',
    'smtp.example.com:25',
    'smtp.example.com/x',
    'smtp.example.com\r\nRCPT',
    'smtp.exa mple.com',
    '',
  ])('goes to no private or unreadable host: %j', (host) => expect(problems({ host })).toEqual(['host']))

  it('goes to no port but those of submission, and never without encryption', () => {
    expect(problems({ port: 25 })).toEqual(['port'])
    expect(problems({ port: 6379 })).toEqual(['port'])
    expect(problems({ port: 2525 })).toEqual([])
    expect(problems({ security: 'none' })).toEqual(['security'])
  })

  it('may do all that with a host the operator allows', () => {
    expect(problems({ host: '127.0.0.1', port: 40_123, security: 'none' }, ['127.0.0.1'])).toEqual([])
    expect(problems({ host: '127.0.0.2', port: 587 }, ['127.0.0.1'])).toEqual(['host'])
  })

  it('takes nothing it does not know', () => expect(problems({ tls: { rejectUnauthorized: false } })).toEqual(['']))
})
