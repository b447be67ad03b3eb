import type { Document } from '../../../bridge/definitions/documents.ts'
import type { Settings } from '../../../bridge/definitions/settings.ts'
import type { OrgContext, Verb } from '../frame/context.ts'
import { OrgError, type Step, type VerbResult } from '../frame/result.ts'
import { checkFolder } from './check-folder.ts'
import { changesOf, type Change } from './diff.ts'
import { readDocumentsOf } from './documents-of.ts'
import { filesOf, folderNamed, readFolder, writeFolder, type Configuration, type Read } from './folder.ts'
import { schemaOf } from './names/schema.ts'
import type { Problem } from './problem.ts'

/** Surveys, programs, mappings and settings as files, moved between orgs. */
export const config: Verb = {
  about: 'Surveys, programs, mappings and settings as files: config pull | push | diff | check',
  flags: { folder: { type: 'string' } },
  help: { folder: 'where the files are, survey-config unless told' },
  run: (context, flags, [what = '']) => {
    const work = Object.hasOwn(verbs, what) ? verbs[what] : undefined
    if (!work)
      throw new OrgError(
        'bad_flags',
        `config ${what} is none of pull, push, diff and check.`,
        'npm run org -- config pull',
      )
    return work(context, folderNamed(flags['folder']))
  },
}

type Work = (context: OrgContext, folder: string) => Promise<VerbResult>
const verbs: Record<string, Work> = { pull, push, diff, check }

/** What the bridge holds for this org. */
async function standing({ bridge }: OrgContext): Promise<Configuration & { settings: Settings }> {
  const { settings } = await bridge.get<{ settings: Settings }>('')
  return { documents: await readDocumentsOf(bridge), settings }
}

async function pull(context: OrgContext, folder: string): Promise<VerbResult> {
  const files = filesOf(await standing(context))
  if (context.isDryRun)
    return told(context, {
      id: 'config.pull',
      title: `Files in ${folder}`,
      state: 'would',
      detail: [...files.keys()].join(', '),
    })
  const { written, onlyHere } = writeFolder(folder, files)
  for (const path of written) context.say.detail(`+ ${path}`)
  for (const path of onlyHere) context.say.detail(`  ${path}: only here`)
  const isSame = written.length === 0
  const detail = isSame
    ? `${files.size} files, all as they are in the bridge`
    : `${written.length} of ${files.size} written`
  return told(context, { id: 'config.pull', title: `Files in ${folder}`, state: isSame ? 'already' : 'done', detail })
}

async function check(context: OrgContext, folder: string): Promise<VerbResult> {
  const read = readFolder(folder)
  const { documents } = await standing(context)
  const { step, problems } = await checked(context, read, documents)
  return { ...told(context, step), data: { problems } }
}

/** Exit code 1 when the two differ, so that a pipeline can ask. */
async function diff(context: OrgContext, folder: string): Promise<VerbResult> {
  const read = readFolder(folder)
  if (read.problems.length > 0)
    return { ...told(context, problemsStep(read.problems)), data: { problems: read.problems } }
  const changes = changesOf(filesOf(await standing(context)), filesOf(read))
  show(context, changes)
  const step: Step = {
    id: 'config.diff',
    title: 'Bridge and files',
    state: changes.length === 0 ? 'already' : 'failed',
    detail: summaryOf(changes),
  }
  return {
    ...told(
      context,
      changes.length === 0 ? step : { ...step, code: 'different', next: 'npm run org -- config push, or config pull' },
    ),
    data: { changes },
  }
}

/** Shows what would change, asks, and publishes all of it or none. */
async function push(context: OrgContext, folder: string): Promise<VerbResult> {
  const { bridge, say, isDryRun, org } = context
  const read = readFolder(folder)
  const before = await standing(context)
  const { step: looked, problems } = await checked(context, read, before.documents)
  if (problems.length > 0) return { ...told(context, looked), data: { problems } }
  const changes = changesOf(filesOf(before), filesOf(read)).filter(({ kind }) => kind !== 'only there')
  show(context, changes)
  const live = goingLive(before.documents, read.documents)
  if (live.length > 0 && !org.isSandbox) say.line(`Live from now on, to real customers: ${live.join(', ')}`)
  const title = `Publish to ${org.name}`
  if (changes.length === 0)
    return told(context, looked, { id: 'config.push', title, state: 'already', detail: 'nothing differs' })
  const data = { changes, live }
  if (isDryRun)
    return { ...told(context, looked, { id: 'config.push', title, state: 'would', detail: summaryOf(changes) }), data }
  if (!(await say.confirm(`${title}: ${summaryOf(changes)}?`)))
    throw new OrgError('stopped', 'Nothing was published.', 'Run the same command again when you are ready.')
  const files = filesOf(read)
  const texts = changes.filter(({ path }) => path !== 'settings.yaml').map(({ path }) => files.get(path)!)
  if (texts.length > 0) await bridge.admin('PUT', 'documents', texts.join('---\n'))
  if (changes.some(({ path }) => path === 'settings.yaml')) await bridge.admin('PUT', 'settings', read.settings)
  return { ...told(context, looked, { id: 'config.push', title, state: 'done', detail: summaryOf(changes) }), data }
}

type Checked = { step: Step; problems: Problem[] }

async function checked({ connection }: OrgContext, read: Read, documents: Document[]): Promise<Checked> {
  const problems = await checkFolder(read, documents, schemaOf(connection))
  return { step: problems.length > 0 ? problemsStep(problems) : fitting(read), problems }
}

function fitting(read: Read): Step {
  return {
    id: 'config.check',
    title: 'Documents fit this org',
    state: 'already',
    detail: `${read.documents.length} documents, every name was found`,
  }
}

const problemsStep = (problems: Problem[]): Step => ({
  id: 'config.check',
  title: 'Documents fit this org',
  state: 'failed',
  code: 'invalid_document',
  detail: `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}\n${problems.map(({ path, message }) => `        ${path}: ${message}`).join('\n')}`,
  next: 'Correct the files, then run the same command again.',
})

/** Programs that were not live and will be. */
function goingLive(before: Document[], after: Document[]): string[] {
  const liveIn = (documents: Document[]) =>
    documents.flatMap((one) => (one.kind === 'program' && one.body.mode === 'live' ? [one.name] : []))
  const already = new Set(liveIn(before))
  return liveIn(after).filter((name) => !already.has(name))
}

function show({ say }: OrgContext, changes: Change[]): void {
  for (const { path, kind, lines } of changes) {
    say.line(`${path}: ${kind === 'only there' ? 'only in the bridge' : kind}`)
    for (const line of lines) say.line(`  ${line}`)
  }
}

const summaryOf = (changes: Change[]): string => {
  const count = (kind: Change['kind']) => changes.filter((one) => one.kind === kind).length
  const parts = [`${count('new')} new`, `${count('changed')} changed`, `${count('only there')} only in the bridge`]
  return changes.length === 0 ? 'no difference' : parts.filter((part) => !part.startsWith('0')).join(', ')
}

function told({ say }: OrgContext, ...steps: Step[]): VerbResult {
  for (const [index, step] of steps.entries()) {
    say.begin(`[${index + 1}/${steps.length}]`, step.title)
    say.end(step)
  }
  return { ok: steps.every(({ state }) => state !== 'failed'), steps }
}
