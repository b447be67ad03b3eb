import { moment } from '../../../data/dates.ts'
import { randomText } from '../../../data/ids.ts'
import type { StandInOrg, User } from '../../../org.ts'
import { text, type XmlNode } from '../../../schema/xml.ts'
import type { Component } from '../components.ts'
import type { Offered } from '../read-files.ts'
import {
  putApp,
  putAppPolicies,
  putAppSettings,
  putPermissionSet,
  putPermissionSetGroup,
  putProfile,
  putRow,
  removeRows,
} from './access.ts'
import { activate, putFlow, showFlow } from './flows.ts'
import { putField, putObject, putRule, removeField, removeObject } from './schema.ts'

type Effect = (org: StandInOrg, fullName: string, node: XmlNode) => void

/** What a component changes beyond being known. */
const effects: Record<string, Effect> = {
  CustomObject: putObject,
  CustomField: putField,
  ValidationRule: putRule,
  Profile: putProfile,
  PermissionSet: putPermissionSet,
  PermissionSetGroup: putPermissionSetGroup,
  ExternalClientApplication: putApp,
  ExtlClntAppGlobalOauthSettings(org, fullName, node) {
    const { consumerKey } = putAppSettings(org, node)
    const component = org.components.find('ExtlClntAppGlobalOauthSettings', fullName)
    if (!component || !org.switches.tellsConsumerKey || component.xml.includes('<consumerKey>')) return
    const told = `<consumerKey>${consumerKey}</consumerKey><consumerSecret>${randomText(64)}</consumerSecret>`
    org.components.put({ ...component, xml: component.xml.replace(/(?=<\/ExtlClntApp)/, told) })
  },
  ExtlClntAppOauthConfigurablePolicies: (org, _, node) => putAppPolicies(org, node),
  CustomNotificationType: (org, fullName, node) =>
    void putRow(org, 'CustomNotificationType', { DeveloperName: fullName }, { MasterLabel: text(node, 'masterLabel') }),
  FlowDefinition: (org, fullName, node) => void activate(org, fullName, Number(text(node, 'activeVersionNumber') || 0)),
}

/** Makes a component part of the org. */
export function applyComponent(org: StandInOrg, user: User, offered: Offered, flowsActive: boolean): void {
  const { type, fullName, fileName, xml, node } = offered
  const known = org.components.find(type, fullName)
  const component: Component = {
    type,
    fullName,
    fileName,
    xml,
    version: known?.version ?? 1,
    activeVersion: known?.activeVersion ?? 0,
    earlier: known?.earlier ?? {},
    modifiedAt: moment(org.clock.now()),
    modifiedBy: user.name,
  }
  if (type === 'Flow' && node) return putFlow(org, component, known, node, flowsActive)
  org.components.put(component)
  if (node) effects[type]?.(org, fullName, node)
}

/** What a restart must do again: schema and apps live in memory. */
export function applyAgain(org: StandInOrg, component: Component, node: XmlNode): void {
  const inMemory = ['CustomObject', 'CustomField', 'ValidationRule', 'ExtlClntAppGlobalOauthSettings']
  const policies = 'ExtlClntAppOauthConfigurablePolicies'
  if ([...inMemory, policies].includes(component.type)) effects[component.type]?.(org, component.fullName, node)
}

const tables: Record<string, [string, string]> = {
  PermissionSet: ['PermissionSet', 'Name'],
  PermissionSetGroup: ['PermissionSetGroup', 'DeveloperName'],
  Profile: ['Profile', 'Name'],
  ExternalClientApplication: ['ExternalClientApplication', 'DeveloperName'],
  CustomNotificationType: ['CustomNotificationType', 'DeveloperName'],
}

export function removeComponent(org: StandInOrg, type: string, fullName: string): void {
  const name = type === 'Flow' ? fullName.replace(/-\d+$/, '') : fullName
  const table = tables[type]
  if (table) removeRows(org, table[0], table[1], name)
  if (type === 'CustomField') removeField(org, name)
  if (type === 'CustomObject') removeObject(org, name)
  if (type === 'ExternalClientApplication') org.removeApp(name)
  org.components.remove(type, name)
  if (type === 'CustomObject' || type === 'Workflow')
    for (const child of org.components.all().filter((one) => one.fullName.startsWith(`${name}.`)))
      org.components.remove(child.type, child.fullName)
  if (type === 'Flow') showFlow(org, name)
}
