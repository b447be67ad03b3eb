import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto'
import { decodeJwt, jwtVerify } from 'jose'
import type { StandInOrg } from '../org.ts'
import type { User } from '../data/record.ts'
import { numberedId } from '../data/ids.ts'
import type { CallFaults } from '../faults.ts'
import type { Sessions } from './sessions.ts'

type Refusal = { error: string; error_description: string }
const refuse = (error: string, description: string): Refusal => ({ error, error_description: description })

/** What `POST /services/oauth2/token` answers. */
export async function token(org: StandInOrg, sessions: Sessions, form: URLSearchParams, faults: CallFaults) {
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
    return { status: 400, body: refuse('unsupported_grant_type', 'grant type not supported') }
  }
  const user = await userOf(org, form.get('assertion') ?? '')
  if ('error' in user) return { status: 400, body: user }
  const orgId = faults.of('wrong_org') ? numberedId('00D', 'xX', 4711) : org.id
  const login = `https://${org.isSandbox ? 'test' : 'login'}.salesforce.com`
  const body = {
    access_token: sessions.open(user),
    scope: 'api',
    instance_url: org.url,
    id: `${login}/id/${orgId}/${user.id}`,
    token_type: 'Bearer',
  }
  return { status: 200, body }
}

/** Checks the assertion as Salesforce does, in the order in which its errors come. */
async function userOf(org: StandInOrg, assertion: string): Promise<User | Refusal> {
  const claims = decode(assertion)
  if (!claims) return refuse('invalid_grant', 'invalid assertion')
  const app = appOf(org, claims.iss)
  if (!app) return refuse('invalid_client_id', 'client identifier invalid')
  if (app.key === null || !(await isSigned(app.key, assertion))) return refuse('invalid_grant', 'invalid assertion')
  if (!audiences(org).includes(String(claims.aud))) return refuse('invalid_grant', 'audience is invalid')
  if (!isFresh(claims.exp, Date.now()) && !isFresh(claims.exp, org.clock.now().getTime()))
    return refuse('invalid_grant', 'expired authorization code')
  const user = org.users.find((known) => known.username.toLowerCase() === claims.sub?.toLowerCase())
  if (!user) return refuse('invalid_grant', 'user does not exist or is inactive')
  if (!org.read('User', user.id)?.['IsActive']) return refuse('inactive_user', 'user is inactive')
  if (!app.approves(user)) {
    return refuse('invalid_app_access', 'user is not admin approved to access this app')
  }
  return user
}

function decode(assertion: string) {
  try {
    return decodeJwt(assertion)
  } catch {
    return null
  }
}

type KnownApp = { key: KeyObject | null; approves: (user: User) => boolean }

/** The app of a consumer key: the one every org has from the start, or one that was deployed. */
function appOf(org: StandInOrg, consumerKey: string | undefined): KnownApp | null {
  if (consumerKey === org.consumerKey)
    return { key: createPublicKey(org.privateKeyPem), approves: ({ username }) => org.approved.has(username) }
  const app = [...org.apps.values()].find((known) => known.consumerKey === consumerKey)
  if (!app) return null
  return {
    key: app.certificate === null ? null : new X509Certificate(app.certificate).publicKey,
    approves: ({ id }) =>
      org
        .query(`SELECT PermissionSetId, PermissionSet.Name FROM PermissionSetAssignment WHERE AssigneeId = '${id}'`)
        .some(({ PermissionSetId: setId, PermissionSet: set }) =>
          app.permissionSets.some((one) => one === setId || one === (set as { Name?: string } | null)?.Name),
        ),
  }
}

async function isSigned(key: KeyObject, assertion: string): Promise<boolean> {
  try {
    // The times are judged below, where a moment in milliseconds passes as it does at Salesforce.
    await jwtVerify(assertion, key, { algorithms: ['RS256'], currentDate: new Date(0) })
    return true
  } catch {
    return false
  }
}

const audiences = (org: StandInOrg): string[] => [`https://${org.isSandbox ? 'test' : 'login'}.salesforce.com`, org.url]

/** Callers sign with their own clock, which is real or, in a test that moves both, the org's. Up to five minutes ahead are tolerated. */
function isFresh(exp: number | undefined, nowMs: number): boolean {
  const now = nowMs / 1000
  if (exp === undefined || exp < now) return false
  // @salesforce/core sends milliseconds, which Salesforce reads as a far future and accepts.
  return exp > 1e11 || exp < now + 300 + 5
}

/** What `GET /services/oauth2/userinfo` answers. */
export const userInfo = (org: StandInOrg, user: User) => ({
  sub: `${org.url}/id/${org.id}/${user.id}`,
  user_id: user.id,
  organization_id: org.id,
  preferred_username: user.username,
  nickname: user.username.split('@')[0],
  name: user.name,
  email: user.username,
  email_verified: true,
  active: true,
  user_type: 'STANDARD',
  language: 'en_US',
  locale: 'en_US',
  urls: { rest: `${org.url}/services/data/v{version}/`, sobjects: `${org.url}/services/data/v{version}/sobjects/` },
})
