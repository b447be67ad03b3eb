import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { importPKCS8, SignJWT } from 'jose'
import { keepSecret } from '../frame/mask.ts'
import { OrgError } from '../frame/result.ts'
import type { Task } from '../frame/tasks.ts'
import { deploySource } from '../deploy/deploy.ts'
import { makeKeyPair } from './certificate.ts'
import { withFilledCopy } from './places.ts'
import { integrationUserId } from './user.ts'
import { names, quoted, setupPage, type Work } from './work.ts'

const folder = 'lwc-package/connection'
/** The header is deployed once: nothing in it changes, and a second one would have to name the org. */
const headerFolder = 'externalClientApps'
const appFolders = ['extlClntAppGlobalOauthSets', 'extlClntAppOauthSettings', 'extlClntAppOauthPolicies']

type Known = { name: string; config: { consumerKey?: string; username?: string }; opensAt: string | null }

/**
 * (c) How the bridge signs in: a key pair made here, the certificate to Salesforce in an External Client App, the private key
 * to the bridge, and nothing of it on this disk. Interrupted in between, the next run makes another pair.
 */
export function appTask(work: Work): Task {
  const { context, integrationUsername } = work
  const { bridge, state } = context
  return {
    id: 'app.sign-in',
    title: 'Let the bridge sign in',
    why: 'A new key pair; its certificate in an External Client App that only the integration user may use; its private key at the bridge.',
    async look() {
      const certificate = await certificateInOrg(work)
      if (!certificate)
        return { isDone: false, detail: `there is no External Client App ${names.app} with a certificate` }
      if (!(await work.isKnown())) return { isDone: false, detail: 'the bridge does not know this org yet' }
      const known = (await bridge.all<Known>('connections')).find(({ name }) => name === 'salesforce')
      if (!known) return { isDone: false, detail: 'the bridge has no key for this org yet' }
      if (known.opensAt === null)
        return { isDone: false, detail: 'the bridge was refused by the org and has stopped: a new key is made' }
      const isSame =
        state.values['certificate'] === fingerprint(certificate) && known.config.username === integrationUsername
      return {
        isDone: isSame,
        detail: isSame
          ? `the bridge signs in as ${integrationUsername} by the app ${names.app}`
          : 'app and bridge may hold parts of different pairs: a new one is made',
      }
    },
    async act() {
      const userId = await integrationUserId(work)
      const pair = await makeKeyPair('Survey Bridge')
      keepSecret(pair.privateKeyPem)
      await deployApp(work, pair.certificatePem)
      const consumerKey = await readConsumerKey(work)
      await untilLetIn(work, consumerKey, pair.privateKeyPem)
      await work.connect({
        integrationUserId: userId,
        connections: {
          salesforce: {
            app: 'salesforce',
            config: {
              loginUrl: context.org.instanceUrl,
              consumerKey,
              username: integrationUsername,
              audience: audienceOf(work),
            },
            credentials: { privateKeyPem: pair.privateKeyPem },
          },
        },
      })
      const certificate = (await certificateInOrg(work)) ?? pair.certificatePem
      state.keep({
        integrationUserId: userId,
        consumerKey,
        certificate: fingerprint(certificate),
        certificateExpiresAt: pair.expiresAt.toISOString(),
      })
    },
  }
}

const audienceOf = ({ context: { org } }: Work): string => `https://${org.isSandbox ? 'test' : 'login'}.salesforce.com`

/** White space is Salesforce's to choose. */
const fingerprint = (certificate: string): string =>
  createHash('sha256').update(certificate.replace(/\s/g, '')).digest('hex').slice(0, 16)

type AppSettings = { certificate?: string | null; consumerKey?: string | null; consumerSecret?: string | null }

/** What Salesforce tells of the app's OAuth settings; the consumer secret, which we never need, is kept out of every line. */
async function settingsInOrg({ context: { connection } }: Work): Promise<AppSettings | null> {
  const read = (await connection.metadata.read(
    'ExtlClntAppGlobalOauthSettings' as 'Profile',
    names.appSettings,
  )) as unknown
  const settings = (Array.isArray(read) ? read[0] : read) as (AppSettings & { fullName?: string }) | undefined
  keepSecret(settings?.consumerSecret)
  return settings?.fullName ? settings : null
}

