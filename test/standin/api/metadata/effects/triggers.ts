import type { StandInOrg } from '../../../org.ts'
import { readFlow } from '../../../outbound/triggers/flow.ts'
import { readRule } from '../../../outbound/triggers/legacy.ts'
import type { Saving } from '../../../outbound/triggers/saving.ts'
import { all, child, text, type XmlNode } from '../../../schema/xml.ts'
import { elementOf, type Component } from '../components.ts'

/** An outbound message's definition. */
export type Action = { name: string; object: string; fields: string[]; apiVersion: string; endpoint: string }

export type Trigger = {
  name: string
  kind: 'flow' | 'legacy'
  object: string
  messages: string[]
  /** The outbound messages this save causes. */
  fires: (saving: Saving) => string[]
}
export type Deployment = { actions: Map<string, Action>; triggers: Trigger[] }

/** What runs on a save: active flows that send outbound messages, active workflow rules, and the messages they send. */
export function deploymentOf({ components }: StandInOrg): Deployment {
  const actions = components.all('WorkflowOutboundMessage').map(toAction)
  const flows = components
    .all('Flow')
    .filter(({ activeVersion }) => activeVersion > 0)
    .map((flow) => ({ name: flow.fullName, node: elementOf({ ...flow, xml: activeXml(flow) }) }))
    .filter(({ node }) => sendsMessages(node))
    .map(({ name, node }) => readFlow(name, node))
  const rules = components
    .all('WorkflowRule')
    .map((rule) => ({ object: rule.fullName.split('.')[0] ?? '', node: elementOf(rule) }))
    .filter(({ node }) => text(node, 'active') === 'true')
    .map(({ object, node }) => readRule(object, node))
  return { actions: new Map(actions.map((action) => [action.name, action])), triggers: [...flows, ...rules] }
}

/** The version of a flow that runs. */
export const activeXml = (flow: Component): string =>
  flow.activeVersion === flow.version ? flow.xml : (flow.earlier[String(flow.activeVersion)] ?? flow.xml)

function toAction(component: Component): Action {
  const message = elementOf(component)
  return {
    name: component.fullName,
    object: component.fullName.split('.')[0] ?? '',
    fields: all(message, 'fields').map((field) => field.text.trim()),
    apiVersion: text(message, 'apiVersion'),
    endpoint: text(message, 'endpointUrl'),
  }
}

const sendsMessages = (flow: XmlNode): boolean =>
  all(flow, 'actionCalls').some((action) => text(action, 'actionType') === 'outboundMessage')

/** Why a flow that sends messages could not be run here, or null. Other flows are stored and never run. */
export function isReadable(name: string, flow: XmlNode): string | null {
  if (!sendsMessages(flow) || !child(flow, 'start')) return null
  try {
    readFlow(name, flow)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
