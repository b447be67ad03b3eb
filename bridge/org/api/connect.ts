import { z } from 'zod'
import { putConnection } from '../../core/tables/connections.ts'
import type { Commit } from '../../core/commit.ts'
import type { Config } from '../../core/config.ts'
import { fail, ok, type Problem, type Result } from '../../core/failures.ts'
import { publish } from '../../definitions/library.ts'
import { defaultDocuments } from '../../definitions/defaults.ts'
import { settings } from '../../definitions/settings.ts'
import { addressProblems, salesforceConfig, salesforceCredentials } from '../../apps/salesforce/connection.ts'
import { sendEmailConfig, smtpConfig, smtpCredentials } from '../../apps/mail/config.ts'
import { seal } from '../apps/credentials.ts'
import { putOrg, readOrg, type OrgRow } from '../org-row.ts'

export const connectionInput = z.strictObject({
  app: z.enum(['salesforce', 'smtp', 'send_email']),
  config: z.unknown(),
  credentials: z.unknown().optional(),
})
export type ConnectionInput = z.output<typeof connectionInput>

/** What the operator sends to connect an org. `baseUrl` is filled in from the request when it is left out. */
export const connectInput = z.strictObject({
  organizationId: z.string().regex(/^00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/, 'an organization id such as 00D…'),
  name: z.string().trim().min(1).max(80).default('Salesforce'),
  isSandbox: z.boolean().default(false),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(200)
    .optional(),
  integrationUserId: z
    .string()
    .regex(/^005[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/, 'a user id such as 005…')
    .optional(),
  settings: settings.optional(),
  connections: z.partialRecord(z.enum(['salesforce', 'mail']), connectionInput).default({}),
})
export type ConnectInput = z.output<typeof connectInput>

/** Connects an org, or changes what it was connected with: org, connections, and the default documents where it has none. */
export async function connectOrg(
  commit: Commit,
  config: Config,
  orgKey: string,
  input: ConnectInput & { baseUrl: string },
): Promise<Result<OrgRow>> {
  const sealed = await sealAll(config, orgKey, input.connections)
  if (!sealed.ok) return sealed
  return commit((sql, now) => {
    const org = putOrg(
      sql,
      {
        orgId: input.organizationId,
        orgKey,
        name: input.name,
        isSandbox: input.isSandbox,
        baseUrl: input.baseUrl.replace(/\/$/, ''),
        integrationUserId: input.integrationUserId ?? readOrg(sql)?.integrationUserId ?? null,
        settings: input.settings ?? null,
      },
      now,
    )
    for (const given of sealed.value) putConnection(sql, given, now)
    const empty = sql.exec('SELECT 1 FROM documents LIMIT 1').toArray().length === 0
    if (empty) publish(sql, defaultDocuments(), now)
    return ok(org)
  })
}

type Sealed = Parameters<typeof putConnection>[1]

async function sealAll(
  config: Config,
  orgKey: string,
  given: Partial<Record<string, ConnectionInput>>,
): Promise<Result<Sealed[]>> {
  const sealed: Sealed[] = []
  for (const [name, input] of Object.entries(given)) {
    if (!input) continue
    const one = await sealConnection(config, orgKey, name, input)
    if (!one.ok) return one
    sealed.push(one.value)
  }
  return ok(sealed)
}

/** Checks a connection's configuration and seals its credentials; without credentials those that are stored stay. */
export async function sealConnection(
  config: Config,
  orgKey: string,
  name: string,
  input: ConnectionInput,
): Promise<Result<Sealed>> {
  const parsed = schemasOf(config)[input.app].config.safeParse(input.config)
  const problems = parsed.success ? addressesOf(input.app, parsed.data, config) : problemsOf(parsed.error)
  const credentials = schemasOf(config)[input.app].credentials.safeParse(input.credentials)
  if (!credentials.success) problems.push(...problemsOf(credentials.error, 'credentials.'))
  if (!parsed.success || problems.length > 0) return fail({ code: 'invalid_document', problems })
  return ok({
    name,
    app: input.app,
    config: parsed.data,
    credentials: credentials.data === undefined ? null : await seal(config.keys, orgKey, credentials.data),
  })
}

const schemasOf = (config: Config) =>
  ({
    salesforce: { config: salesforceConfig, credentials: salesforceCredentials.optional() },
    smtp: { config: smtpConfig(config.allowedHosts), credentials: smtpCredentials.optional() },
    send_email: { config: sendEmailConfig, credentials: z.undefined() },
  }) satisfies Record<ConnectionInput['app'], { config: z.ZodType; credentials: z.ZodType }>

const addressesOf = (app: ConnectionInput['app'], given: unknown, config: Config): Problem[] =>
  app === 'salesforce' ? addressProblems(salesforceConfig.parse(given), config.allowedHosts) : []

/** Where and what, never the value that was sent: it may be a secret. */
export const problemsOf = (error: z.ZodError, prefix = ''): Problem[] =>
  error.issues.slice(0, 50).map(({ path, message }) => ({ path: prefix + path.join('.'), message }))
