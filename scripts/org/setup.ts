import type { OrgContext, Verb } from './frame/context.ts'
import { minutesIn } from './frame/flags.ts'
import type { Step, VerbResult } from './frame/result.ts'
import { runTasks } from './frame/tasks.ts'
import { appTask } from './setup/app.ts'
import { credentialTask } from './setup/credential.ts'
import { bridgeTask, orgTask } from './setup/org.ts'
import { administratorTask, dashboardTask, packageTask, translationTask } from './setup/package.ts'
import { programsTask } from './setup/programs.ts'
import { roadTask } from './setup/road.ts'
import { triggerTask } from './setup/triggers/deploy.ts'
import { activeTask } from './setup/triggers/flows.ts'
import { recordsTask } from './setup/triggers/records.ts'
import { accessTask, profileTask, usernameInUse, userTask } from './setup/user.ts'
import { Work } from './setup/work.ts'

/** In this order: each needs what stands before it. */
const tasks = [
  orgTask,
  bridgeTask,
  packageTask,
  administratorTask,
  profileTask,
  userTask,
  accessTask,
  appTask,
  credentialTask,
  recordsTask,
  triggerTask,
  activeTask,
  translationTask,
  dashboardTask,
  programsTask,
  roadTask,
]

/** Into an org from nothing, again and again: what is so already stays as it is. */
export const setup: Verb = {
  about: 'Install into an org and connect it, or go on where the last run stopped',
  flags: {
    'integration-username': { type: 'string' },
    'consumer-key': { type: 'string' },
    'wait-minutes': { type: 'string', default: '12' },
  },
  help: {
    'integration-username': 'of the integration user, when the usual one does not fit',
    'consumer-key': 'of the External Client App, when setup asks for it',
    'wait-minutes': 'how long to wait for Salesforce to take a new certificate, 12 unless told',
  },
  async run(context, flags) {
    const text = (name: string) => (typeof flags[name] === 'string' ? flags[name] : undefined)
    const waitMs = minutesIn('wait-minutes', text('wait-minutes') ?? '12') * 60_000
    const integrationUsername = text('integration-username') ?? (await usernameInUse(context))
    const work = new Work(context, { integrationUsername, consumerKey: text('consumer-key'), waitMs })
    const result = await runTasks(
      context,
      tasks.map((task) => task(work)),
    )
    summarize(context, result)
    return result
  },
}

/** What is left for a person. */
function summarize({ say, isDryRun }: OrgContext, { ok, steps }: VerbResult): void {
  const count = (state: Step['state']) => steps.filter((step) => step.state === state).length
  say.line()
  say.line(
    isDryRun
      ? `Nothing was changed: ${count('would')} steps would change something, ${count('already')} are done.`
      : `${count('done')} steps done now, ${count('already')} were done already, ${count('person')} left for you, ${count('failed')} failed.`,
  )
  for (const { title, next } of steps.filter(({ state }) => state === 'person')) say.line(`  ! ${title}: ${next ?? ''}`)
  if (!ok || isDryRun) return
  say.line(`Next, by you:
  - Give your people the permission set Survey User (and Survey Link Reader to those who copy links).
  - Say how mail leaves: npm run org -- mail --host <server> --user <name> --from "<name> <address>"
  - npm run org -- doctor looks at every link; set a program live when its decisions look right.`)
}
