import * as z from 'zod'
import { isHeaderSafe, oneAddress } from '../../core/text/email.ts'
import { hostName, isPublicName } from '../../definitions/common.ts'

const address = z
  .string()
  .transform((text) => oneAddress(text))
  .refine((found) => found !== null, 'one e-mail address such as surveys@example.com')
  .transform((found) => found ?? '')

/** Who a mail is from. The name may hold any letter, but nothing that could end its header. */
const sender = z.strictObject({
  name: z.string().trim().min(1).max(100).refine(isHeaderSafe, 'one line'),
  address,
})

/** What every way of sending needs to know; shown to the admin. */
const base = {
  from: sender,
  replyTo: address.optional(),
}

export const sendEmailConfig = z.strictObject(base)
export type SendEmailConfig = z.output<typeof sendEmailConfig>

/** @param allowedHosts hosts beside public names, for development and tests: only they may be an IP address or go without TLS */
export const smtpConfig = (allowedHosts: ReadonlySet<string>) =>
  z
    .strictObject({
      ...base,
      host: z.string().trim().toLowerCase().max(253),
      port: z.number().int().min(1).max(65_535).default(587),
      security: z.enum(['starttls', 'tls', 'none']).optional(), // tls on 465, else starttls
      envelopeFrom: address.optional(), // where bounces go; `from` without it
      dkim: z
        .strictObject({ domain: z.string().regex(hostName), selector: z.string().regex(/^[A-Za-z0-9._-]{1,63}$/) })
        .optional(),
    })
    .transform(({ security, ...config }) => ({
      ...config,
      security: security ?? (config.port === 465 ? ('tls' as const) : ('starttls' as const)),
    }))
    .superRefine(({ host, port, security }, check) => {
      if (allowedHosts.has(host)) return
      if (!submissionPorts.has(port))
        check.addIssue({ code: 'custom', path: ['port'], message: `one of ${[...submissionPorts].join(', ')}` })
      if (!isPublicName(host))
        check.addIssue({ code: 'custom', path: ['host'], message: 'a public host name such as smtp.example.com' })
      if (security === 'none')
        check.addIssue({
          code: 'custom',
          path: ['security'],
          message: 'starttls or tls: the password and the mail need it',
        })
    })
export type SmtpConfig = z.output<ReturnType<typeof smtpConfig>>

/** Beside the configuration, kept as a secret. `user` empty: no login. */
export const smtpCredentials = z.strictObject({
  user: z.string().max(320),
  password: z.string().max(1000),
  dkimKey: z.string().max(10_000).startsWith('-----BEGIN').optional(), // RSA, PEM
})
export type SmtpCredentials = z.output<typeof smtpCredentials>

// Cloudflare blocks port 25 (CF/workers/runtime-apis/tcp-sockets); 2465, 2525 and 2587 are the providers' other doors.
const submissionPorts: ReadonlySet<number> = new Set([465, 587, 2465, 2525, 2587])
