import type { SendEmailBinding } from '../../core/config.ts'
import { isHeaderSafe, oneAddress } from '../../core/text/email.ts'
import type { Mailer, SendResult } from '../../invitation/mailer.ts'
import type { SendEmailConfig } from './config.ts'
import { commonHeaders } from './compose.ts'

const overallMs = 25_000

/** What a code of the binding says (CF/email-service/api/send-emails/workers-api/, error codes). */
const meanings: Record<string, Pick<Extract<SendResult, { state: 'refused' }>, 'again' | 'of'>> = {
  E_RECIPIENT_SUPPRESSED: { again: false, of: 'recipient' }, // bounced for good or complained, Cloudflare's own list
  E_RATE_LIMIT_EXCEEDED: { again: true, of: 'connection' },
  E_DAILY_LIMIT_EXCEEDED: { again: true, of: 'connection' },
  E_SENDER_NOT_VERIFIED: { again: false, of: 'connection' },
  E_SENDER_DOMAIN_NOT_AVAILABLE: { again: false, of: 'connection' },
  E_RECIPIENT_NOT_ALLOWED: { again: false, of: 'recipient' }, // the binding names its recipients
  E_VALIDATION_ERROR: { again: false, of: 'recipient' },
  E_FIELD_MISSING: { again: false, of: 'recipient' },
  E_TOO_MANY_RECIPIENTS: { again: false, of: 'recipient' },
  E_CONTENT_TOO_LARGE: { again: false, of: 'recipient' },
}

/**
 * Sends by Cloudflare's binding. It takes no idempotency key and chooses the Message-ID, so an exception that does not say
 * what was refused leaves the outcome unknown: `E_DELIVERY_FAILED` and `E_INTERNAL_SERVER_ERROR` do not.
 */
export function sendEmailMailer(binding: SendEmailBinding, config: SendEmailConfig, limitMs = overallMs): Mailer {
  return {
    async send(mail) {
      const to = oneAddress(mail.to)
      if (to === null) return { state: 'refused', code: 'invalid_address', again: false, of: 'recipient' }
      const headers = commonHeaders(mail)
      if (![mail.subject, ...Object.values(headers)].every(isHeaderSafe))
        return { state: 'refused', code: 'invalid_header', again: false, of: 'recipient' }
      const { promise: tooLate, reject } = Promise.withResolvers<never>()
      const deadline = setTimeout(() => reject({ code: 'ETIMEDOUT' }), limitMs)
      try {
        const call = binding.send({
          to,
          from: { email: config.from.address, name: config.from.name },
          ...(config.replyTo && { replyTo: config.replyTo }),
          subject: mail.subject,
          html: mail.html,
          text: mail.text,
          headers,
        })
        const { messageId } = await Promise.race([call, tooLate])
        return { state: 'sent', providerId: messageId.replace(/^<|>$/g, '') }
      } catch (error) {
        return outcomeOf((error as { code?: unknown } | null)?.code)
      } finally {
        clearTimeout(deadline)
      }
    },
  }
}

function outcomeOf(code: unknown): SendResult {
  if (typeof code !== 'string') return { state: 'unknown', code: 'no_code' }
  const meaning = Object.hasOwn(meanings, code) ? meanings[code] : undefined
  if (meaning) return { state: 'refused', code, ...meaning }
  // Headers are checked before anything is sent; which one it dislikes is the same for every mail.
  if (code.startsWith('E_HEADER')) return { state: 'refused', code, again: false, of: 'connection' }
  return { state: 'unknown', code: code.slice(0, 80) }
}
