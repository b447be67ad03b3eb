import { bad, both, check, good, some, type Check, type Verdict } from '../check.ts'
import type { Facts, Holder, SilentProfile } from '../facts.ts'

/** Admins can administer, agents can see, and what agents close is surveyed. */
export const people = (facts: Facts): Check[] => [
  check('people.admins', 'Somebody is Survey Admin', facts.holders, (holders) => held(holders, 'Survey_Admin')),
  check('people.agents', 'Agents are Survey Users', facts.holders, (holders) => held(holders, 'Survey_User')),
  check('people.outbound', 'What agents do sends messages', both(facts.silent, facts.holders), ([silent, holders]) =>
    heard(silent, holders),
  ),
]

function held(holders: Holder[], permissionSet: string): Verdict {
  const names = new Set(holders.filter((one) => one.permissionSet === permissionSet).map(({ username }) => username))
  return names.size > 0
    ? good(`${names.size} ${names.size === 1 ? 'person' : 'people'}`)
    : bad(
        `nobody has ${permissionSet}`,
        `Setup › Permission Sets › ${permissionSet.replace('_', ' ')} › Manage Assignments › Add`,
      )
}

/** A save of somebody without Send Outbound Messages sends nothing (API/sforce_api_om_outboundmessaging_understanding). Some never save. */
function heard(silent: SilentProfile[], holders: Holder[]): Verdict {
  const agents = new Set(holders.map(({ username }) => username))
  const named = silent.map(({ name, people }) => `${name} (${people.length})`)
  const faulty = silent.filter((profile) => profile.people.some((person) => agents.has(person)))
  if (faulty.length > 0)
    return bad(
      `cases that these people close are never surveyed: ${some(faulty.map(({ name, people }) => `${name} (${some(people, 3)})`))}`,
      `Setup › Profiles › ${faulty.map(({ name }) => name).join(', ')} › General User Permissions › Send Outbound Messages: on`,
    )
  return good(
    named.length === 0
      ? 'every profile in use may Send Outbound Messages'
      : `every Survey User may; what people of these profiles do is never surveyed: ${some(named)}`,
  )
}
