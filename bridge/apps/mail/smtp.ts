import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { Readable } from 'node:stream'
import { isHeaderSafe, oneAddress } from '../../core/text/email.ts'
import type { Mail, Mailer, SendResult } from '../../invitation/mailer.ts'
import type { SmtpConfig, SmtpCredentials } from './config.ts'
import { compose } from './compose.ts'
import { outcomeOf } from './outcome.ts'

/** In ms. nodemailer's own defaults add up to minutes; `overall` is ours and stands over all of them. */
export type Limits = { dns: number; connect: number; greeting: number; silence: number; overall: number }
const standard: Limits = { dns: 5_000, connect: 10_000, greeting: 10_000, silence: 15_000, overall: 25_000 }

/** Sends by SMTP, one connection a mail. Never throws. */
export function smtpMailer(config: SmtpConfig, credentials: SmtpCredentials | null, limits = standard): Mailer {
  const domain = config.from.address.slice(config.from.address.indexOf('@') + 1)
  return {
    async send(mail) {
      const to = oneAddress(mail.to)
      if (to === null) return refused('invalid_address')
      if (!isSafe(mail)) return refused('invalid_header')
      // The same send has the same Message-ID however often it is tried, so a notice finds even one whose fate is unknown.
      const messageId = `${mail.sendId}@${domain}`
      const message = await compose({ ...mail, to }, messageId, config, credentials?.dkimKey).catch(() => null)
      if (message === null) return { state: 'refused', code: 'not_composed', again: false, of: 'connection' }
      const sent = await deliver(connectionTo(config, limits), credentials, message, limits.overall, {
        from: config.envelopeFrom ?? config.from.address,
        to: [to],
      })
      return sent ?? { state: 'sent', providerId: messageId }
    },
  }
}

const refused = (code: string): SendResult => ({ state: 'refused', code, again: false, of: 'recipient' })

const isSafe = (mail: Mail): boolean =>
  isHeaderSafe(mail.subject) &&
  /^[A-Za-z0-9_-]{1,64}$/.test(mail.sendId) &&
  /^https?:\/\/[\x21-\x3b\x3d\x3f-\x7e]+$/.test(mail.unsubscribeUrl)

/**
 * Names are looked up by nodemailer through node:dns, which is DNS over HTTPS in workerd. `tls.rejectUnauthorized` must not
 * be given: workerd throws "option is not implemented", and verifies in any case.
 */
const connectionTo = (config: SmtpConfig, limits: Limits): SMTPConnection =>
  new SMTPConnection({
    host: config.host,
    port: config.port,
    secure: config.security === 'tls',
    requireTLS: config.security === 'starttls',
    ignoreTLS: config.security === 'none',
    name: config.from.address.slice(config.from.address.indexOf('@') + 1),
    dnsTimeout: limits.dns,
    connectionTimeout: limits.connect,
    greetingTimeout: limits.greeting,
    socketTimeout: limits.silence,
    socketCloseTimeout: 1_000,
    maxResponseSize: 65_536,
  })

/** One mail over one connection; null when the server took it. */
async function deliver(
  connection: SMTPConnection,
  credentials: SmtpCredentials | null,
  message: Buffer,
  overallMs: number,
  envelope: { from: string; to: string[] },
): Promise<SendResult | null> {
  let bodyWasRead = false
  // nodemailer reads it only after the server's 354 to DATA: until then nothing of the mail has left.
  const body = new Readable({
    read() {
      bodyWasRead = true
      this.push(message)
      this.push(null)
    },
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const next = (go: () => void) => (error?: Error | null) => (error ? reject(error) : go())
  const send = () => connection.send(envelope, body, next(resolve))
  const deadline = setTimeout(() => reject({ code: 'ETIMEDOUT' }), overallMs)
  connection.on('error', reject)
  connection.connect(
    next(() =>
      credentials?.user
        ? connection.login({ credentials: { user: credentials.user, pass: credentials.password } }, next(send))
        : send(),
    ),
  )
  try {
    await promise
    return null
  } catch (error) {
    return outcomeOf(error, bodyWasRead)
  } finally {
    clearTimeout(deadline)
    connection.close() // also lets go of the body: after a time-out it can no longer be read
  }
}
