import type { CallFailure } from '../../../core/failures.ts'
import { signIn, wait, type Rule } from './catalogue.ts'

const app = 'Setup > External Client App Manager > the app'
const stopped = (codes: string[], hint: string, text?: RegExp): Rule => ({
  codes,
  kind: 'auth',
  hint: `${hint}, then reconnect.`,
  ...(text && { text }),
})

/**
 * What the token endpoint says: HELP/remoteaccess_oauth_flow_errors. All but the first two are faults of the set-up that
 * a further try cannot heal, so the connection stops.
 */
export const tokenRules: Rule[] = [
  { codes: ['rate_limit_exceeded'], kind: 'transient', hint: wait },
  // Comes and goes on orgs that sign in well: GH/amazon-connect/amazon-connect-salesforce-lambda issue 43.
  { codes: ['unknown_error'], text: /retry your request/i, kind: 'transient', hint: wait },
  stopped(
    ['invalid_grant'],
    `${app} > Policies: choose "Admin approved users are pre-authorized" and add the permission set Survey Integration`,
    /hasn't approved/i,
  ),
  stopped(
    ['invalid_grant'],
    'Setup > Company Information tells whether this org is a sandbox: the audience is https://test.salesforce.com for a sandbox, else https://login.salesforce.com',
    /audience/i,
  ),
  stopped(
    ['invalid_grant'],
    'Setup > Login History shows the time of the attempt: the clock of this machine is wrong by minutes; set it',
    /expired authorization code/i,
  ),
  stopped(
    ['invalid_grant'],
    `${app} > Settings > OAuth: upload the certificate that belongs to the private key of the connection`,
    /invalid assertion/i,
  ),
  stopped(
    ['invalid_grant'],
    'Setup > Profiles > the profile of the integration user > Login IP Ranges: remove the range or add the addresses of the bridge',
    /ip restricted/i,
  ),
  stopped(['invalid_grant'], `${app} > Policies: name a Run As user`, /client credentials user/i),
  stopped(
    ['invalid_grant'],
    'Setup > Users: the username of the connection must be that of an active integration user',
    /user does not exist|authentication failure/i,
  ),
  stopped(['invalid_grant'], `${app} > Policies: the session policy ended the grant`, /expired access/i),
  stopped(
    ['invalid_app_access'],
    `${app} > Policies: add the profile of the integration user or the permission set Survey Integration`,
  ),
  stopped(
    ['invalid_client_id', 'invalid_client'],
    `${app} > Settings > OAuth: the app must be made in this very org, and the connection must have its consumer key (a new one takes up to 10 minutes)`,
  ),
  stopped(['inactive_user'], 'Setup > Users: activate or unfreeze the integration user'),
  stopped(['inactive_org'], 'Setup > Company Information: the org is suspended or has expired; bring it back'),
  stopped(['unsupported_grant_type'], `${app} > Settings > OAuth: turn on "Enable JWT Bearer Flow"`),
]
export const otherSignIn: Pick<Rule, 'kind' | 'hint'> = { kind: 'auth', hint: signIn }

/** What we refuse ourselves, before or after asking Salesforce. */
export const ourFaults = {
  HOST_REFUSED: {
    kind: 'auth',
    message: 'the address is not one of Salesforce',
    hint: 'Setup > My Domain shows the address of the org (https://….my.salesforce.com): correct the connection, then reconnect.',
  },
  WRONG_ORG: {
    kind: 'auth',
    message: 'the token belongs to another org',
    hint: 'Setup > Company Information shows the organization id: use an app and a user of this very org, then reconnect.',
  },
  BAD_PRIVATE_KEY: {
    kind: 'auth',
    message: 'the private key cannot be read',
    hint: `Store the PKCS#8 private key that belongs to the certificate in ${app} > Settings > OAuth, then reconnect.`,
  },
  NO_KEY_VALUE: {
    kind: 'rejected',
    message: 'the row has no value for its key',
    hint: 'Give {field} a value in the mapping, then replay.',
  },
  BAD_NAME: {
    kind: 'rejected',
    message: 'this is no name of an object or field',
    hint: 'Correct the name in the program or mapping.',
  },
  TOO_MANY_RECORDS: {
    kind: 'rejected',
    message: 'more records than one read may hold',
    hint: 'Setup > Duplicate Rules: many records share one value; merge them.',
  },
} as const satisfies Record<string, { kind: CallFailure['kind']; message: string; hint: string }>
