import type { StandInOrg } from '../../../org.ts'
import { child, parseXml, text, type XmlNode } from '../../../schema/xml.ts'
import type { Component } from '../components.ts'
import { putRow, removeRows } from './access.ts'

/** A new version of a flow. In production it arrives inactive unless the org says otherwise; the same text makes no new version. */
export function putFlow(
  org: StandInOrg,
  component: Component,
  known: Component | undefined,
  node: XmlNode,
  isForced: boolean,
): void {
  const wants = text(node, 'status') === 'Active'
  const may = isForced || org.isSandbox || org.switches.deploysFlowsActive
  const version = known ? known.version + Number(known.xml !== component.xml) : 1
  const earlier =
    known && version > known.version ? { ...known.earlier, [known.version]: known.xml } : (known?.earlier ?? {})
  const activeVersion = wants && may ? version : (known?.activeVersion ?? 0)
  org.components.put({ ...component, version, earlier, activeVersion })
  showFlow(org, component.fullName)
}

/** Makes one version run, or none with 0. False when there is no such flow or version. */
export function activate(org: StandInOrg, name: string, version: number): boolean {
  const flow = org.components.find('Flow', name)
  if (!flow || version < 0 || version > flow.version) return false
  org.components.put({ ...flow, activeVersion: version })
  showFlow(org, name)
  return true
}

/** The row that people and set-up pages read. */
export function showFlow(org: StandInOrg, name: string): void {
  const flow = org.components.find('Flow', name)
  if (!flow) return removeRows(org, 'FlowDefinitionView', 'ApiName', name)
  const node = parseXml(flow.xml)
  const start = child(node, 'start')
  putRow(
    org,
    'FlowDefinitionView',
    { ApiName: name },
    {
      DurableId: definitionId(org, name),
      Label: text(node, 'label'),
      Description: text(node, 'description') || null,
      ProcessType: text(node, 'processType'),
      TriggerType: start ? text(start, 'triggerType') || null : null,
      IsActive: flow.activeVersion > 0,
      ActiveVersionId: flow.activeVersion > 0 ? versionId(org, name, flow.activeVersion) : null,
      ActiveVersionNumber: flow.activeVersion || null,
      LatestVersionId: versionId(org, name, flow.version),
      VersionNumber: flow.version,
    },
  )
}

export const definitionId = (org: StandInOrg, name: string): string =>
  org.store.setting(`flow ${name}`, () => org.newId('300'))

export const versionId = (org: StandInOrg, name: string, version: number): string =>
  org.store.setting(`flow ${name} ${version}`, () => org.newId('301'))
