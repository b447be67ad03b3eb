import { describe, expect, it } from 'vitest'
import { smtpMailer } from '../../../../bridge/apps/mail/smtp.ts'
import { aMail, aMailAccount } from '../../../support/mail/mail-account.ts'

/** Shorter than the 5 s that a server hangs here, and long enough for a whole conversation on a busy machine. */
const quick = { dns: 3_000, connect: 3_000, greeting: 3_000, silence: 1_200, overall: 3_000 }

describe('a mail that is taken', () => {
  it('is sent, and known by its Message-ID without angle brackets', async () => {
    const account = await aMailAccount()
    const mail = aMail({ subject: 'Ça va ? Très bien', html: '<p>Été</p>', text: 'Été' })
    const sent = await smtpMailer(account.config, account.credentials).send(mail)
    const [received] = await account.received()
    expect(sent).toEqual({ state: 'sent', providerId: `${mail.sendId}@example.com` })
    expect(received).toMatchObject({
      messageId: `<${mail.sendId}@example.com>`,
      mailFrom: 'surveys@example.com',
      rcptTo: ['camille@example.com'],
      to: ['camille@example.com'],
      from: 'surveys@example.com',
      fromName: 'Nuage SA',
      subject: 'Ça va ? Très bien',
    })
    expect(received?.html).toContain('Été')
    expect(received?.text).toContain('Été')
  })

  it('lets the customer unsubscribe with one click, and answers no machine', async () => {
    const account = await aMailAccount()
    const mail = aMail()
    await smtpMailer(account.config, account.credentials).send(mail)
    const [received] = await account.received()
    const header = (name: string) => received?.headers.filter((found) => found.name === name).map(({ value }) => value)
    expect(header('List-Unsubscribe')).toEqual([`<${mail.unsubscribeUrl}>`])
    expect(header('List-Unsubscribe-Post')).toEqual(['List-Unsubscribe=One-Click'])
    expect(header('Auto-Submitted')).toEqual(['auto-generated'])
    expect(header('Content-Language')).toEqual(['fr'])
    expect(header('X-Survey-Send')).toEqual([mail.sendId])
  })

  it('names the address that bounces go to, and the one that replies go to', async () => {
    const account = await aMailAccount()
    const config = { ...account.config, envelopeFrom: 'bounces@example.com', replyTo: 'care@example.com' }
    await smtpMailer(config, account.credentials).send(aMail())
    const [received] = await account.received()
    expect(received?.mailFrom).toBe('bounces@example.com')
    expect(received?.headers).toContainEqual({ name: 'Reply-To', value: 'care@example.com' })
  })

  it('leaves eight times at once without mixing anything up', async () => {
    const account = await aMailAccount()
    const mailer = smtpMailer(account.config, account.credentials)
    const mails = Array.from({ length: 8 }, (_, n) => aMail({ to: `p${n}@example.com`, text: `for p${n}` }))
    const sent = await Promise.all(mails.map((mail) => mailer.send(mail)))
    expect(sent.map(({ state }) => state)).toEqual(Array(8).fill('sent'))
    const received = await account.received()
    expect(received.map(({ rcptTo, text }) => `${rcptTo[0]} ${text.trim()}`).sort()).toEqual(
      mails.map(({ to, text }) => `${to} ${text}`),
    )
  })
})

describe('a reply code', () => {
  it.each([
    ['rcpt', 550, '5.1.1 No such user', { code: '550 5.1.1', again: false, of: 'recipient' }],
    ['rcpt', 451, '4.7.1 Greylisted', { code: '451 4.7.1', again: true, of: 'recipient' }],
    ['rcpt', 452, 'Try later', { code: '452', again: true, of: 'recipient' }],
    ['mail', 553, '5.7.1 Not your sender', { code: '553 5.7.1', again: false, of: 'connection' }],
    ['mail', 451, 'Try later', { code: '451', again: true, of: 'connection' }],
    ['data', 554, '5.7.1 Looks like spam', { code: '554 5.7.1', again: false, of: 'recipient' }],
    ['body', 550, '5.2.1 Mailbox disabled', { code: '550 5.2.1', again: false, of: 'recipient' }],
    ['body', 452, '4.2.2 Mailbox full', { code: '452 4.2.2', again: true, of: 'recipient' }],
    ['body', 454, 'Throttling failure', { code: '454', again: true, of: 'connection' }],
    ['body', 421, '4.4.5 Too busy', { code: '421 4.4.5', again: true, of: 'connection' }],
    ['connect', 535, '5.7.8 Wrong password', { code: '535 5.7.8', again: false, of: 'connection' }],
    ['connect', 454, '4.7.0 Try later', { code: '454 4.7.0', again: true, of: 'connection' }],
  ] as const)('at %s %i %s is known', async (at, code, message, outcome) => {
    const account = await aMailAccount()
    await account.arm({ at, do: 'refuse', code, message })
    const mailer = smtpMailer(account.config, account.credentials)
    expect(await mailer.send(aMail())).toEqual({ state: 'refused', ...outcome })
    expect(await account.received()).toEqual([])
    expect((await mailer.send(aMail())).state).toBe('sent')
  })

  it('421 is about the connection, also where the server hangs up before it is heard', async () => {
    const account = await aMailAccount()
    await account.arm({ at: 'rcpt', do: 'refuse', code: 421, message: 'Going down' })
    const outcome = await smtpMailer(account.config, account.credentials).send(aMail())
    expect(outcome).toMatchObject({ state: 'refused', again: true, of: 'connection' })
  })

  it('of a wrong password stops the connection and says nothing of the password', async () => {
    const account = await aMailAccount()
    const mailer = smtpMailer(account.config, { ...account.credentials, password: 'wrong' })
    expect(await mailer.send(aMail())).toEqual({ state: 'refused', code: '535', again: false, of: 'connection' })
  })
})

