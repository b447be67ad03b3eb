import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { deploySource } from '../deploy/deploy.ts'
import { listParts, readPackage } from '../doctor/gather/package.ts'
import type { Look, Task } from '../frame/tasks.ts'
import { withFilledCopy } from './places.ts'
import { names, quoted, type Work } from './work.ts'

const main = 'lwc-package/main'

/** (b) Objects, fields, components, access: everything that is the same in every org. */
export function packageTask(work: Work): Task {
  const { context } = work
  const hash = hashOf(main)
  return {
    id: 'package.deploy',
    title: 'Deploy the package',
    why: 'Objects and fields for invitations and answers, the record components, permission sets. All of it or nothing.',
    async look() {
      const missing = await missingParts(work)
      const isDone = missing.length === 0 && context.state.values.deployed?.['package'] === hash
      const detail = missing.length > 0 ? `not in the org: ${missing.join(', ')}` : 'all parts are in the org'
      return { isDone, detail: isDone || missing.length > 0 ? detail : `${detail}, in another version` }
    },
    async act() {
      const { total } = await deploySource(context, [main], testsOf(context.org.isSandbox))
      keepDeployed(work, 'package', hash)
      context.say.detail(`${total} components`)
    },
  }
}

/** Production wants tests with Apex: ours alone, so that a failing test of somebody else's code stops nothing. */
function testsOf(isSandbox: boolean): Parameters<typeof deploySource>[2] {
  const runTests = filesIn(main).flatMap((path) => /(\w+Test)\.cls$/.exec(path)?.[1] ?? [])
  if (isSandbox || runTests.length === 0) return { testLevel: 'NoTestRun' }
  return { testLevel: 'RunSpecifiedTests', runTests }
}

/** What everything else builds on; one of them deleted by hand is seen. */
async function missingParts({ context: { connection } }: Work): Promise<string[]> {
  const { missing } = await readPackage(connection)
  const parts = missing.filter((part) =>
    /^(CustomObject|CustomField|PermissionSet|CustomPermission|ApexClass) /.test(part),
  )
  return parts.length > 5 ? [...parts.slice(0, 5), `and ${parts.length - 5} more`] : parts
}

/** The person who runs setup sees what was deployed: a deploy itself gives nobody access to new fields. */
export function administratorTask(work: Work): Task {
  const { org, connection } = work.context
  return {
    id: 'access.administrator',
    title: 'Give you access to what was deployed',
    why: `The permission set group ${names.administrators} for ${org.username}.`,
    async look() {
      const held = await work.query(
        `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = ${quoted(org.userId)} AND PermissionSetGroup.DeveloperName = ${quoted(names.administrators)}`,
      )
      return { isDone: held.length > 0, detail: held.length > 0 ? 'you have it' : 'you do not have it yet' }
    },
    async act() {
      const [group] = await work.query<{ Id: string }>(
        `SELECT Id FROM PermissionSetGroup WHERE DeveloperName = ${quoted(names.administrators)}`,
      )
      await connection
        .sobject('PermissionSetAssignment')
        .create({ AssigneeId: org.userId, PermissionSetGroupId: group?.Id ?? '' })
    },
    isOptional: true,
  }
}

/** (g) French, where the org speaks it. */
export function translationTask(work: Work): Task {
  const next =
    'For French: Setup > Language Settings (activate French) and Setup > Translation Language Settings (turn translation on and add French), then run setup again. English works without.'
  const task = extraTask(work, {
    id: 'language.translations',
    title: 'Deploy the French labels',
    why: 'Only where the language is active: elsewhere the org would refuse the whole deploy.',
    folder: 'lwc-package/translations',
    next,
  })
  /** Asked before it is tried: a refused deploy would stand in the org's list of deploys for ever. */
  const isSpoken = async () =>
    (await listParts(work.context.connection, ['Translations'])).get('Translations')?.has('fr') === true
  return {
    ...task,
    look: async () =>
      (await isSpoken()) ? task.look() : { isDone: false, detail: 'French is not active in this org', next },
    act: async () => void ((await isSpoken()) && (await task.act?.())),
  }
}

/** (g) The dashboard, as seen by whoever runs setup: the package cannot name a user of your org. */
export function dashboardTask(work: Work): Task {
  return extraTask(work, {
    id: 'reports.dashboard',
    title: 'Deploy the dashboard',
    why: `It shows what ${work.context.org.username} may see: a dashboard needs a user of this org.`,
    folder: 'lwc-package/dashboard',
    fill: { runningUser: work.context.org.username },
    next: 'The reports work without it. Run setup again when what the org names is changed.',
  })
}

type Extra = Pick<Task, 'id' | 'title' | 'why'> & { folder: string; next: string; fill?: Record<string, string> }

/** Something nice to have: when the org refuses it, a person is told how to get it. */
function extraTask(work: Work, { folder, next, fill = {}, ...told }: Extra): Task {
  const { state } = work.context
  const hash = hashOf(folder, JSON.stringify(fill))
  let refused: string | null = null
  const look = async (): Promise<Look> => {
    if (refused !== null) return { isDone: false, detail: refused, next }
    const isDone = state.values.deployed?.[told.id] === hash
    return { isDone, detail: isDone ? 'deployed' : 'not deployed yet' }
  }
  return {
    ...told,
    isOptional: true,
    look,
    async act() {
      try {
        await deployFilled(work, folder, fill)
        keepDeployed(work, told.id, hash)
      } catch (error) {
        if (!(error instanceof Error)) throw error
        refused = error.message
      }
    },
  }
}

/** A folder whose files have places to fill in is deployed from a copy. */
async function deployFilled(work: Work, folder: string, fill: Record<string, string>): Promise<void> {
  if (Object.keys(fill).length === 0) return void (await deploySource(work.context, [folder]))
  await withFilledCopy([folder], fill, (copy) => deploySource(work.context, [copy]))
}

export function keepDeployed({ context: { state } }: Work, what: string, hash: string): void {
  state.keep({ deployed: { ...state.values.deployed, [what]: hash } })
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((path) => statSync(join(folder, path)).isFile() && !path.includes('__tests__'))

/** Of all files of a folder: the same hash, the same deploy. */
export function hashOf(folder: string, more = ''): string {
  const hash = createHash('sha256').update(more)
  for (const path of filesIn(folder)) hash.update(path).update(readFileSync(join(folder, path)))
  return hash.digest('hex').slice(0, 16)
}
