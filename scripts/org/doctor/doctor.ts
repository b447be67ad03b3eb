import type { Check } from './check.ts'
import { diagnose } from './diagnose.ts'
import { gather } from './gather/gather.ts'
import type { OrgContext, Verb } from '../frame/context.ts'
import type { Progress } from '../frame/progress.ts'
import { toOrgError, type Step, type VerbResult } from '../frame/result.ts'

/** Looks at every link of the chain in both directions and says the next step for each fault. Changes nothing in Salesforce. */
export const doctor: Verb = {
  about: 'Look at every link between Salesforce and the bridge; say the next step for each fault',
  flags: {},
  help: {},
  run: async (context) => {
    context.say.line(`Looking at ${context.org.name} and ${context.bridge.origin}`)
    const checks = diagnose(await gather(context))
    show(checks, context.say)
    const stored = await store(context, checks)
    return resultOf(checks, stored)
  },
}

const signs = new Map([
  [true, '✓'],
  [false, '✗'],
  [null, '?'],
])

const headings: Record<string, string> = {
  login: 'Both sides',
  package: 'The package',
  access: 'The integration user',
  people: 'People',
  credential: 'From the package to the bridge',
  trigger: 'From a change to the bridge',
  bridge: 'The bridge',
  write: 'Back into Salesforce',
  drift: 'Drift',
}

function show(checks: Check[], say: Progress): void {
  for (const [link, some] of Map.groupBy(checks, ({ id }) => id.split('.')[0]!)) {
    say.line(`\n${headings[link] ?? link}`)
    for (const { ok, title, detail, next } of some) {
      say.line(`  ${signs.get(ok)} ${title}: ${detail}`)
      if (ok !== true && next) say.line(`      → ${next}`)
    }
  }
  const faults = checks.filter(({ ok }) => ok === false).length
  const unseen = checks.filter(({ ok }) => ok === null).length
  say.line(
    `\n${faults === 0 ? 'No fault' : faults === 1 ? '1 fault' : `${faults} faults`} in ${checks.length} checks${unseen ? `; ${unseen} could not be seen` : ''}.`,
  )
}

/** The Setup Assistant shows the last result with its time: most of it no component can read. */
async function store({ bridge, say, isDryRun }: OrgContext, checks: Check[]): Promise<string> {
  if (isDryRun) return 'not kept: a dry run'
  try {
    await bridge.admin('PUT', 'doctor', { checks })
    return 'kept for the Setup Assistant'
  } catch (thrown) {
    const detail = `not kept for the Setup Assistant: ${toOrgError(thrown).message}`
    say.line(detail)
    return detail
  }
}

function resultOf(checks: Check[], stored: string): VerbResult {
  const steps = checks.map(({ id, title, ok, detail, next }): Step => {
    if (ok === false) return { id, title, state: 'failed', detail, code: 'fault', next }
    return { id, title, state: ok === null ? 'skipped' : 'already', detail, ...(next && { next }) }
  })
  return { ok: checks.every(({ ok }) => ok !== false), steps, data: { checks, stored } }
}
