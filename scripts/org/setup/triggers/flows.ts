import { differences } from '../../doctor/links/drift.ts'
import { shapeOf, shapeOfXml } from '../../doctor/shape.ts'
import type { Task } from '../../frame/tasks.ts'
import type { Trigger } from '../../trigger/generate.ts'
import { quoted, setupPage, type Work } from '../work.ts'
import { triggersOf } from './wanted.ts'

/** One flow in the org: which version runs, and which is as we would make it now; null when none is. */
export type FlowState = { name: string; definitionId: string; active: number | null; ours: number | null }

type View = { ApiName: string; ActiveVersionId: string | null; LatestVersionId: string | null }
type Version = { Id: string; VersionNumber: number; DefinitionId: string; Definition: { DeveloperName: string } }

/** The flows of these triggers that the org has. A newer draft somebody is working on is nobody's fault. */
export async function flowStates(work: Work, triggers: Trigger[]): Promise<FlowState[]> {
  if (triggers.length === 0) return []
  const { connection } = work.context
  const wanted = triggers.map(({ name }) => quoted(name)).join(', ')
  const views = await work.query<View>(
    `SELECT ApiName, ActiveVersionId, LatestVersionId FROM FlowDefinitionView WHERE ApiName IN (${wanted})`,
  )
  const { records: versions } = await connection.tooling.query<Version>(
    `SELECT Id, VersionNumber, DefinitionId, Definition.DeveloperName FROM Flow WHERE Definition.DeveloperName IN (${wanted})`,
  )
  const versionOf = (id: string | null) => versions.find(({ Id }) => id !== null && Id.slice(0, 15) === id.slice(0, 15))
  return Promise.all(
    views.map(async ({ ApiName, ActiveVersionId, LatestVersionId }) => {
      const active = versionOf(ActiveVersionId)
      const latest = versionOf(LatestVersionId)
      const trigger = triggers.find(({ name }) => name === ApiName)!
      const isOurs = async (version: Version | undefined) =>
        version !== undefined && (await asWanted(work, trigger, version.Id))
      const ours = (await isOurs(active)) ? active : latest !== active && (await isOurs(latest)) ? latest : undefined
      return {
        name: ApiName,
        definitionId: (latest ?? active)?.DefinitionId ?? '',
        active: active?.VersionNumber ?? null,
        ours: ours?.VersionNumber ?? null,
      }
    }),
  )
}

/** Whether a version does what set-up would make it do; places, labels and descriptions do not count. */
async function asWanted({ context }: Work, { flow }: Trigger, versionId: string): Promise<boolean> {
  const version = await context.connection.tooling.retrieve('Flow', versionId)
  return differences(shapeOfXml(flow), shapeOf(Reflect.get(version, 'Metadata'))).length === 0
}

/** (f) Production takes flows in inactive unless the org says otherwise: we look which version runs, and make ours run. */
export function activeTask(work: Work): Task {
  const { context } = work
  const idle = async () => {
    const { triggers } = await triggersOf(work, '')
    const states = await flowStates(work, triggers)
    return { count: triggers.length, flows: states.filter(({ active, ours }) => ours === null || active !== ours) }
  }
  return {
    id: 'trigger.active',
    title: 'Make our version of each flow run',
    why: 'A flow that is not active tells nobody anything.',
    async look() {
      if (!(await work.isKnown())) return { isDone: false, detail: 'the programs are not known yet' }
      const { count, flows } = await idle()
      const list = flows.map(({ name }) => name).join(', ')
      return {
        isDone: flows.length === 0,
        detail: flows.length === 0 ? `${count} flows are active` : `not active: ${list}`,
        next: `${setupPage(context, 'Flows/home')}: open each of ${list} and press Activate, then run setup again.`,
      }
    },
    async act() {
      for (const flow of (await idle()).flows) await activate(work, flow)
    },
  }
}

/** By the Tooling API; where the org does not let us, the look that follows says what a person does. */
async function activate(
  { context: { connection, say } }: Work,
  { name, definitionId, ours }: FlowState,
): Promise<void> {
  if (ours === null) return
  try {
    await connection.request({
      method: 'PATCH',
      url: `/services/data/v${connection.getApiVersion()}/tooling/sobjects/FlowDefinition/${definitionId}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Metadata: { activeVersionNumber: ours } }),
    })
  } catch (error) {
    say.detail(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
