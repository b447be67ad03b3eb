import type { StandInOrg } from '../../org.ts'
import { all, text } from '../../schema/xml.ts'
import { fieldTypes } from './fields.ts'
import { readFlow } from './flow.ts'
import { readRules } from './legacy.ts'
import type { Saving } from './saving.ts'
import { readTemplates, type Template } from './templates.ts'

/** What an admin asks setup to deploy. */
export type TriggerOrder = {
  endpoint: string
  kinds?: ('flow' | 'legacy')[]
  /** Names of outbound messages, with or without their `Survey_`; without it everything the org can hold. */
  only?: string[]
  accountField?: string
  accountEmailField?: string
}

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
export type Deployment = { actions: Map<string, Action>; triggers: Trigger[]; skipped: string[] }

export const nothingDeployed: Deployment = { actions: new Map(), triggers: [], skipped: [] }

/** Reads the templates for an org; refuses what a deploy would refuse: a message with a field the org does not have. */
export function deploy(org: StandInOrg, order: TriggerOrder): Deployment {
  const integration = org.users.find(({ kind }) => kind === 'integration')
  const templates = readTemplates({
    __ENDPOINT_URL__: order.endpoint,
    __INTEGRATION_USERNAME__: integration?.username ?? '',
    __ACCOUNT_FIELD__: order.accountField ?? 'Type',
    __ACCOUNT_EMAIL_FIELD__: order.accountEmailField ?? 'Survey_Email__c',
  })
  const wanted = templates
    .flatMap(readTriggers)
    .filter(({ kind }) => (order.kinds ?? ['flow']).includes(kind))
    .filter(({ messages }) => !order.only || messages.some((name) => order.only!.some((asked) => isNamed(name, asked))))
  // Orders may be off in an org: setup leaves their triggers out.
  const [triggers, skipped] = [true, false].map((known) =>
    wanted.filter(({ object }) => (org.schema.find(object) !== undefined) === known),
  ) as [Trigger[], Trigger[]]
  const used = new Set(triggers.flatMap(({ messages }) => messages))
  const actions = templates.flatMap(readActions).filter(({ name }) => used.has(name))
  for (const action of actions) checkFields(org, action)
  return {
    actions: new Map(actions.map((action) => [action.name, action])),
    triggers,
    skipped: skipped.map(({ name }) => name),
  }
}

const isNamed = (message: string, asked: string): boolean => {
  const name = message.slice(message.indexOf('.') + 1)
  return name === asked || name === `Survey_${asked}`
}

const readTriggers = ({ type, name, content }: Template): Trigger[] =>
  type === 'flow' ? [readFlow(name, content)] : readRules(name, content)

const readActions = ({ type, name: object, content }: Template): Action[] =>
  type === 'flow'
    ? []
    : all(content, 'outboundMessages').map((message) => ({
        name: `${object}.${text(message, 'fullName')}`,
        object,
        fields: all(message, 'fields').map((field) => field.text.trim()),
        apiVersion: text(message, 'apiVersion'),
        endpoint: text(message, 'endpointUrl'),
      }))

function checkFields(org: StandInOrg, { name, object, fields }: Action): void {
  const known = fieldTypes(org, object)
  const missing = fields.filter((field) => !known.has(field))
  if (missing.length > 0) throw new Error(`${name}: ${object} has no field ${missing.join(', ')} in this org`)
}
