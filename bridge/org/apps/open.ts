import type * as z from 'zod'
import { sendEmailConfig, smtpConfig, smtpCredentials } from '../../apps/mail/config.ts'
import { sendEmailMailer } from '../../apps/mail/send-email.ts'
import { smtpMailer } from '../../apps/mail/smtp.ts'
import { salesforceConfig, salesforceCredentials } from '../../apps/salesforce/connection.ts'
import { salesforceRecords } from '../../apps/salesforce/records.ts'
import type { Config } from '../../core/config.ts'
import { fail, ok, type CallFailure, type Result } from '../../core/failures.ts'
import type { Connection } from '../../core/tables/connections.ts'
import type { Mailer } from '../../invitation/mailer.ts'
import type { Records } from '../../write-back/records.ts'
import type { OrgRow } from '../org-row.ts'
import type { Gate } from './gate.ts'

/** A connection as it is stored, with its credentials in the clear. */
export type Unsealed = { found: Connection; credentials: unknown; org: OrgRow; config: Config; gate: Gate }

export function openRecords({ found, credentials, org, config, gate }: Unsealed): Result<Records, CallFailure> {
  const parsed = parse(salesforceConfig, found.config, salesforceCredentials, credentials)
  if (found.app !== 'salesforce' || !parsed) return unreadable(found.name)
  const { allowedHosts } = config
  return ok(gate.records(salesforceRecords({ ...parsed, orgId15: org.orgId, allowedHosts })))
}

export function openMailer({ found, credentials, config, gate }: Unsealed): Result<Mailer, CallFailure> {
  if (found.app === 'smtp') {
    const parsed = parse(smtpConfig(config.allowedHosts), found.config, smtpCredentials.nullable(), credentials)
    return parsed ? ok(gate.mailer(smtpMailer(parsed.config, parsed.credentials))) : unreadable(found.name)
  }
  const parsed = sendEmailConfig.safeParse(found.config)
  if (found.app !== 'send_email' || !parsed.success) return unreadable(found.name)
  return config.sendEmail ? ok(gate.mailer(sendEmailMailer(config.sendEmail, parsed.data))) : fail(unbound)
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