const certificateInOrg = async (work: Work): Promise<string | null> => (await settingsInOrg(work))?.certificate || null

async function deployApp(work: Work, certificate: string): Promise<void> {
  const [admin] = await work.query<{ Email: string }>(
    `SELECT Email FROM User WHERE Id = ${quoted(work.context.org.userId)}`,
  )
  const [set] = await work.query<{ Id: string }>(
    `SELECT Id FROM PermissionSet WHERE Name = ${quoted(names.integrationSet)}`,
  )
  const values = {
    ...placesOf(work),
    certificate,
    contactEmail: admin?.Email ?? '',
    permissionSetId: set?.Id ?? '',
  }
  const isNew = (await settingsInOrg(work)) === null
  await withFilledCopy(
    [...(isNew ? [headerFolder] : []), ...appFolders].map((name) => `${folder}/${name}`),
    values,
    (copy) => deploySource(work.context, [copy]),
  )
}

export const placesOf = ({ context: { bridge, org } }: Work): Record<string, string> => ({
  bridgeOrigin: bridge.origin,
  orgKey: org.orgKey,
})

/** Salesforce makes it; where it does not tell, a person reads it in Setup. */
async function readConsumerKey(work: Work): Promise<string> {
  const { say } = work.context
  const told = (await settingsInOrg(work))?.consumerKey || work.consumerKey
  if (told) return told
  const where = `${setupPage(work.context, 'ManageExternalClientApplication/home')}: ${names.app} > Settings > OAuth Settings > Consumer Key and Secret`
  say.detail(`Salesforce does not tell the consumer key. ${where}`)
  if (!say.canAsk)
    throw new OrgError(
      'no_consumer_key',
      'Salesforce does not tell the consumer key of the app.',
      `${where}; then run setup again with --consumer-key <it>.`,
    )
  return (await say.ask('Consumer key:')).trim()
}

const pauseMs = 10_000

/** Salesforce takes two to ten minutes until a new certificate counts (HELP/xcloud.remoteaccess_oauth_jwt_flow). */
async function untilLetIn(work: Work, consumerKey: string, privateKeyPem: string): Promise<void> {
  const { say } = work.context
  for (const end = Date.now() + work.waitMs; ;) {
    const refused = await tryToSignIn(work, consumerKey, privateKeyPem)
    if (refused === null) return
    if (Date.now() + pauseMs > end)
      throw new OrgError('sign_in_refused', `${work.integrationUsername} is not let in: ${refused}.`, nextFor(refused))
    say.detail(`not let in yet (${refused}); a new certificate takes up to ten minutes`)
    await wait(pauseMs)
  }
}

function nextFor(refused: string): string {
  if (/approved/.test(refused))
    return `Setup > External Client App Manager > ${names.app} > Policies: "Admin approved users are pre-authorized" with the permission set Survey Integration; then run setup again.`
  if (/ip restricted/.test(refused)) return 'Remove the login IP ranges of the profile, then run setup again.'
  return 'Wait ten minutes and run setup again: a new certificate takes that long. It makes another key pair.'
}

/** Null when Salesforce lets the integration user in, else what it says. The session is not kept. */
async function tryToSignIn(work: Work, consumerKey: string, privateKeyPem: string): Promise<string | null> {
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(consumerKey)
    .setSubject(work.integrationUsername)
    .setAudience(audienceOf(work))
    .setExpirationTime(Math.floor(Date.now() / 1000) + 120)
    .sign(await importPKCS8(privateKeyPem, 'RS256'))
  const reply = await fetch(`${work.context.org.instanceUrl}/services/oauth2/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
    signal: AbortSignal.timeout(30_000),
  })
  const answer = (await reply.json().catch(() => ({}))) as Record<string, unknown>
  keepSecret(String(answer['access_token'] ?? ''))
  if (reply.ok) return null
  return [answer['error'], answer['error_description']].filter(Boolean).join(': ') || `HTTP ${reply.status}`
}
