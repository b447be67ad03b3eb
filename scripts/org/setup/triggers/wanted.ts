import { generateTriggers, type Omitted, type Trigger } from '../../trigger/generate.ts'
import type { Work } from '../work.ts'

/** What this org's programs need, generated from what the org describes. */
export async function triggersOf(
  work: Work,
  endpointUrl: string,
): Promise<{ triggers: Trigger[]; omitted: Omitted[] }> {
  const programs = await work.programs()
  const objects = await work.objects(programs.map(({ on }) => on.object))
  return generateTriggers(programs, objects, { endpointUrl, integrationUser: work.integrationUsername })
}
