import { join } from 'node:path'
import type { Connection } from '@salesforce/core'
import { asList, listed, rowsOf } from '../doctor/gather/see.ts'
import { listParts } from '../doctor/gather/package.ts'
import { partsOf } from '../doctor/gather/parts.ts'

/** The package, and what setup deploys beside it. */
const folders = ['main', 'dashboard', 'connection/permissionsets'].map((name) =>
  join(import.meta.dirname, '../../../lwc-package', name),
)

export type FlowVersions = { name: string; versions: number[]; isActive: boolean }

/** What tells the bridge of events in this org: the messages that go to it, and what sends them. */
export type Triggers = { messages: string[]; rules: { name: string; others: boolean }[]; flows: string[] }

type Workflow = {
  fullName: string
  outboundMessages?: OneOrMore<{ fullName: string; endpointUrl: string }>
  rules?: OneOrMore<{ fullName: string; actions?: OneOrMore<{ name: string; type: string }> }>
}
type OneOrMore<T> = T | T[]

/** By their address, not by their names: an admin may have renamed one, or made one of his own. */
export async function readTriggersTo(connection: Connection, origin: string): Promise<Triggers> {
  const messages = asList(await connection.metadata.list([{ type: 'WorkflowOutboundMessage' }]))
  const objects = [...new Set(messages.map(({ fullName }) => fullName.split('.')[0]!))].sort()
  const found: Triggers = { messages: [], rules: [], flows: [] }
  for (let start = 0; start < objects.length; start += 10) {
    const read = (await connection.metadata.read('Workflow', objects.slice(start, start + 10))) as unknown
    for (const workflow of asList(read as OneOrMore<Workflow>)) {
      const ours = asList(workflow.outboundMessages).filter(({ endpointUrl }) => leadsTo(endpointUrl, origin))
      const names = new Set(ours.map(({ fullName }) => fullName))
      found.messages.push(...[...names].map((name) => `${workflow.fullName}.${name}`))
      found.flows.push(...names)
      for (const { fullName, actions } of asList(workflow.rules)) {
        const sends = asList(actions).filter(({ name, type }) => type === 'OutboundMessage' && names.has(name))
        if (sends.length > 0)
          found.rules.push({ name: `${workflow.fullName}.${fullName}`, others: sends.length < asList(actions).length })
      }
    }
  }
  return found
}

const leadsTo = (endpointUrl: string, origin: string): boolean =>
  URL.canParse(endpointUrl) &&
  new URL(endpointUrl).origin === origin &&
  new URL(endpointUrl).pathname.startsWith('/trigger/')

type Version = { VersionNumber: number; Status: string; Definition: { DeveloperName: string } }

/** All versions of some flows. */
export async function readFlowVersions(connection: Connection, names: string[]): Promise<FlowVersions[]> {
  if (names.length === 0) return []
  const { records } = await connection.tooling.query<Version>(
    `SELECT VersionNumber, Status, Definition.DeveloperName FROM Flow WHERE Definition.DeveloperName IN ${listed(names)}`,
  )
  return [...Map.groupBy(records, ({ Definition }) => Definition.DeveloperName)].map(([name, versions]) => ({
    name,
    versions: versions.map(({ VersionNumber }) => VersionNumber),
    isActive: versions.some(({ Status }) => Status === 'Active'),
  }))
}

/** Who holds our permission sets, by themselves or by the group. */
export const readAssignments = (connection: Connection): Promise<{ Id: string }[]> =>
  rowsOf(
    connection,
    `SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name IN ${listed(permissionSets)}
     OR PermissionSetGroup.DeveloperName = 'Survey_Bridge_Administrator'`,
  )

const permissionSets = [
  'Survey_Admin',
  'Survey_User',
  'Survey_Link_Reader',
  'Survey_Integration',
  'Survey_Integration_Records',
  'Survey_Data_Loader',
]

/** The parts of the package that are in the org, by type; those that go with their object are left out. */
export async function readParts(connection: Connection): Promise<Map<string, string[]>> {
  const wanted = await partsOf(folders)
  const there = await listParts(connection, [...wanted.keys()])
  const parts = new Map<string, string[]>()
  for (const [type, names] of wanted) {
    const found = names.filter((name) => there.get(type)?.has(name) && !goesWithItsObject(type, name))
    // The Metadata API takes a folder of reports for a report (META/meta_folder).
    const asWritten = type.replace(/Folder$/, '')
    if (found.length > 0) parts.set(asWritten, [...(parts.get(asWritten) ?? []), ...found])
  }
  return parts
}

const goesWithItsObject = (type: string, name: string): boolean =>
  type === 'CustomObject' ? !/__(c|e|mdt)$/.test(name) : /^Survey_\w+__c[.-]/.test(name)
