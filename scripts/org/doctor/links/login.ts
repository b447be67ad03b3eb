import { bad, check, good, type Check, type Verdict } from '../check.ts'
import type { BridgeFacts, Facts } from '../facts.ts'

/** How far the clocks may be apart: an assertion lives three minutes (facts: JWT bearer), an event ten. */
const skewLimitSeconds = 60

/** Both sides can be reached, are the ones meant, and the bridge gets in. */
export const login = (facts: Facts): Check[] => [
  check('login.org', 'Logged in to Salesforce', { value: facts.org }, ({ name, username, isSandbox }) =>
    good(`${name}${isSandbox ? ' (sandbox)' : ''} as ${username}`),
  ),
  check('login.edition', 'The edition has outbound messages', { value: facts.org.edition }, edition),
  check('login.same-org', 'The bridge knows this organization', facts.bridge, (bridge) => sameOrg(facts, bridge)),
  check('login.integration', 'The bridge can log in to Salesforce', facts.bridge, (bridge) => signIn(bridge)),
  check('login.app', 'The External Client App is there', facts.app, (isThere) =>
    isThere
      ? good('External Client App Survey_Bridge')
      : bad('no External Client App Survey_Bridge', 'npm run org -- setup makes it and says what only a person can do'),
  ),
  check('login.clock', 'The clocks agree', facts.skewSeconds, clock),
]

/** Professional and below have none (salesforce-side: what fires). */
const edition = (name: string): Verdict =>
  /^(Professional|Group|Team|Personal|Contact Manager|Base|Starter)\b/.test(name)
    ? bad(`${name} has no outbound messages`, 'Use Enterprise, Unlimited, Performance or Developer Edition.')
    : good(name)

function sameOrg({ org }: Facts, bridge: BridgeFacts): Verdict {
  if (bridge.orgKey !== org.orgKey)
    return bad(
      `the bridge's tokens belong to another organization (${bridge.name})`,
      'Use the tokens of this organization; a refreshed sandbox is a new one: npm run org -- setup',
    )
  if (bridge.isSandbox !== org.isSandbox)
    return bad(
      `this org is ${kind(org.isSandbox)}, the bridge takes it for ${kind(bridge.isSandbox)}`,
      'npm run org -- setup tells it again. Until then mails may go to real customers.',
    )
  return good(`${org.id} is ${bridge.name}`)
}

const kind = (isSandbox: boolean): string => (isSandbox ? 'a sandbox' : 'production')

function signIn({ connections }: BridgeFacts): Verdict {
  const connection = connections.find(({ name }) => name === 'salesforce')
  if (!connection) return bad('the bridge has no connection to Salesforce', 'npm run org -- setup')
  const { opensAt, lastError, lastSuccessAt, config } = connection
  if (opensAt === null)
    return bad(
      `Salesforce refuses the login of ${String(config['username'])}: ${lastError?.message ?? lastError?.status ?? 'no reason was kept'}`,
      `${lastError?.hint ?? 'Mend the app or the user'}; then POST connections/salesforce/reconnect, or run npm run org -- setup again`,
    )
  return good(
    lastSuccessAt === null
      ? `as ${String(config['username'])}; it has not been used yet`
      : `as ${String(config['username'])}, last at ${lastSuccessAt}`,
  )
}

const clock = (seconds: number): Verdict =>
  Math.abs(seconds) <= skewLimitSeconds
    ? good(`${Math.round(Math.abs(seconds))} s apart`)
    : bad(
        `the bridge's clock is ${Math.round(Math.abs(seconds))} s ${seconds > 0 ? 'ahead of' : 'behind'} Salesforce's`,
        'Set the clock of the machine the bridge runs on (NTP): logins and events are refused when they differ.',
      )
