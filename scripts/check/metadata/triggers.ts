import type { Problem } from '../problem.ts'
import { collectNames } from './names.ts'
import { type Area, type MetadataFile, problem } from './sources.ts'
import { all, type Element, textAt } from './xml.ts'

/** The value that tells two events of one record apart; a message without it makes no invitation. */
export const occasions: Record<string, string> = {
  Case: 'ClosedDate',
  Opportunity: 'LastStageChangeDate',
  Order: 'ActivatedDate',
  Contract: 'ActivatedDate',
  Account: '__ACCOUNT_FIELD__',
}

const bypass = 'Survey_Bridge_Bypass'
const isPlaceholder = (name: string) => /^__[A-Z_]+__$/.test(name)

export type Message = { file: MetadataFile; object: string; name: string; fields: string[]; element: Element }

/** The outbound messages of an area, by object and name. */
export const messagesOf = (files: MetadataFile[], area: Area): Message[] =>
  files
    .filter((file) => file.area === area && file.type === 'workflow')
    .flatMap((file) =>
      all(file.root, 'outboundMessages').map((element) => ({
        file,
        object: file.name,
        name: textAt(element, 'fullName'),
        fields: all(element, 'fields').map((field) => field.text),
        element,
      })),
    )

/** Outbound messages: fields that exist, the occasion among them, no session id, nothing of one org. */
export function checkMessages(files: MetadataFile[]): Problem[] {
  const names = collectNames(files)
  return (['trigger', 'legacy'] as const).flatMap((area) =>
    messagesOf(files, area).flatMap(({ file, object, name, fields, element }) => {
      const found: Problem[] = []
      const say = (message: string) => void found.push(problem(file, element, `${name}: ${message}`))
      for (const field of fields)
        if (!isPlaceholder(field) && !names.hasField(object, field)) say(`${object} has no field ${field}`)
      if (new Set(fields).size < fields.length) say('a field is listed twice')
      for (const field of ['Id', occasions[object] ?? ''])
        if (!fields.includes(field)) say(`the message lacks ${field || 'an occasion'}`)
      if (textAt(element, 'includeSessionId') !== 'false') say('includeSessionId must be false')
      if (textAt(element, 'endpointUrl') !== '__ENDPOINT_URL__') say('the endpoint is no placeholder')
      if (textAt(element, 'integrationUser') !== '__INTEGRATION_USERNAME__') say('the user is no placeholder')
      return found
    }),
  )
}

/** Workflow rules: they send messages that exist, ask about fields that exist, and honour the bypass. */
export function checkRules(files: MetadataFile[]): Problem[] {
  const names = collectNames(files)
  const messages = messagesOf(files, 'legacy')
  const templates = messagesOf(files, 'trigger')
  const found: Problem[] = []
  for (const file of files.filter(({ area, type }) => area === 'legacy' && type === 'workflow'))
    for (const rule of all(file.root, 'rules')) {
      const formula = textAt(rule, 'formula')
      const say = (message: string) => void found.push(problem(file, rule, `${textAt(rule, 'fullName')}: ${message}`))
      for (const action of all(rule, 'actions'))
        if (!messages.some(({ object, name }) => object === file.name && name === textAt(action, 'name')))
          say(`there is no message ${textAt(action, 'name')}`)
      if (!formula.includes(`NOT($Permission.${bypass})`)) say('the rule has no bypass')
      for (const field of fieldsIn(formula))
        if (!isPlaceholder(field) && !names.hasField(file.name, field)) say(`${file.name} has no field ${field}`)
    }
  for (const { file, object, name, fields, element } of messages) {
    const template = templates.find((other) => other.object === object && other.name === name)
    if (template?.fields.join() !== fields.join())
      found.push(problem(file, element, `${name}: not the message of the template in trigger`))
  }
  return found
}

const functions = ['AND', 'OR', 'NOT', 'ISPICKVAL', 'ISCHANGED']

const fieldsIn = (formula: string): string[] =>
  (formula.replace(/"[^"]*"/g, '').match(/\$?[A-Za-z_][\w.]*/g) ?? []).filter(
    (word) => !word.startsWith('$') && !functions.includes(word),
  )

/** Flows: every connector leads somewhere, no fault rolls a save back, templates fire on a change and honour the bypass. */
export function checkFlows(files: MetadataFile[]): Problem[] {
  const names = collectNames(files)
  const messages = messagesOf(files, 'trigger')
  const found: Problem[] = []
  for (const file of files.filter(({ type }) => type === 'flow')) {
    const say = (element: Element, message: string) => void found.push(problem(file, element, message))
    const elements = new Map(file.root.children.map((element) => [textAt(element, 'name'), element]))
    for (const target of targetsIn(file.root))
      if (!elements.has(target.text)) say(target, `the connector leads to ${target.text}, which is not there`)
    for (const action of all(file.root, 'actionCalls')) {
      const name = textAt(action, 'actionName')
      if (all(action, 'faultConnector').length === 0)
        say(action, `${name} has no fault connector: a fault would undo the save`)
      if (textAt(action, 'actionType') === 'outboundMessage' && !messages.some((m) => `${m.object}.${m.name}` === name))
        say(action, `there is no message ${name}`)
    }
    const start = all(file.root, 'start')[0]
    if (file.area !== 'trigger' || start === undefined) continue
    const object = textAt(start, 'object')
    for (const filter of all(start, 'filters')) {
      const field = textAt(filter, 'field')
      if (!isPlaceholder(field) && !names.hasField(object, field)) say(filter, `${object} has no field ${field}`)
    }
    if (!firesOnChange(start)) say(start, 'the flow must run after a save that made the conditions true')
    const next = elements.get(textAt(start, 'connector', 'targetReference'))
    if (next?.name !== 'decisions' || !asksForBypass(next)) say(start, `the first step must ask for ${bypass}`)
  }
  if (!names.hasCustomPermission(bypass))
    found.push({ file: 'lwc-package/main', line: 1, message: `no custom permission ${bypass}` })
  for (const { file, object, name, element } of messages)
    if (!files.some((other) => other.type === 'flow' && sends(other, `${object}.${name}`)))
      found.push(problem(file, element, `no flow sends ${object}.${name}`))
  return found
}

const sends = (flow: MetadataFile, message: string): boolean =>
  all(flow.root, 'actionCalls').some((action) => textAt(action, 'actionName') === message)

/** `IsChanged` is no condition that can become true, so it goes without the requirement, on updates only. */
function firesOnChange(start: Element): boolean {
  if (textAt(start, 'triggerType') !== 'RecordAfterSave') return false
  const required = textAt(start, 'doesRequireRecordChangedToMeetCriteria') === 'true'
  const changes = all(start, 'filters').some((filter) => textAt(filter, 'operator') === 'IsChanged')
  const on = textAt(start, 'recordTriggerType')
  return changes ? on === 'Update' && !required : on === 'CreateAndUpdate' && required
}

/** Whoever holds the permission goes nowhere; everybody else goes on. */
const asksForBypass = (decision: Element): boolean =>
  all(decision, 'defaultConnector').length === 1 &&
  all(decision, 'rules').some(
    (rule) =>
      textAt(rule, 'conditions', 'leftValueReference') === `$Permission.${bypass}` &&
      textAt(rule, 'conditions', 'operator') === 'EqualTo' &&
      textAt(rule, 'conditions', 'rightValue', 'booleanValue') === 'true' &&
      all(rule, 'connector').length === 0,
  )

function targetsIn(element: Element): Element[] {
  return element.children.flatMap((child) => (child.name === 'targetReference' ? [child] : targetsIn(child)))
}
