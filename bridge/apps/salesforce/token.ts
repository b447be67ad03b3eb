import { importPKCS8, SignJWT } from 'jose'
import * as z from 'zod'
import { fail, ok, type CallFailure, type Result } from '../../core/failures.ts'
import { allowedOrigin, type SalesforceDeps } from './connection.ts'
import { classifyThrown, classifyToken, ourFault, unreadable } from './errors/classify.ts'
import { parsedJson } from './errors/texts.ts'
import { fetch } from './undici-shim.ts'

export type Token = { accessToken: string; instanceUrl: string }

/** The org's session, shared by every call of this object; lost with it, and asked for again. */
export type TokenSource = {
  get: () => Promise<Result<Token, CallFailure>>
  /** After a 401: another token than this one. Whoever comes second gets the token the first one fetched. */
  renew: (refused: Token) => Promise<Result<Token, CallFailure>>
}

const assertionSeconds = 120 // Salesforce refuses an `exp` more than 3 minutes ahead: HELP/xcloud.remoteaccess_oauth_jwt_flow
const tokenLimitMs = 20_000

const tokenReply = z.object({ access_token: z.string().min(1), instance_url: z.string(), id: z.string() })

/** However many wait, one request: the input gate is open meanwhile, so all callers come through here. */
export function tokenSource(deps: SalesforceDeps, now: () => Date = () => new Date()): TokenSource {
  let current: Token | null = null
  let asking: Promise<Result<Token, CallFailure>> | null = null

  async function ask(): Promise<Result<Token, CallFailure>> {
    const asked = await requestToken(deps, now())
    if (asked.ok) current = asked.value
    asking = null
    return asked
  }
  const get = async () => (current ? ok(current) : (asking ??= ask()))
  return {
    get,
    renew(refused) {
      if (current?.accessToken === refused.accessToken) current = null
      return get()
    },
  }
}

async function requestToken(deps: SalesforceDeps, now: Date): Promise<Result<Token, CallFailure>> {
  const origin = allowedOrigin(deps.config.loginUrl, deps.allowedHosts)
  if (origin === null) return fail(ourFault('HOST_REFUSED'))
  const assertion = await sign(deps, now)
  if (assertion === null) return fail(ourFault('BAD_PRIVATE_KEY'))
  try {
    const reply = await fetch(`${origin}/services/oauth2/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }).toString(),
      signal: AbortSignal.timeout(deps.limitMs ?? tokenLimitMs),
    })
    const text = await reply.text()
    return reply.ok ? readToken(text, deps) : fail(classifyToken(reply.status, text))
  } catch (error) {
    return fail({ ...classifyThrown(error), unknownOutcome: false })
  }
}

/** Null when the key cannot be read; its error text is not kept, as it may quote the key. */
async function sign({ config, credentials }: SalesforceDeps, now: Date): Promise<string | null> {
  try {
    return await new SignJWT()
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(config.consumerKey)
      .setSubject(config.username)
      .setAudience(config.audience ?? audienceOf(config.loginUrl))
      .setExpirationTime(Math.floor(now.getTime() / 1000) + assertionSeconds)
      .sign(await importPKCS8(credentials.privateKeyPem, 'RS256'))
  } catch {
    return null
  }
}

const audienceOf = (loginUrl: string): string =>
  /^https:\/\/(test|[^/]+\.sandbox\.my)\.salesforce\.com/i.test(loginUrl)
    ? 'https://test.salesforce.com'
    : 'https://login.salesforce.com'

function readToken(text: string, { config, orgId15, allowedHosts }: SalesforceDeps): Result<Token, CallFailure> {
  const parsed = tokenReply.safeParse(parsedJson(text))
  if (!parsed.success) return fail({ ...unreadable, unknownOutcome: false })
  const { id, access_token, instance_url } = parsed.data
  // `https://login.salesforce.com/id/<organization id>/<user id>`: a refreshed sandbox or a mixed-up key gives another org's token.
  const organizationId = id.split('/').at(-2) ?? ''
  if (organizationId.slice(0, 15) !== orgId15) return fail(ourFault('WRONG_ORG'))
  const instanceUrl = allowedOrigin(config.instanceUrl ?? instance_url, allowedHosts)
  return instanceUrl === null ? fail(ourFault('HOST_REFUSED')) : ok({ accessToken: access_token, instanceUrl })
}
