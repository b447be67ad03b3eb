import { bad, check, good, type Check, type Verdict } from '../check.ts'
import type { Facts } from '../facts.ts'

/** The way from the package to the bridge: buttons, flows and the Setup Assistant call through it. */
export const credential = (facts: Facts): Check[] => [
  check('credential.named', 'The named credential leads to this bridge', facts.named, (named) => address(facts, named)),
  check('credential.principal', 'Its secret is filled in', facts.principal, principal),
]

function address({ bridgeOrigin, org }: Facts, named: { calloutUrl: string } | null): Verdict {
  const wanted = `${bridgeOrigin}/actions/${org.orgKey}`
  if (!named) return bad('there is no named credential Survey_Bridge', 'npm run org -- setup makes it')
  const { calloutUrl } = named
  if (calloutUrl.replace(/\/$/, '') === wanted) return good(wanted)
  return bad(
    `it leads to ${calloutUrl}, not to ${wanted}`,
    'npm run org -- setup sets it, or Setup › Named Credentials › Survey Bridge › Edit › URL',
  )
}

const principal = (status: string | null): Verdict =>
  status === 'Configured'
    ? good('principal Bridge of the external credential Survey_Bridge')
    : bad(
        status === null ? 'there is no principal Bridge' : `principal Bridge is ${status}`,
        'npm run org -- setup fills it in, or Setup › Named Credentials › External Credentials › Survey Bridge › Principals',
      )
