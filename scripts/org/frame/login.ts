import { existsSync } from 'node:fs'
import { AuthInfo, Connection, StateAggregator } from '@salesforce/core'
import { orgKeyOf } from '../../run/org-key.ts'
import type { SharedFlags } from './flags.ts'
import { keepSecret } from './mask.ts'
import { OrgError } from './result.ts'

/** The version the package is written for (sfdx-project.json). */
export const apiVersion = '66.0'

/** The org we are logged in to. */
export type OrgFacts = {
  id: string // 18 characters
  orgKey: string
  isSandbox: boolean
  name: string
  /** Who is logged in. */
  username: string
  userId: string
  instanceUrl: string
  edition: string // `Enterprise Edition`
}

/** Logs in as the Salesforce CLI does: by an alias it knows, or by JWT with a key file. @throws OrgError */
export async function logIn(flags: SharedFlags): Promise<Connection> {
  const authInfo = flags.keyFile || flags.clientId ? await byKey(flags) : await byAlias(flags)
  const connection = await Connection.create({ authInfo })
  connection.setApiVersion(apiVersion)
  keepSecret(connection.accessToken)
  return connection
}

async function byAlias({ org, username }: SharedFlags): Promise<AuthInfo> {
  const name = org ?? username
  if (!name) throw new OrgError('no_org', 'No org was named.', loginAdvice('my-org'))
  try {
    const known = await StateAggregator.getInstance()
    return await AuthInfo.create({ username: known.aliases.resolveUsername(name) })
  } catch (error) {
    throw new OrgError('not_logged_in', `The Salesforce CLI knows no login "${name}".`, loginAdvice(name), error)
  }
}

const loginAdvice = (alias: string): string =>
  `sf org login web --alias ${alias}   (a sandbox: add --instance-url https://test.salesforce.com), then add --org ${alias}`

async function byKey({ username, keyFile, clientId, instanceUrl }: SharedFlags): Promise<AuthInfo> {
  if (!username || !keyFile || !clientId || !instanceUrl)
    throw new OrgError(
      'bad_flags',
      'A login by key needs four flags.',
      'Add --instance-url, --username, --key-file and --client-id.',
    )
  if (!existsSync(keyFile))
    throw new OrgError('no_key_file', `${keyFile} does not exist.`, 'Name the file that holds the private key.')
  const oauth2Options = { clientId, privateKeyFile: keyFile, loginUrl: instanceUrl }
  try {
    const authInfo = await AuthInfo.create({ username, oauth2Options })
    return authInfo
  } catch (error) {
    // The CLI knows this user already; what it has is as good.
    if (error instanceof Error && error.name === 'AuthInfoOverwriteError') return AuthInfo.create({ username })
    const reason = error instanceof Error ? error.message : String(error)
    throw new OrgError(
      'login_refused',
      `${instanceUrl} refused the login of ${username}: ${reason}`,
      'Check the consumer key, the certificate of the app and that the user is pre-authorized (Setup > External Client App Manager).',
      error,
    )
  }
}

/** What org this is. @throws OrgError when the session has ended */
export async function readOrg(connection: Connection): Promise<OrgFacts> {
  type Organization = { Id: string; Name: string; IsSandbox: boolean; OrganizationType: string }
  const username = connection.getUsername() ?? ''
  try {
    const organization = await connection.singleRecordQuery<Organization>(
      'SELECT Id, Name, IsSandbox, OrganizationType FROM Organization LIMIT 1',
    )
    const user = await connection.singleRecordQuery<{ Id: string }>(
      `SELECT Id FROM User WHERE Username = '${username.replaceAll("'", "\\'")}'`,
    )
    return {
      id: organization.Id,
      orgKey: orgKeyOf(organization.Id),
      isSandbox: organization.IsSandbox,
      name: organization.Name,
      username,
      userId: user.Id,
      instanceUrl: connection.instanceUrl,
      edition: organization.OrganizationType,
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new OrgError('org_unreadable', `The org cannot be read: ${reason}`, loginAdvice('my-org'), error)
  }
}
