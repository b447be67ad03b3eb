import { readDocumentsOf } from '../../../scripts/org/config/documents-of.ts'
import { deployFiles } from '../../../scripts/org/deploy/deploy.ts'
import { asList } from '../../../scripts/org/doctor/gather/see.ts'
import { manifest, type DeployFile } from '../../../scripts/org/trigger/files.ts'
import { generateTriggers } from '../../../scripts/org/trigger/generate.ts'
import { ask } from '../../../scripts/run/demo.ts'
import type { OrgWorld } from './context.ts'

/** Breaks one link of the chain, and gives what mends it. */
export type Plant = (world: OrgWorld) => Promise<() => Promise<unknown>>

/** Left broken until set-up runs again at the end of the table: its cure is tried too. */
const setUpMends = (): Promise<void> => Promise.resolve()

type Message = { fullName: string; endpointUrl: string; fields: string[]; integrationUser: string }
const head = '<?xml version="1.0" encoding="UTF-8"?>\n'
const namespace = 'xmlns="http://soap.sforce.com/2006/04/metadata"'

/** Another message where the one of closed cases stands. */
const message =
  (change: (message: Message, world: OrgWorld) => Partial<Message>): Plant =>
  async (world) => {
    const { metadata } = world.context.connection
    const [workflow] = asList((await metadata.read('Workflow', ['Case'])) as unknown) as {
      outboundMessages: Message | Message[]
    }[]
    const found = asList(workflow?.outboundMessages).find(({ fullName }) => fullName === 'Survey_Case_Closed')!
    const before = { ...found, fields: asList(found.fields) }
    const deploy = (given: Message) => deployFiles(world.context, messageFiles(given))
    await deploy({ ...before, ...change(before, world) })
    return () => deploy(before)
  }

const messageFiles = ({ fullName, endpointUrl, fields, integrationUser }: Message): DeployFile[] => [
  {
    path: 'workflows/Case.workflow',
    text: `${head}<Workflow ${namespace}><outboundMessages><fullName>${fullName}</fullName><apiVersion>66.0</apiVersion><endpointUrl>${endpointUrl}</endpointUrl>${fields.map((field) => `<fields>${field}</fields>`).join('')}<includeSessionId>false</includeSessionId><integrationUser>${integrationUser}</integrationUser><name>Survey: Case Closed</name><protected>false</protected><useDeadLetterQueue>false</useDeadLetterQueue></outboundMessages></Workflow>`,
  },
  manifest({ WorkflowOutboundMessage: [`Case.${fullName}`] }),
]

export const endpointAt = (origin: string): Plant =>
  message(({ endpointUrl }) => ({ endpointUrl: endpointUrl.replace(/^https?:\/\/[^/]+/, origin) }))

/** As in a sandbox that was refreshed from an org which this bridge serves too. */
export const endpointOfAnotherOrg = message(({ endpointUrl }, { context }) => ({
  endpointUrl: endpointUrl.replace(context.org.orgKey, 'ponmlkjihgfedcba'),
}))

export const forgedKey = message(({ endpointUrl }) => ({ endpointUrl: `${endpointUrl.slice(0, -4)}AAAA` }))

export const messageWithout = (field: string): Plant =>
  message(({ fields }) => ({ fields: fields.filter((name) => name !== field) }))

export const messageSentBy = message((_, { org }) => ({ integrationUser: org.about.adminUsername }))

/** In the bridge a connection or a credential is changed as its operator or admin would. */
export const revokedKey: Plant = async ({ bare, context }) => {
  const { operatorToken } = bare.secrets
  const at = `${bare.bridge.url}/api/orgs/${context.org.orgKey}/credentials`
  const { generation } = await ask<{ generation: number }>('POST', `${at}/rotate`, undefined, operatorToken)
  await ask('DELETE', `${at}/trigger/${generation - 1}`, undefined, operatorToken)
  return setUpMends
}

export const isSandboxInBridge: Plant = async ({ context: { bridge, org } }) => {
  await bridge.connect({ organizationId: org.id, isSandbox: !org.isSandbox })
  return setUpMends
}

const integrationUser = async ({ query }: OrgWorld) =>
  (
    await query<{ Id: string; ProfileId: string; Username: string }>(
      "SELECT Id, ProfileId, Username FROM User WHERE Username LIKE 'survey.bridge@%'",
    )
  )[0]!

export const inactiveUser: Plant = async (world) => {
  const { Id } = await integrationUser(world)
  const user = world.context.connection.sobject('User')
  await user.update({ Id, IsActive: false })
  return () => user.update({ Id, IsActive: true })
}

const onProfile =
  (username: (world: OrgWorld) => Promise<string> | string, profile: string): Plant =>
  async (world) => {
    const name = await username(world)
    const [user] = await world.query<{ Id: string; ProfileId: string }>(
      `SELECT Id, ProfileId FROM User WHERE Username = '${name}'`,
    )
    const [other] = await world.query<{ Id: string }>(`SELECT Id FROM Profile WHERE Name = '${profile}'`)
    const users = world.context.connection.sobject('User')
    await users.update({ Id: user!.Id, ProfileId: other!.Id })
    return () => users.update({ Id: user!.Id, ProfileId: user!.ProfileId })
  }

export const loopingUser = onProfile(
  async (world) => (await integrationUser(world)).Username,
  'Minimum Access - API Only Integrations',
)
/** Whoever ran set-up is a Survey User. */
export const silentAgent = onProfile(({ org }) => org.about.adminUsername, 'Support Without Messages')

