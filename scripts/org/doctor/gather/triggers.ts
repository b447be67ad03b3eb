import type { Connection } from '@salesforce/core'
import type { Program } from '../../../../bridge/definitions/program.ts'
import type { OrgSchema } from '../../config/names/schema.ts'
import { generateTriggers, type Objects, type Trigger } from '../../trigger/generate.ts'
import type { Flow, Message, TriggerFacts } from '../facts.ts'
import { shapeOf, shapeOfXml } from '../shape.ts'
import { tryKey } from './bridge.ts'
import { asList, listed, see } from './see.ts'

type Workflow = {
  fullName: string
  outboundMessages?: OneOrMore<{
    fullName: string
    endpointUrl: string
    fields?: OneOrMore<string>
    integrationUser: string
  }>
  rules?: OneOrMore<{ fullName: string; active: boolean | string; actions?: OneOrMore<{ name: string; type: string }> }>
}
type OneOrMore<T> = T | T[]

/** What the org holds for each program that is not off, beside what set-up would make now. */
export async function readTriggers(
  connection: Connection,
  schema: OrgSchema,
  programs: Program[],
  origin: string,
): Promise<TriggerFacts[]> {
  const on = programs.filter(({ mode }) => mode !== 'off')
  if (on.length === 0) return []
  const objects = await typesOf(schema, on)
  const { triggers, omitted } = generateTriggers(on, objects, { endpointUrl: '', integrationUser: '' })
  const workflows = await readWorkflows(connection, [...objects.keys()])
  const flows = await readFlows(
    connection,
    triggers.map(({ name }) => name),
  )
  const known = new Map<string, Promise<Message | null>>()
  const found = triggers.flatMap((trigger) =>
    trigger.programs.map(async (program): Promise<TriggerFacts> => {
      const workflow = workflows.get(trigger.object)
      const name = `${trigger.object}.${trigger.name}`
      const message = known.get(name) ?? messageIn(workflow, trigger, origin)
      known.set(name, message)
      const { fields } = trigger.message
      return {
        program,
        wanted: { message: name, fields, flow: trigger.name, shape: shapeOfXml(trigger.flow) },
        message: await message,
        flow: flows.get(trigger.name) ?? null,
        rules: rulesThatSend(workflow, trigger.name),
      }
    }),
  )
  const impossible = omitted.map(({ program, reason }) => ({
    program,
    wanted: { impossible: reason },
    message: null,
    flow: null,
    rules: [],
  }))
  return [...(await Promise.all(found)), ...impossible]
}

async function typesOf(schema: OrgSchema, programs: Program[]): Promise<Objects> {
  const names = [...new Set(programs.map(({ on }) => on.object))]
  const described = await Promise.all(names.map((name) => schema.object(name)))
  return new Map(
    described.flatMap((one) => (one ? [[one.name, new Map(one.fields.map(({ name, type }) => [name, type]))]] : [])),
  )
}

/** At most ten a call (META/meta_readMetadata). */
async function readWorkflows(connection: Connection, objects: string[]): Promise<Map<string, Workflow>> {
  if (objects.length === 0) return new Map()
  const read = (await connection.metadata.read('Workflow', objects.slice(0, 10))) as unknown
  return new Map(asList(read as OneOrMore<Workflow>).flatMap((one) => (one.fullName ? [[one.fullName, one]] : [])))
}

async function messageIn(
  workflow: Workflow | undefined,
  { name, object }: Trigger,
  origin: string,
): Promise<Message | null> {
  const found = asList(workflow?.outboundMessages).find((one) => one.fullName === name)
  if (!found) return null
  const { endpointUrl, integrationUser } = found
  const isOurs = URL.canParse(endpointUrl) && new URL(endpointUrl).origin === origin
  return {
    name: `${object}.${name}`,
    endpointUrl,
    fields: asList(found.fields),
    integrationUser,
    key: isOurs ? await tryKey(endpointUrl) : 'refused', // nobody else is asked: the address is a credential
  }
}

const rulesThatSend = (workflow: Workflow | undefined, message: string): string[] =>
  asList(workflow?.rules)
    .filter(({ active }) => String(active) === 'true')
    .filter(({ actions }) => asList(actions).some(({ name, type }) => type === 'OutboundMessage' && name === message))
    .map(({ fullName }) => fullName)

type View = { ApiName: string; IsActive: boolean; ActiveVersionId: string | null; LatestVersionId: string | null }
type Version = { Id: string; VersionNumber: number; Definition: { DeveloperName: string } }

/** Which version of each flow is active, and what it does. */
async function readFlows(connection: Connection, names: string[]): Promise<Map<string, Flow>> {
  if (names.length === 0) return new Map()
  const { records: views } = await connection.query<View>(
    `SELECT ApiName, IsActive, ActiveVersionId, LatestVersionId FROM FlowDefinitionView WHERE ApiName IN ${listed(names)}`,
  )
  const { records: versions } = await connection.tooling.query<Version>(
    `SELECT Id, VersionNumber, Definition.DeveloperName FROM Flow WHERE Definition.DeveloperName IN ${listed(names)}`,
  )
  const numbers = new Map(versions.map(({ Id, VersionNumber }) => [Id.slice(0, 15), VersionNumber]))
  const numberOf = (id: string | null) => (id === null ? null : (numbers.get(id.slice(0, 15)) ?? null))
  const read = views.map(async ({ ApiName, IsActive, ActiveVersionId, LatestVersionId }): Promise<[string, Flow]> => {
    const shape = await see(async () => shapeOf(await metadataOf(connection, ActiveVersionId)))
    return [
      ApiName,
      { isActive: IsActive, active: numberOf(ActiveVersionId), latest: numberOf(LatestVersionId), shape },
    ]
  })
  return new Map(await Promise.all(read))
}

/** One version at a time: that is how the Tooling API gives metadata. */
export async function metadataOf(connection: Connection, versionId: string | null): Promise<unknown> {
  if (versionId === null) throw new Error('no version is active')
  const version = await connection.tooling.retrieve('Flow', versionId)
  return Reflect.get(version, 'Metadata')
}
