import type { SendResult } from '../../invitation/mailer.ts'

/** The parts of nodemailer's errors that we look at. */
type SmtpError = { code?: unknown; command?: unknown; responseCode?: unknown; response?: unknown }

// RFC 4954 and RFC 3207: the login or the encryption is at fault. Amazon SES answers 454 when it is asked too fast.
const ofConnection = new Set([421, 454, 530, 534, 535, 538])

/**
 * What became of a send that failed. Known are an SMTP reply code, and every error before our body was first read.
 * Anything after that may have been delivered.
 */
export function outcomeOf(error: unknown, bodyWasRead: boolean): SendResult {
  const { code, command, responseCode, response } = (error ?? {}) as SmtpError
  const reply = typeof responseCode === 'number' && responseCode >= 400 && responseCode < 600 ? responseCode : null
  if (reply === null) {
    const name = typeof code === 'string' ? code : 'EUNKNOWN'
    return bodyWasRead
      ? { state: 'unknown', code: name }
      : { state: 'refused', code: name, again: true, of: 'connection' }
  }
  const isOfRecipient = (command === 'RCPT TO' || command === 'DATA') && !ofConnection.has(reply)
  return {
    state: 'refused',
    code: [reply, enhancedCode(response)].filter(Boolean).join(' '),
    again: reply < 500,
    of: isOfRecipient ? 'recipient' : 'connection',
  }
}

/** `5.1.1` of `550 5.1.1 No such user`; the text itself may name people and is dropped. */
const enhancedCode = (response: unknown): string | undefined =>
  typeof response === 'string' ? /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] : undefined
