import { makeKeys, type Keys } from './keys.ts'

/** The deployment, with no strings left in it. Read once per isolate; the only reader of environment strings. */
export type Config = {
  keys: Keys
  operatorToken: string
  /** Hosts beside *.salesforce.com that a connection may call; for development and tests only. */
  allowedHosts: ReadonlySet<string>
  /** Cloudflare's mail binding, where it is bound. */
  sendEmail: SendEmailBinding | null
  /** Workers Analytics Engine, where it is bound. */
  analytics: Analytics | null
  /** Cloudflare's rate limits, where they are bound: how often one sender may use one survey or unsubscribe link, and one org's API. */
  limits: { link: RateLimitBinding | null; api: RateLimitBinding | null }
}

/** The part of Workers Analytics Engine that we use: one index, texts and numbers, ids only. */
export type Analytics = {
  writeDataPoint: (point: { indexes: [string]; blobs: string[]; doubles: number[] }) => void
}

/** The part of Cloudflare's `send_email` binding that we use. */
export type SendEmailBinding = {
  send: (message: Record<string, unknown>) => Promise<{ messageId: string }>
}

/** The part of Cloudflare's rate limit binding that we use. */
export type RateLimitBinding = { limit: (asked: { key: string }) => Promise<{ success: boolean }> }

type Environment = {
  BRIDGE_KEYS?: string
  OPERATOR_TOKEN?: string
  ALLOWED_HOSTS?: string
  EMAIL?: unknown
  ANALYTICS?: unknown
  LINK_LIMIT?: unknown
  API_LIMIT?: unknown
}

/** @throws Error that names the missing or short secret, never its value */
export function loadConfig(env: Environment): Config {
  const secrets = required(env, 'BRIDGE_KEYS')
    .split(',')
    .map((text) => Uint8Array.from(Buffer.from(text.trim(), 'base64')))
  if (secrets.some((secret) => secret.length < 32))
    throw new Error('BRIDGE_KEYS: each key needs at least 32 bytes in base64')
  const operatorToken = required(env, 'OPERATOR_TOKEN')
  if (operatorToken.length < 24) throw new Error('OPERATOR_TOKEN needs at least 24 characters')
  return {
    keys: makeKeys(secrets),
    operatorToken,
    allowedHosts: new Set(
      (env.ALLOWED_HOSTS ?? '')
        .split(',')
        .map((host) => host.trim())
        .filter(Boolean),
    ),
    sendEmail: (env.EMAIL as SendEmailBinding | undefined) ?? null,
    analytics: (env.ANALYTICS as Analytics | undefined) ?? null,
    limits: {
      link: (env.LINK_LIMIT as RateLimitBinding | undefined) ?? null,
      api: (env.API_LIMIT as RateLimitBinding | undefined) ?? null,
    },
  }
}

function required(env: Environment, name: 'BRIDGE_KEYS' | 'OPERATOR_TOKEN'): string {
  const value = env[name]
  if (!value)
    throw new Error(`${name} is not set: "wrangler secret put ${name}" sets it, .dev.vars.example says how to make one`)
  return value
}
