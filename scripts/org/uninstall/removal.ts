import { manifest, type DeployFile } from '../trigger/files.ts'
import type { FlowVersions } from './installed.ts'

const head = '<?xml version="1.0" encoding="UTF-8"?>\n'
const namespace = 'xmlns="http://soap.sforce.com/2006/04/metadata"'

/** A deploy that only deletes. */
export const removalOf = (members: Record<string, string[]>): DeployFile[] => [
  manifest({}),
  manifest(members, 'destructiveChanges.xml'),
]

/** Active flows cannot be deleted: version 0 is none (META/meta_flowdefinition). */
export const deactivation = (flows: readonly string[]): DeployFile[] => [
  ...flows.map((name) => ({
    path: `flowDefinitions/${name}.flowDefinition`,
    text: `${head}<FlowDefinition ${namespace}>\n    <activeVersionNumber>0</activeVersionNumber>\n</FlowDefinition>\n`,
  })),
  manifest({ FlowDefinition: [...flows] }),
]

/** A flow goes version by version: `Survey_Case_Closed-1`. */
export const versionsOf = (flows: FlowVersions[]): string[] =>
  flows.flatMap(({ name, versions }) => versions.map((version) => `${name}-${version}`))
