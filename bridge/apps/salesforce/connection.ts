import * as z from 'zod'
import type { Problem } from '../../core/failures.ts'

/** How the bridge signs in to one Salesforce org: JWT bearer with an External Client App the customer made in its own org. */
export const salesforceConfig = z.strictObject({
  /** The org's My Domain, `https://login.salesforce.com` or `https://test.salesforce.com`. */
  loginUrl: z.string().max(255),
  /** Where records are written, when it is not the address that comes with the token. */
  instanceUrl: z.string().max(255).optional(),
  consumerKey: z.string().min(8).max(512),
  username: z.string().min(3).max(255),
  /** The `aud` of the assertion, when the login address does not tell whether the org is a sandbox. */
  audience: z.string().max(255).optional(),
  apiVersion: z
    .string()
    .regex(/^\d{2,3}\.0$/, 'a version such as 66.0')
    .default('66.0'),
})
export type SalesforceConfig = z.output<typeof salesforceConfig>

export const salesforceCredentials = z.strictObject({
  privateKeyPem: z.string().max(16_384).includes('-----BEGIN PRIVATE KEY-----', {
    message: 'a PKCS#8 key in PEM; `openssl pkcs8 -topk8 -nocrypt -in server.key` converts others',
  }),
})
export type SalesforceCredentials = z.output<typeof salesforceCredentials>

/** What a connection works with, beside the network. */
export type SalesforceDeps = {
  config: SalesforceConfig
  credentials: SalesforceCredentials
  /** The first 15 characters of the organization id: a token of any other org is thrown away. */
  orgId15: string
  /** Hosts beside Salesforce's own; only these may be called without TLS. */
  allowedHosts: ReadonlySet<string>
  /** For one call, headers and body. Calls of 20 s and more count against the org's concurrent-request limit. */
  limitMs?: number
}

/** The addresses of a connection that may not be called: what is wrong and what to write instead. */
export function addressProblems(config: SalesforceConfig, allowedHosts: ReadonlySet<string>): Problem[] {
  return (['loginUrl', 'instanceUrl'] as const)
    .filter((path) => config[path] !== undefined && allowedOrigin(config[path], allowedHosts) === null)
    .map((path) => ({
      path,
      message:
        'must be https://…my.salesforce.com or https://…salesforce.com with nothing behind it (Setup > My Domain)',
    }))
}

/** The origin of an address that may be given a token, else null. No address in a message is ever asked about. */
export function allowedOrigin(address: string, allowedHosts: ReadonlySet<string>): string | null {
  // The parser would drop line breaks, read a backslash as a slash, and give a name in other letters another spelling.
  if (/[^\x21-\x7e]|\\/.test(address) || !URL.canParse(address)) return null
  const url = new URL(address)
  if (url.username || url.password || url.pathname !== '/' || url.search || url.hash) return null
  if (allowedHosts.has(url.hostname) || allowedHosts.has(url.host))
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : null
  return url.protocol === 'https:' && url.port === '' && url.hostname.endsWith('.salesforce.com') ? url.origin : null
}
