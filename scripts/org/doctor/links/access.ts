import { bad, check, good, some, unknown, type Check, type Seen, type Verdict } from '../check.ts'
import type { AccessFacts, Facts, IntegrationUser } from '../facts.ts'

const users = 'Setup › Users › Users'

/** The one user as whom the bridge calls, and what it may do. */
export const access = (facts: Facts): Check[] => [
  of(facts.user, 'access.user', 'The integration user is active', active),
  of(facts.user, 'access.licence', 'It has an integration licence', licence),
  of(facts.user, 'access.api-only', 'It can do nothing but call the API', apiOnly),
  of(facts.user, 'access.loop-guard', 'Its own writes cause no surveys', loopGuard),
  check('access.permission-set', 'It has the permission set Survey Integration', facts.access, permissionSet),
  check('access.permission-set-licence', 'It has the licence for calling the API', facts.access, permissionSetLicence),
  check('access.fields', 'It may read and write every field that is used', facts.access, fields),
]

const of = (
  user: Seen<IntegrationUser | null>,
  id: string,
  title: string,
  judge: (found: IntegrationUser) => Verdict,
): Check =>
  check(id, title, user, (found) => {
    if (found) return judge(found)
    return id === 'access.user'
      ? bad('no user of this org has the name the bridge logs in with', 'npm run org -- setup makes the user')
      : unknown('there is no integration user')
  })

function active({ username, isActive, isFrozen }: IntegrationUser): Verdict {
  if (!isActive) return bad(`${username} is not active`, `${users} › ${username} › Edit › Active`)
  // Traffic that Salesforce takes for risky freezes its user (HELP/005318944).
  if (isFrozen) return bad(`${username} is frozen`, `${users} › ${username} › Unfreeze; then look why in Login History`)
  return good(username)
}

const licence = ({ licence: name }: IntegrationUser): Verdict =>
  name === 'Salesforce Integration'
    ? good(name)
    : bad(
        `it uses a licence "${name}"`,
        `Give it a free Salesforce Integration licence: ${users} › Edit › User License`,
      )

const apiOnly = ({ isApiOnly, profile }: IntegrationUser): Verdict =>
  isApiOnly
    ? good(`profile ${profile}`)
    : bad(
        `profile ${profile} lets it log in as a person`,
        `Setup › Profiles › ${profile} › System Permissions › API Only User: on`,
      )

const loopGuard = ({ sendsOutboundMessages, profile }: IntegrationUser): Verdict =>
  sendsOutboundMessages
    ? bad(
        `profile ${profile} may Send Outbound Messages: what the bridge writes can cause surveys`,
        `Setup › Profiles › ${profile} › General User Permissions › Send Outbound Messages: off`,
      )
    : good(`Send Outbound Messages is off on profile ${profile}`)

const permissionSet = ({ permissionSets }: AccessFacts): Verdict =>
  permissionSets.includes('Survey_Integration')
    ? good('Survey_Integration')
    : bad('Survey_Integration is not assigned', 'npm run org -- setup assigns it')

const permissionSetLicence = ({ licences }: AccessFacts): Verdict =>
  licences.some((name) => /^SalesforceAPIIntegration/i.test(name))
    ? good('Salesforce API Integration')
    : bad('the permission set licence Salesforce API Integration is not assigned', 'npm run org -- setup assigns it')

function fields({ unreadable, unwritable, count }: AccessFacts): Verdict {
  const next = 'npm run org -- setup grants them, or take them out of the program or mapping'
  if (unreadable.length > 0)
    return bad(`it may not read ${some(unreadable)}: Salesforce leaves them out of the message`, next)
  return unwritable.length > 0 ? bad(`it may not write ${some(unwritable)}`, next) : good(`${count} fields`)
}
