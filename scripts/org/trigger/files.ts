import { apiVersion } from '../frame/login.ts'
import type { Trigger } from './generate.ts'
import { escapeXml } from './templates.ts'

/** Files in metadata format, `package.xml` among them; one deploy takes them all or none. */
export type DeployFile = { path: string; text: string }

const head = '<?xml version="1.0" encoding="UTF-8"?>\n'
const namespace = 'xmlns="http://soap.sforce.com/2006/04/metadata"'

/** Messages and flows together: a flow that names a missing message is refused. Members are the messages alone, so that nothing else on the object's workflow file is touched. */
export function triggerFiles(triggers: Trigger[]): DeployFile[] {
  const objects = Map.groupBy(triggers, ({ object }) => object)
  return [
    ...[...objects].map(([object, some]) => ({ path: `workflows/${object}.workflow`, text: workflowOf(some) })),
    ...triggers.map(({ name, flow }) => ({ path: `flows/${name}.flow`, text: flow })),
    manifest({
      WorkflowOutboundMessage: triggers.map(({ object, name }) => `${object}.${name}`),
      Flow: triggers.map(({ name }) => name),
    }),
  ]
}

/** `package.xml` with these members. */
export function manifest(members: Record<string, string[]>, path = 'package.xml'): DeployFile {
  const types = Object.entries(members)
    .filter(([, names]) => names.length > 0)
    .map(
      ([type, names]) =>
        `    <types>\n${names.map((name) => `        <members>${escapeXml(name)}</members>\n`).join('')}        <name>${type}</name>\n    </types>\n`,
    )
  return {
    path,
    text: `${head}<Package ${namespace}>\n${types.join('')}    <version>${apiVersion}</version>\n</Package>\n`,
  }
}

const workflowOf = (triggers: Trigger[]): string =>
  `${head}<Workflow ${namespace}>\n${triggers.map(messageXml).join('')}</Workflow>\n`

const messageXml = ({ message }: Trigger): string => `    <outboundMessages>
        <fullName>${message.name}</fullName>
        <apiVersion>${apiVersion}</apiVersion>
        <description>${escapeXml(message.description)}</description>
        <endpointUrl>${escapeXml(message.endpointUrl)}</endpointUrl>
${message.fields.map((field) => `        <fields>${field}</fields>\n`).join('')}        <includeSessionId>false</includeSessionId>
        <integrationUser>${escapeXml(message.integrationUser)}</integrationUser>
        <name>${escapeXml(message.label)}</name>
        <protected>false</protected>
        <useDeadLetterQueue>false</useDeadLetterQueue>
    </outboundMessages>
`