export const unassigned =
  (permissionSet: string): Plant =>
  async (world) => {
    const { Id: AssigneeId } = await integrationUser(world)
    const [held] = await world.query<{ Id: string; PermissionSetId: string }>(
      `SELECT Id, PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = '${AssigneeId}' AND PermissionSet.Name = '${permissionSet}'`,
    )
    const assignments = world.context.connection.sobject('PermissionSetAssignment')
    await assignments.destroy(held!.Id)
    return () => assignments.create({ AssigneeId, PermissionSetId: held!.PermissionSetId })
  }

/** Somebody took a field out of the permission sets in Setup. */
export const ungranted =
  (field: string): Plant =>
  async (world) => {
    const rows = await world.query<{ Id: string }>(
      `SELECT Id FROM FieldPermissions WHERE Field = '${field}' AND Parent.Name LIKE 'Survey_Integration%'`,
    )
    for (const { Id } of rows) await world.context.connection.sobject('FieldPermissions').destroy(Id)
    return setUpMends
  }

export const withoutField =
  (object: string, field: string): Plant =>
  async (world) => {
    const removal = manifest({ CustomField: [`${object}.${field}`] }, 'destructiveChanges.xml')
    await deployFiles(world.context, [manifest({}), removal])
    return setUpMends
  }

export const namedCredentialAt =
  (url: string): Plant =>
  async (world) => {
    const deploy = (address: string) => deployFiles(world.context, namedCredential(address))
    await deploy(url)
    return () => deploy(`${world.bare.bridge.url}/actions/${world.context.org.orgKey}`)
  }

const namedCredential = (url: string): DeployFile[] => [
  {
    path: 'namedCredentials/Survey_Bridge.namedCredential',
    text: `${head}<NamedCredential ${namespace}><allowMergeFieldsInBody>false</allowMergeFieldsInBody><allowMergeFieldsInHeader>false</allowMergeFieldsInHeader><calloutStatus>Enabled</calloutStatus><generateAuthorizationHeader>false</generateAuthorizationHeader><label>Survey Bridge</label><namedCredentialParameters><parameterName>Url</parameterName><parameterType>Url</parameterType><parameterValue>${url}</parameterValue></namedCredentialParameters><namedCredentialParameters><externalCredential>Survey_Bridge</externalCredential><parameterName>ExternalCredential</parameterName><parameterType>Authentication</parameterType></namedCredentialParameters><namedCredentialType>SecuredEndpoint</namedCredentialType></NamedCredential>`,
  },
  manifest({ NamedCredential: ['Survey_Bridge'] }),
]

/** The flow is switched off. */
export const flowOff: Plant = async (world) => {
  await setActive(world, 0)
  return async () => setActive(world, await newest(world))
}

/** Somebody saved another version of the flow, as Flow Builder does: it is not active. */
export const newerVersion: Plant = async (world) => {
  const wanted = await flowOf(world)
  const changed = wanted.replace('<field>IsClosed</field>', '<field>IsEscalated</field>')
  if (changed === wanted) throw new Error('the flow has another shape than this test knows')
  await deployFiles(world.context, flowFiles(changed))
  return async () => {
    await deployFiles(world.context, flowFiles(wanted))
    await setActive(world, await newest(world))
  }
}

/** … and activated it. */
export const changedFlow: Plant = async (world) => {
  await newerVersion(world)
  await setActive(world, await newest(world))
  return setUpMends
}

/** A workflow rule of old that does the same as the flow. */
export const ruleBesideFlow: Plant = async (world) => {
  const rule = 'Survey: Case Closed'
  const text = `${head}<Workflow ${namespace}><rules><fullName>${rule}</fullName><actions><name>Survey_Case_Closed</name><type>OutboundMessage</type></actions><active>true</active><formula>IsClosed</formula><triggerType>onCreateOrTriggeringUpdate</triggerType></rules></Workflow>`
  const members = { WorkflowRule: [`Case.${rule}`] }
  await deployFiles(world.context, [{ path: 'workflows/Case.workflow', text }, manifest(members)])
  return () => deployFiles(world.context, [manifest({}), manifest(members, 'destructiveChanges.xml')])
}

const flowFiles = (text: string): DeployFile[] => [
  { path: 'flows/Survey_Case_Closed.flow', text },
  manifest({ Flow: ['Survey_Case_Closed'] }),
]

/** As set-up makes it for this org. */
async function flowOf({ context: { bridge, connection } }: OrgWorld): Promise<string> {
  const programs = (await readDocumentsOf(bridge)).flatMap((one) => (one.kind === 'program' ? [one.body] : []))
  const { fields } = await connection.describe('Case')
  const types = new Map(fields.map(({ name, type }) => [name, type as string]))
  const place = { endpointUrl: '', integrationUser: '' }
  const { triggers } = generateTriggers(programs, new Map([['Case', types]]), place)
  return triggers.find(({ name }) => name === 'Survey_Case_Closed')!.flow
}

type Version = { VersionNumber: number; DefinitionId: string }

const versions = async ({ context: { connection } }: OrgWorld): Promise<Version[]> =>
  (
    await connection.tooling.query<Version>(
      "SELECT VersionNumber, DefinitionId FROM Flow WHERE Definition.DeveloperName = 'Survey_Case_Closed'",
    )
  ).records

const newest = async (world: OrgWorld): Promise<number> =>
  Math.max(...(await versions(world)).map(({ VersionNumber }) => VersionNumber))

async function setActive(world: OrgWorld, activeVersionNumber: number): Promise<void> {
  const [version] = await versions(world)
  await world.context.connection.request({
    method: 'PATCH',
    url: `/services/data/v66.0/tooling/sobjects/FlowDefinition/${version!.DefinitionId}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Metadata: { activeVersionNumber } }),
  })
}
