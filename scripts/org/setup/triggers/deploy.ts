import { deployFiles, list } from '../../deploy/deploy.ts'
import type { Task } from '../../frame/tasks.ts'
import { triggerFiles } from '../../trigger/files.ts'
import type { Trigger } from '../../trigger/generate.ts'
import { generationOf } from '../credential.ts'
import type { Work } from '../work.ts'
import { flowStates } from './flows.ts'
import { triggersOf } from './wanted.ts'

type InOrg = { fields: string[]; endpointUrl: string; integrationUser: string }

/** (f) For each program the message and the flow that sends it, in one deploy: a flow that names a missing message is refused. */
export function triggerTask(work: Work): Task {
  const { context } = work
  const { state, bridge, org } = context
  const endpoint = `${bridge.origin}/trigger/${org.orgKey}/`
  const told = new Set<string>() // each program once, however often we look
  const once = (program: string, text: string) => {
    if (!told.has(program)) context.say.detail(`${program}: ${text}`)
    told.add(program)
  }
  return {
    id: 'trigger.deploy',
    title: 'Deploy what tells the bridge that something happened',
    why: 'Per program an outbound message and a flow, made from your org’s own fields; all in one deploy.',
    async look() {
      if (!(await work.isKnown())) return { isDone: false, detail: 'the programs are not known yet' }
      const { triggers, omitted } = await triggersOf(work, endpoint)
      for (const { program, reason } of omitted) once(program, `left out, ${reason}`)
      for (const { programs, isWeaker } of triggers)
        if (isWeaker) once(programs.join(', '), 'a flow cannot ask all of the condition; the bridge decides the rest')
      const differs = await differing(work, triggers, endpoint)
      if (differs.length > 0) return { isDone: false, detail: `to deploy: ${differs.join(', ')}` }
      const isKept = state.values['triggerGeneration'] === (await generationOf(work))
      const detail = triggers.map(({ name }) => name).join(', ') || 'no program needs one'
      return { isDone: isKept, detail: isKept ? detail : 'the address may be of an earlier generation' }
    },
    async act() {
      const { triggerUrl, generation } = await work.connected()
      const { triggers } = await triggersOf(work, triggerUrl)
      if (triggers.length > 0) await deployFiles(context, triggerFiles(triggers))
      state.keep({ triggerGeneration: generation })
    },
  }
}

/** Triggers whose message or flow the org has not, or has otherwise. */
async function differing(work: Work, triggers: Trigger[], endpoint: string): Promise<string[]> {
  const messages = await messagesInOrg(work, [...new Set(triggers.map(({ object }) => object))])
  const flows = new Map((await flowStates(work, triggers)).map((flow) => [flow.name, flow]))
  return triggers
    .filter((trigger) => {
      const message = messages.get(`${trigger.object}.${trigger.name}`)
      return !isSame(trigger, message, endpoint) || (flows.get(trigger.name)?.ours ?? null) === null
    })
    .map(({ name }) => name)
}

/** The address is a credential: only its beginning is compared, the rest by the generation it was made in. */
const isSame = ({ message }: Trigger, inOrg: InOrg | undefined, endpoint: string): boolean =>
  inOrg !== undefined &&
  inOrg.endpointUrl.startsWith(endpoint) &&
  inOrg.integrationUser === message.integrationUser &&
  [...inOrg.fields].sort().join() === [...message.fields].sort().join()

const mostRead = 10 // components of one call (META/meta_readMetadata)

/** The outbound messages of these objects, by `Object.Name`. */
async function messagesInOrg({ context: { connection } }: Work, objects: string[]): Promise<Map<string, InOrg>> {
  const found = new Map<string, InOrg>()
  type Message = { fullName: string; fields?: string | string[]; endpointUrl: string; integrationUser: string }
  for (let at = 0; at < objects.length; at += mostRead) {
    const workflows = list(await connection.metadata.read('Workflow', objects.slice(at, at + mostRead))) as unknown as {
      fullName?: string
      outboundMessages?: Message | Message[]
    }[]
    for (const { fullName, outboundMessages } of workflows)
      for (const { fullName: name, fields, ...rest } of list(outboundMessages))
        found.set(`${fullName}.${name}`, { ...rest, fields: list(fields) })
  }
  return found
}
