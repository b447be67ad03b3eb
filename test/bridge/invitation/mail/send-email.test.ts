import { describe, expect, it } from 'vitest'
import { sendEmailConfig } from '../../../../bridge/apps/mail/config.ts'
import { sendEmailMailer } from '../../../../bridge/apps/mail/send-email.ts'
import type { SendEmailBinding } from '../../../../bridge/core/config.ts'
import { aMail } from '../../../support/mail/mail-account.ts'

const config = sendEmailConfig.parse({
  from: { name: 'Nuage SA', address: 'surveys@example.com' },
  replyTo: 'care@example.com',
})

/** Cloudflare's binding as documented: a message id, or an Error with a code. */
function aBinding(answer: () => Promise<{ messageId: string }> = async () => ({ messageId: '<m1@cf.example>' })) {
  const calls: Record<string, unknown>[] = []
  const binding: SendEmailBinding = { send: (message) => (calls.push(message), answer()) }
  return { binding, calls }
}
const failing = (error: unknown) => aBinding(() => Promise.reject(error)).binding
const withCode = (code: string) => Object.assign(new Error('no'), { code })

describe('a mail by the send_email binding', () => {
  it('goes to one recipient with the headers Cloudflare allows', async () => {
    const { binding, calls } = aBinding()
    const mail = aMail()
    expect(await sendEmailMailer(binding, config).send(mail)).toEqual({ state: 'sent', providerId: 'm1@cf.example' })
    expect(calls).toEqual([
      {
        to: 'camille@example.com',
        from: { email: 'surveys@example.com', name: 'Nuage SA' },
        replyTo: 'care@example.com',
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        headers: {
          'List-Unsubscribe': `<${mail.unsubscribeUrl}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'OOF, AutoReply',
          'Content-Language': 'fr',
          'X-Survey-Send': mail.sendId,
        },
      },
    ])
  })

  it.each([
    ['E_RECIPIENT_SUPPRESSED', { again: false, of: 'recipient' }],
    ['E_RATE_LIMIT_EXCEEDED', { again: true, of: 'connection' }],
    ['E_DAILY_LIMIT_EXCEEDED', { again: true, of: 'connection' }],
    ['E_SENDER_NOT_VERIFIED', { again: false, of: 'connection' }],
    ['E_HEADER_NOT_ALLOWED', { again: false, of: 'connection' }],
  ])('%s is a refusal', async (code, outcome) => {
    const mailer = sendEmailMailer(failing(withCode(code)), config)
    expect(await mailer.send(aMail())).toEqual({ state: 'refused', code, ...outcome })
  })

  it.each([
    [withCode('E_DELIVERY_FAILED'), 'E_DELIVERY_FAILED'],
    [withCode('E_INTERNAL_SERVER_ERROR'), 'E_INTERNAL_SERVER_ERROR'],
    [withCode('constructor'), 'constructor'],
    [new Error('Network connection lost.'), 'no_code'],
    [undefined, 'no_code'],
  ])('%s leaves it unknown', async (error, code) => {
    expect(await sendEmailMailer(failing(error), config).send(aMail())).toEqual({ state: 'unknown', code })
  })

  it('that is never answered is unknown after our own time limit', async () => {
    const { binding } = aBinding(() => new Promise(() => {}))
    expect(await sendEmailMailer(binding, config, 50).send(aMail())).toEqual({ state: 'unknown', code: 'ETIMEDOUT' })
  })

  it('is refused before the call when a header could break or the address is none', async () => {
    const { binding, calls } = aBinding()
    const mailer = sendEmailMailer(binding, config)
    expect(await mailer.send(aMail({ subject: 'a\r\nBcc: b@example.com' }))).toMatchObject({ code: 'invalid_header' })
    expect(await mailer.send(aMail({ to: 'a@example.com,b@example.com' }))).toMatchObject({ code: 'invalid_address' })
    expect(calls).toEqual([])
  })
})
