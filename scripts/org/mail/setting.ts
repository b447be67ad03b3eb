import type { VerbFlags } from '../frame/flags.ts'
import { OrgError } from '../frame/result.ts'

/** How mail leaves, as the bridge keeps it (`bridge/apps/mail/config.ts` says what fits). No secret in it. */
export type MailSetting = { app: 'smtp' | 'send_email'; config: MailConfig }
export type MailConfig = {
  from: { name: string; address: string }
  replyTo?: string
  host?: string
  port?: number
  security?: string
  envelopeFrom?: string
  dkim?: { domain: string; selector: string }
}

export const example =
  'npm run org -- mail --host smtp.example.com --user surveys --from "Example Company <surveys@example.com>"'

/**
 * What the flags ask for, over what is so already: a flag that is left out changes nothing. Without any flag, what is so.
 * @param company stands before an address that was given without a name
 */
export function settingOf(flags: VerbFlags, known: MailSetting | null, company: string): MailSetting {
  const text = (name: string) => (typeof flags[name] === 'string' ? flags[name].trim() : undefined)
  const app = flags['cloudflare'] === true ? 'send_email' : text('host') === undefined ? (known?.app ?? 'smtp') : 'smtp'
  const before = known?.app === app ? known.config : undefined
  const host = text('host')?.toLowerCase() ?? before?.host
  if (app === 'smtp' && !host) throw new OrgError('bad_flags', 'No mail server is set up, and none was named.', example)
  const from = text('from') === undefined ? known?.config.from : senderOf(text('from')!, company)
  if (!from) throw new OrgError('bad_flags', 'Nobody knows yet who the surveys are from.', example)
  const replyTo = text('reply-to') ?? known?.config.replyTo
  const sender = { from, ...(replyTo && { replyTo }) }
  if (app === 'send_email' || !host) return { app, config: sender }
  const port = portOf(text('port')) ?? (text('host') === undefined ? before?.port : undefined) ?? 587
  const isSameDoor = host === before?.host && port === before.port
  const usual = port === 465 ? 'tls' : 'starttls'
  const envelopeFrom = text('envelope-from') ?? before?.envelopeFrom
  const dkim = dkimOf(text('dkim-domain'), text('dkim-selector')) ?? before?.dkim
  return {
    app,
    config: {
      ...sender,
      host,
      port,
      security: securityOf(text('security'), host) ?? (isSameDoor ? before.security : undefined) ?? usual,
      ...(envelopeFrom && { envelopeFrom }),
      ...(dkim && { dkim }),
    },
  }
}

/** The same server by the same door: a password given for it may stay. */
export const isSameServer = (one: MailSetting, other: MailSetting | null): boolean =>
  one.app === other?.app &&
  (['host', 'port', 'security'] as const).every((key) => one.config[key] === other.config[key])

/** `by smtp.example.com:587 (starttls), from Example Company <surveys@example.com>` */
export function told({ app, config }: MailSetting): string {
  const { host, port, security, from } = config
  const way = app === 'smtp' ? `${host}:${port} (${security})` : 'Cloudflare Email Sending'
  return `by ${way}, from ${from.name} <${from.address}>`
}

/** `Example Company <surveys@example.com>`, or the address alone. */
function senderOf(text: string, company: string): MailConfig['from'] {
  const [, name = '', address = text] = /^"?([^"<>]*?)"?\s*<([^<>]+)>$/.exec(text) ?? []
  return { name: name.trim() || company, address: address.trim() }
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d{0,4}$/.test(text)) return text === undefined ? undefined : Number(text)
  throw new OrgError('bad_flags', `--port ${text} is no port.`, 'Use 587 (STARTTLS) or 465 (TLS).')
}

/** Asked here too, because the login is tried before the bridge has looked at anything. */
function securityOf(text: string | undefined, host: string): string | undefined {
  if (text === undefined || text === 'starttls' || text === 'tls' || host === '127.0.0.1') return text
  throw new OrgError('bad_flags', `--security ${text}: the password and the mail need starttls or tls.`, example)
}

function dkimOf(domain: string | undefined, selector: string | undefined): MailConfig['dkim'] {
  if (domain === undefined && selector === undefined) return undefined
  if (domain && selector) return { domain, selector }
  throw new OrgError(
    'bad_flags',
    'DKIM needs its domain and its selector.',
    'Give both: --dkim-domain and --dkim-selector',
  )
}
