import DKIM from 'nodemailer/lib/dkim'
import MailComposer from 'nodemailer/lib/mail-composer'
import { buffer } from 'node:stream/consumers'
import type { Mail } from '../../invitation/mailer.ts'
import type { SmtpConfig } from './config.ts'

/**
 * nodemailer's own list signs List-Unsubscribe but not List-Unsubscribe-Post, which RFC 8058 wants signed.
 * A name that is not in the mail is left out of `h=`.
 */
const signedHeaders =
  'from:sender:reply-to:subject:date:message-id:to:mime-version:content-type:list-unsubscribe:list-unsubscribe-post'

/** Headers of ours that any provider takes as they are. */
export const commonHeaders = (mail: Mail): Record<string, string> => ({
  'List-Unsubscribe': `<${mail.unsubscribeUrl}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  // RFC 3834: nobody's holiday notice answers it, and no ticket system makes a ticket of it.
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'OOF, AutoReply', // Exchange's own spelling of the same wish
  'Content-Language': mail.language,
  'X-Survey-Send': mail.sendId,
})

/** The bytes of a mail, DKIM signed where there is a key. Throws when the key does not sign. */
export async function compose(mail: Mail, messageId: string, config: SmtpConfig, dkimKey?: string): Promise<Buffer> {
  const composed = await new MailComposer({
    from: config.from,
    to: { name: '', address: mail.to },
    ...(config.replyTo && { replyTo: config.replyTo }),
    subject: mail.subject,
    messageId: `<${messageId}>`,
    headers: commonHeaders(mail),
    text: mail.text,
    html: mail.html,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
  if (!config.dkim || dkimKey === undefined) return composed
  const { domain, selector } = config.dkim
  const signer = new DKIM({
    domainName: domain,
    keySelector: selector,
    privateKey: dkimKey,
    headerFieldNames: signedHeaders,
  })
  const signed = await buffer(signer.sign(composed))
  // nodemailer sends the mail unsigned when the key is unusable; a domain with DMARC would lose every one of them.
  if (!signed.subarray(0, 15).toString('latin1').startsWith('DKIM-Signature:')) throw new TypeError('dkim')
  return signed
}
