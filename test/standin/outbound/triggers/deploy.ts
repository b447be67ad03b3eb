import { deployFiles } from '../../api/metadata/deploy.ts'
import { manifestOf, type Files, type Members } from '../../api/metadata/zip.ts'
import type { StandInOrg } from '../../org.ts'
import { all, child, parseXml, text } from '../../schema/xml.ts'
import { filledIn, readTemplates, type Template } from '../../../../scripts/org/trigger/templates.ts'

/** What an admin asks setup to deploy. */
export type TriggerOrder = {
  endpoint: string
  kinds?: ('flow' | 'legacy')[]
  /** Names of outbound messages, with or without their `Survey_`; without it everything the org can hold. */
  only?: string[]
  accountField?: string
  accountEmailField?: string
}

/** One flow or rule of the templates, with the messages it sends. */
type Offer = { name: string; kind: 'flow' | 'legacy'; object: string; messages: string[]; template: Template }

/** Deploys the package's templates, as the Metadata API would take them from setup, in the place of what was there. Gives what the org has no object for. */
export function deployTemplates(org: StandInOrg, order: TriggerOrder): string[] {
  const user = org.users.find(({ kind }) => kind === 'integration') ?? org.users[0]!
  const templates = readTemplates().map((template) =>
    filledIn(template, {
      __ENDPOINT_URL__: order.endpoint,
      __INTEGRATION_USERNAME__: user.username,
      __ACCOUNT_FIELD__: order.accountField ?? 'Type',
      __ACCOUNT_EMAIL_FIELD__: order.accountEmailField ?? 'Survey_Email__c',
    }),
  )
  const wanted = templates
    .flatMap(offersOf)
    .filter(({ kind }) => (order.kinds ?? ['flow']).includes(kind))
    .filter(({ messages }) => !order.only || messages.some((name) => order.only!.some((asked) => isNamed(name, asked))))
  // Orders may be off in an org: setup leaves their triggers out.
  const known = wanted.filter(({ object }) => org.schema.find(object) !== undefined)
  removeTriggers(org)
  const deploy = deployFiles(org, user, filesOf(known, templates), { flowsActive: true })
  const failed = deploy.messages.filter(({ problem }) => problem !== null)
  if (failed.length > 0) throw new Error(failed.map(({ fullName, problem }) => `${fullName}: ${problem}`).join('; '))
  return wanted.filter((offer) => !known.includes(offer)).map(({ name }) => name)
}

/** All messages, and all flows and rules that send them. */
export function removeTriggers(org: StandInOrg): void {
  for (const { type, fullName, xml } of org.components.all()) {
    const isOurs = type === 'Flow' ? xml.includes('outboundMessage</actionType>') : type.startsWith('Workflow')
    if (isOurs) org.components.remove(type, fullName)
  }
  org.components.changed()
}

const isNamed = (message: string, asked: string): boolean => {
  const name = message.slice(message.indexOf('.') + 1)
  return name === asked || name === `Survey_${asked}`
}

function offersOf(template: Template): Offer[] {
  const node = parseXml(template.text)
  if (template.type === 'flow') {
    const start = child(node, 'start')
    const messages = all(node, 'actionCalls').map((action) => text(action, 'actionName'))
    return [{ name: template.name, kind: 'flow', object: start ? text(start, 'object') : '', messages, template }]
  }
  return all(node, 'rules').map((rule) => ({
    name: text(rule, 'fullName'),
    kind: 'legacy',
    object: template.name,
    messages: all(rule, 'actions').map((action) => `${template.name}.${text(action, 'name')}`),
    template,
  }))
}

/** The chosen flows and rules with their messages, in metadata format. */
function filesOf(offers: Offer[], templates: Template[]): Files {
  const files: Files = new Map()
  const members: Members = []
  for (const { kind, name, object, template } of offers) {
    if (kind === 'flow') files.set(`flows/${name}.flow`, template.text)
    members.push({
      type: kind === 'flow' ? 'Flow' : 'WorkflowRule',
      member: kind === 'flow' ? name : `${object}.${name}`,
    })
  }
  const messages = [...new Set(offers.flatMap((offer) => offer.messages))]
  for (const member of messages) members.push({ type: 'WorkflowOutboundMessage', member })
  // The legacy file of an object holds the same messages as the other one, and the rules besides.
  for (const object of new Set(messages.map((member) => member.split('.')[0] ?? ''))) {
    const folder = offers.some(({ kind }) => kind === 'legacy') ? 'legacy' : 'trigger'
    const found = templates.find((one) => one.type === 'workflow' && one.name === object && one.folder === folder)
    files.set(`workflows/${object}.workflow`, found?.text ?? '')
  }
  files.set('package.xml', manifestOf(members, '66.0'))
  return files
}