describe('a connection that breaks', () => {
  it.each(['connect', 'mail', 'rcpt', 'data'] as const)(
    'at %s: nothing had left, so it may be tried again',
    async (at) => {
      const account = await aMailAccount()
      await account.arm({ at, do: 'drop' })
      const mailer = smtpMailer(account.config, account.credentials)
      const outcome = await mailer.send(aMail())
      expect(outcome).toEqual({ state: 'refused', code: 'ECONNECTION', again: true, of: 'connection' })
      expect((await mailer.send(aMail())).state).toBe('sent')
      expect(await account.received()).toHaveLength(1)
    },
  )

  it.each([true, false])('after the body, before the reply (kept: %s): nobody can say', async (kept) => {
    const account = await aMailAccount()
    await account.arm({ at: 'body', do: 'drop', kept })
    const outcome = await smtpMailer(account.config, account.credentials).send(aMail())
    expect(outcome).toEqual({ state: 'unknown', code: 'ECONNECTION' })
    expect(await account.received()).toHaveLength(kept ? 1 : 0)
  })

  it.each(['connect', 'mail', 'rcpt'] as const)('that hangs at %s is given up, and may be tried again', async (at) => {
    const account = await aMailAccount()
    await account.arm({ at, do: 'slow', delayMs: 5_000 })
    const outcome = await smtpMailer(account.config, account.credentials, quick).send(aMail())
    expect(outcome).toEqual({ state: 'refused', code: 'ETIMEDOUT', again: true, of: 'connection' })
  })

  it('that hangs after the body is given up without knowing', async () => {
    const account = await aMailAccount()
    await account.arm({ at: 'body', do: 'slow', delayMs: 5_000 })
    const outcome = await smtpMailer(account.config, account.credentials, quick).send(aMail())
    expect(outcome).toEqual({ state: 'unknown', code: 'ETIMEDOUT' })
  })

  it('is given up by our own time limit too, and sends nothing later', async () => {
    const account = await aMailAccount()
    await account.arm({ at: 'rcpt', do: 'slow', delayMs: 600 })
    const patient = { ...quick, silence: 5_000, overall: 200 }
    const outcome = await smtpMailer(account.config, account.credentials, patient).send(aMail())
    expect(outcome).toEqual({ state: 'refused', code: 'ETIMEDOUT', again: true, of: 'connection' })
    await scheduler.wait(900) // the server goes on by now, if anybody were still there
    expect(await account.received()).toEqual([])
  })

  it('that nobody answers is known', async () => {
    const { config } = await aMailAccount()
    const outcome = await smtpMailer({ ...config, port: 1 }, null).send(aMail())
    expect(outcome).toMatchObject({ state: 'refused', again: true, of: 'connection' })
  })
})

describe('encryption', () => {
  it.each(['starttls', 'tls'] as const)(
    'by %s that cannot be had, or not trusted, stops the mail',
    async (security) => {
      const account = await aMailAccount()
      await ignoringRejections(async () => {
        const mailer = smtpMailer({ ...account.config, security }, account.credentials, quick)
        expect(await mailer.send(aMail())).toMatchObject({ state: 'refused', again: true, of: 'connection' })
      })
      expect(await account.received()).toEqual([])
    },
  )
})

/** workerd leaves a promise of a failed handshake without a listener, beside the error that nodemailer hears of. */
async function ignoringRejections(work: () => Promise<void>): Promise<void> {
  const listeners = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', () => {})
  try {
    await work()
    await scheduler.wait(1_000)
  } finally {
    process.removeAllListeners('unhandledRejection')
    for (const listener of listeners) process.on('unhandledRejection', listener)
  }
}
