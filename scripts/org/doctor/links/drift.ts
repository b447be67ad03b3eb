import { bad, check, good, some, type Check, type Verdict } from '../check.ts'
import type { Facts, Shape, TriggerFacts } from '../facts.ts'

/** What was set up once has not been changed behind our back. */
export const drift = (facts: Facts): Check[] => [
  check('drift.flow', 'The active flows are as set-up makes them', facts.triggers, flows),
  check('drift.names', 'All that programs and mappings name exists here', facts.names, names),
]

function flows(triggers: TriggerFacts[]): Verdict {
  const faults = triggers.flatMap(({ program, wanted, flow }) => {
    if (!('shape' in wanted) || !flow?.isActive || !('value' in flow.shape)) return []
    const changed = differences(wanted.shape, flow.shape.value)
    return changed.length === 0 ? [] : [`${program}: ${some(changed, 2)}`]
  })
  if (faults.length === 0) return good('they are')
  return bad(
    some(faults, 3),
    'npm run org -- setup deploys a new version; or, when the change was wanted, say it in the program document instead',
  )
}

/** `start.object: Case, ought to be Account`. */
export const differences = (wanted: Shape, found: Shape): string[] =>
  [...new Set([...Object.keys(wanted), ...Object.keys(found)])]
    .filter((path) => wanted[path] !== found[path])
    .map((path) => `${path} is ${found[path] ?? 'missing'}, ought to be ${wanted[path] ?? 'absent'}`)

const names = (problems: string[]): Verdict =>
  problems.length === 0
    ? good('all do')
    : bad(some(problems, 3), 'npm run org -- config check names each; correct the documents, then config push')
