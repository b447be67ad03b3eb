import * as z from 'zod'
import { sendEmailConfig, smtpConfig, smtpCredentials } from '../../apps/mail/config.ts'
import { addressProblems, salesforceConfig, salesforceCredentials } from '../../apps/salesforce/connection.ts'
import type { Config } from '../../core/config.ts'
import { fail, ok, type Problem, type Result } from '../../core/failures.ts'
import type { Connection, putConnection } from '../../core/tables/connections.ts'
import { problemsOf } from '../api/body.ts'
import { seal } from './credentials.ts'

export const connectionInput = z.strictObject({
  app: z.enum(['salesforce', 'smtp', 'send_email']),
  config: z.unknown(),
  credentials: z.unknown().optional(),
})
export type ConnectionInput = z.output<typeof connectionInput>
export type Sealed = Parameters<typeof putConnection>[1]

/** Checks a connection's configuration and seals its credentials; without credentials those that are stored stay. */
export async function sealConnection(
  config: Config,
  orgKey: string,
  name: string,
  input: ConnectionInput,
  known: Connection | null,
): Promise<Result<Sealed>> {
  const schemas = appSchemas(config)[input.app]
  const parsed = schemas.config.safeParse(input.config)
  const credentials = schemas.credentials.safeParse(input.credentials)
  const problems = [
    ...nameProblems(name, input.app),
    ...(parsed.success ? [] : problemsOf(parsed.error)),
    ...(credentials.success ? [] : problemsOf(credentials.error, 'credentials.')),
  ]
  if (parsed.success && input.app === 'salesforce')
    problems.push(...addressProblems(salesforceConfig.parse(parsed.data), config.allowedHosts))
  if (parsed.success && input.credentials === undefined) problems.push(...keptProblems(input.app, parsed.data, known))
  if (!parsed.success || !credentials.success || problems.length > 0)
    return fail({ code: 'invalid_document', problems })
  const { data } = credentials
  const sealed = data === undefined ? null : await seal(config.keys, orgKey, data)
  return ok({ name, app: input.app, config: parsed.data, credentials: sealed })
}

/** Invitations leave by the connection `mail`; every other one keeps records. */
function nameProblems(name: string, app: ConnectionInput['app']): Problem[] {
  if ((name === 'mail') === (app !== 'salesforce')) return []
  return [
    {
      path: 'app',
      message: name === 'mail' ? 'mail goes by smtp or send_email' : 'only the connection mail sends mail',
    },
  ]
}

/** Stored credentials go to nobody they were not given for: not to another server, and not to another app. */
function keptProblems(app: ConnectionInput['app'], config: unknown, known: Connection | null): Problem[] {
  const credentials = (message: string): Problem[] => [{ path: 'credentials', message }]
  if (app === 'salesforce' && !known?.credentials) return credentials('missing: the private key of the app')
  if (!known?.credentials || app === 'send_email') return []
  if (known.app !== app || targetOf(known.config) !== targetOf(config))
    return credentials('give them again: they were given for another server')
  return []
}

function targetOf(config: unknown): string {
  const { loginUrl, instanceUrl, host, port, security } = Object(config) as Record<string, unknown>
  return JSON.stringify([loginUrl, instanceUrl, host, port, security])
}

/** What `connectionInput` leaves to its app. */
export const appSchemas = (config: Pick<Config, 'allowedHosts'>) =>
  ({
    salesforce: { config: salesforceConfig, credentials: salesforceCredentials.optional() },
    smtp: { config: smtpConfig(config.allowedHosts), credentials: smtpCredentials.optional() },
    send_email: { config: sendEmailConfig, credentials: z.undefined() },
  }) satisfies Record<ConnectionInput['app'], { config: z.ZodType; credentials: z.ZodType }>
