import { bad, both, check, good, some, type Check, type Verdict } from '../check.ts'
import type { BridgeFacts, Facts, Message, TriggerFacts } from '../facts.ts'

const setup = 'npm run org -- setup'

/** From a change in Salesforce to the bridge's door, for every program that is not off. */
export const trigger = (facts: Facts): Check[] => [
  check('trigger.message', 'Each program has its outbound message', facts.triggers, messages),
  check(
    'trigger.endpoint',
    'The messages go to this bridge',
    both(facts.triggers, facts.bridge),
    ([triggers, bridge]) =>
      worst(triggers, ({ message }) => message && endpoint(facts, bridge, message), 'this bridge takes them'),
  ),
  check(
    'trigger.sender',
    'They are sent as the integration user',
    both(facts.triggers, facts.user),
    ([triggers, user]) =>
      worst(
        triggers,
        ({ message }) =>
          message && user && message.integrationUser !== user.username
            ? `sent as ${message.integrationUser}: they hold what that user may read`
            : null,
        user?.username ?? '',
        setup,
      ),
  ),
  check('trigger.fields', 'They carry what the programs look at', facts.triggers, (triggers) =>
    worst(triggers, missingFields, 'nothing is missing', setup),
  ),
  check('trigger.flow', 'Each program has its flow', facts.triggers, flows),
  check('trigger.flow-active', 'The newest version of each flow is active', facts.triggers, (triggers) =>
    worst(
      triggers,
      inactive,
      'all are',
      'Setup › Flows › open it › activate the newest version (or deactivate the program)',
    ),
  ),
  check('trigger.twice', 'No event is told twice', facts.triggers, (triggers) =>
    worst(
      triggers,
      ({ rules, flow }) =>
        flow?.isActive && rules.length > 0 ? `workflow rule ${rules.join(', ')} does the same` : null,
      'no workflow rule does the same as a flow',
      'Setup › Workflow Rules › deactivate it: the flow is enough',
    ),
  ),
]

type Fault = { detail: string; next: string }

/** The faults of all programs in one verdict, each with its program's name; the first says what to do. */
function worst(
  triggers: TriggerFacts[],
  faultOf: (trigger: TriggerFacts) => Fault | string | null,
  otherwise: string,
  next = '',
): Verdict {
  if (triggers.length === 0) return good('no program is on')
  const faults = triggers.flatMap((one) => {
    const fault = faultOf(one)
    if (fault === null) return []
    return [
      typeof fault === 'string' ? { program: one.program, detail: fault, next } : { program: one.program, ...fault },
    ]
  })
  const [first] = faults
  if (!first) return good(otherwise)
  return bad(
    some(
      faults.map(({ program, detail }) => `${program}: ${detail}`),
      4,
    ),
    first.next,
  )
}

function messages(triggers: TriggerFacts[]): Verdict {
  return worst(
    triggers,
    ({ wanted, message }) => {
      if ('impossible' in wanted)
        return { detail: wanted.impossible, next: 'Publish the program with mode: off, or switch that on in Setup.' }
      return message ? null : `there is no outbound message ${wanted.message}`
    },
    some(triggers.flatMap(({ message }) => message?.name ?? [])),
    setup,
  )
}

const flows = (triggers: TriggerFacts[]): Verdict =>
  worst(
    triggers,
    ({ wanted, flow }) => ('flow' in wanted && !flow ? `there is no flow ${wanted.flow}` : null),
    some(triggers.flatMap(({ wanted }) => ('flow' in wanted ? wanted.flow : []))),
    setup,
  )

/** Whose door it is comes before whether its key opens. */
function endpoint({ bridgeOrigin, org }: Facts, { revoked, generation }: BridgeFacts, message: Message): Fault | null {
  const url = URL.canParse(message.endpointUrl) ? new URL(message.endpointUrl) : null
  const [door, orgKey, key = ''] = url?.pathname.split('/').slice(1) ?? []
  if (url?.origin !== bridgeOrigin || door !== 'trigger')
    return { detail: `goes to ${url?.origin ?? 'no address'}, not to ${bridgeOrigin}`, next: setup }
  if (orgKey !== org.orgKey)
    return {
      detail: 'goes to the address of another organization: this sandbox was made or refreshed from it',
      next: `${setup} gives this org an address of its own; until then the bridge refuses what it sends`,
    }
  if (message.key === 'unreachable')
    return { detail: `${bridgeOrigin} does not answer`, next: 'Start the bridge; Salesforce repeats for 24 hours.' }
  const used = Number(key.split('.')[0])
  if (message.key === 'refused' || revoked.includes(`trigger ${used}`))
    return {
      detail: `the key in its address (generation ${used}) was revoked`,
      next: `${setup} puts the key in force there`,
    }
  if (used !== generation)
    return {
      detail: `its key is of generation ${used}, the newest is ${generation}`,
      next: `${setup}, then revoke the old one`,
    }
  return null
}

function missingFields({ wanted, message }: TriggerFacts): string | null {
  if (!message || !('fields' in wanted)) return null
  const missing = wanted.fields.filter((field) => !message.fields.includes(field))
  return missing.length === 0 ? null : `the message lacks ${some(missing)}`
}

function inactive({ flow, wanted }: TriggerFacts): string | null {
  if (!flow || !('flow' in wanted)) return null
  if (!flow.isActive || flow.active === null) return `${wanted.flow} is not active: nothing is sent`
  return flow.active === flow.latest
    ? null
    : `version ${flow.active} of ${wanted.flow} is active, the newest is ${flow.latest}`
}
