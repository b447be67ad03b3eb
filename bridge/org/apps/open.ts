import type * as z from 'zod'
import { sendEmailConfig, smtpConfig, smtpCredentials } from '../../apps/mail/config.ts'
import { salesforceConfig, salesforceCredentials } from '../../apps/salesforce/connection.ts'
import type { Config } from '../../core/config.ts'
import { fail, ok, type CallFailure, type Result } from '../../core/failures.ts'
import type { Connection } from '../../core/tables/connections.ts'
import type { Mailer } from '../../invitation/mailer.ts'
import type { Records } from '../../write-back/records.ts'
import type { OrgRow } from '../tables/org-row.ts'
import type { Gate } from './gate.ts'

/** A connection as it is stored, with its credentials in the clear. */
export type Unsealed = { found: Connection; credentials: unknown; org: OrgRow; config: Config; gate: Gate }

// jsforce and nodemailer take as long to load as the rest of the bridge, and no request needs them: each comes when it is opened first.

/** A client of the app that keeps the records. */
export async function openRecords(unsealed: Unsealed): Promise<Result<Records, CallFailure>> {
  const { found, credentials, org, config, gate } = unsealed
  const parsed = parse(salesforceConfig, found.config, salesforceCredentials, credentials)
  if (found.app !== 'salesforce' || !parsed) return unreadable(found.name)
  const { allowedHosts } = config
  const { salesforceRecords } = await import('../../apps/salesforce/records.ts')
  return ok(gate.records(salesforceRecords({ ...parsed, orgId15: org.orgId, allowedHosts })))
}

/** A client of the mail server, or of Cloudflare's mail binding. */
export async function openMailer(unsealed: Unsealed): Promise<Result<Mailer, CallFailure>> {
  const { found, credentials, config, gate } = unsealed
  if (found.app === 'smtp') {
    const parsed = parse(smtpConfig(config.allowedHosts), found.config, smtpCredentials.nullable(), credentials)
    if (!parsed) return unreadable(found.name)
    const { smtpMailer } = await import('../../apps/mail/smtp.ts')
    return ok(gate.mailer(smtpMailer(parsed.config, parsed.credentials)))
  }
  const parsed = sendEmailConfig.safeParse(found.config)
  if (found.app !== 'send_email' || !parsed.success) return unreadable(found.name)
  if (!config.sendEmail) return fail(unbound)
  const { sendEmailMailer } = await import('../../apps/mail/send-email.ts')
  return ok(gate.mailer(sendEmailMailer(config.sendEmail, parsed.data)))
}

function parse<C, S>(configs: z.ZodType<C>, config: unknown, secrets: z.ZodType<S>, credentials: unknown) {
  const parsed = configs.safeParse(config)
  const secret = secrets.safeParse(credentials)
  return parsed.success && secret.success ? { config: parsed.data, credentials: secret.data } : null
}

/** Neither a call nor time can mend it: the connection stops. */
const cannotOpen = (status: string, hint: string): CallFailure => ({
  code: 'call_failed',
  kind: 'auth',
  status,
  message: '',
  field: null,
  hint,
  unknownOutcome: false,
})

const unbound = cannotOpen(
  'BINDING_MISSING',
  'Bind EMAIL in wrangler.toml and deploy, or use the app smtp; then reconnect.',
)
const unreadable = (name: string): Result<never, CallFailure> =>
  fail(cannotOpen('CONNECTION_UNREADABLE', `Store the connection ${name} again, with its credentials.`))
export const sealedAway = (name: string): Result<never, CallFailure> =>
  fail(
    cannotOpen(
      'CREDENTIALS_SEALED',
      `Its credentials were sealed with a key that is not in BRIDGE_KEYS any more: put the key back and reconnect, or store the connection ${name} again with its credentials.`,
    ),
  )
export const missing = (name: string): Result<never, CallFailure> =>
  fail(cannotOpen('CONNECTION_MISSING', `Add the connection ${name}.`))
