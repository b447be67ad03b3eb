import { fieldsOf } from '../../../bridge/definitions/conditions/evaluate.ts'
import type { Program } from '../../../bridge/definitions/program.ts'
import { filtersIn, renderFilters, startOf, type FieldTypes, type Start } from './filters.ts'
import { blockOf, escapeXml, filledIn, readTemplates, textsOf, type Template } from './templates.ts'

/** What tells the bridge about one event: an outbound message and the flow that sends it. */
export type Trigger = {
  /** Without the object: `Survey_Case_Closed`. Flow and message share it. */
  name: string
  object: string
  /** Programs that listen to it. */
  programs: string[]
  message: Message
  /** The flow in metadata format. */
  flow: string
  /** True when it fires more often than the programs ask; the bridge decides. */
  isWeaker: boolean
}
export type Message = {
  name: string
  label: string
  description: string
  fields: string[]
  endpointUrl: string
  integrationUser: string
}

/** Why a program gets no trigger in this org. */
export type Omitted = { program: string; reason: string }

export type Place = { endpointUrl: string; integrationUser: string }

/** Describe of the objects the programs name; an object the org does not have is absent. */
export type Objects = ReadonlyMap<string, FieldTypes>

/** The triggers of all programs that are not off, from the templates and from what this org has. Pure: same input, same output. */
export function generateTriggers(
  programs: Program[],
  objects: Objects,
  place: Place,
  templates: Template[] = readTemplates(['trigger']),
): { triggers: Trigger[]; omitted: Omitted[] } {
  const triggers = new Map<string, Trigger>()
  const omitted: Omitted[] = []
  for (const program of programs) {
    const made = generateTrigger(program, objects, place, templates)
    if ('reason' in made) {
      omitted.push(made)
      continue
    }
    const key = `${made.object}.${made.name}`
    const known = triggers.get(key)
    if (known) {
      known.programs.push(program.program)
      known.message.fields = [...new Set([...known.message.fields, ...made.message.fields])]
    } else triggers.set(key, made)
  }
  return { triggers: [...triggers.values()], omitted }
}

function generateTrigger(program: Program, objects: Objects, place: Place, templates: Template[]): Trigger | Omitted {
  const { object, when } = program.on
  const types = objects.get(object)
  const omit = (reason: string): Omitted => ({ program: program.program, reason })
  if (program.mode === 'off') return omit('it is off')
  if (!types) return omit(`the org has no object ${object}`)
  if (!types.has(program.occasion)) return omit(`${object} has no field ${program.occasion} in this org`)
  const start = startOf(when, program.occasion, types)
  const likeIt = templates.find((one) => one.type === 'flow' && asksTheSame(one, object, program, start))
  const name = likeIt?.name ?? nameOf(program.program)
  const message = messageOf(name, program, types, place, templates)
  const base = likeIt ?? templates.find((one) => one.type === 'flow' && one.name === 'Survey_Case_Closed')
  if (!base) return omit('the package has no template of a flow')
  const flow = likeIt ? fillFlow(likeIt, program) : flowOf(base, name, message, object, start)
  return { name, object, programs: [program.program], message, flow, isWeaker: start.isWeaker }
}

/** `vip-case-solved` → `Survey_Vip_Case_Solved`. */
const nameOf = (program: string): string =>
  `Survey_${program
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('_')}`

const fillFlow = (template: Template, program: Program): string =>
  filledIn(template, {
    __ENDPOINT_URL__: '',
    __INTEGRATION_USERNAME__: '',
    __ACCOUNT_FIELD__: program.occasion,
    __ACCOUNT_EMAIL_FIELD__: program.recipient.email[0] ?? '',
  }).text

function asksTheSame(template: Template, object: string, program: Program, start: Start): boolean {
  const flow = fillFlow(template, program)
  const [asked] = textsOf(blockOf(flow, 'start'), 'object')
  const [logic = 'and'] = textsOf(flow, 'filterLogic')
  const filters = filtersIn(flow)
  return (
    asked === object &&
    (filters.length === 1 || logic === start.logic) &&
    JSON.stringify(filters) === JSON.stringify(start.filters)
  )
}

/** A flow of the template's shape with another start. */
function flowOf({ text, name: old }: Template, name: string, message: Message, object: string, start: Start): string {
  const oldObject = textsOf(blockOf(text, 'start'), 'object')[0] ?? ''
  const block = blockOf(text, 'start')
    .replace(/^\s*<doesRequire[\s\S]*?\n/m, '')
    .replace(/^\s*<filterLogic>[\s\S]*?<\/filterLogic>\n/m, '')
    .replace(/^\s*<filters>[\s\S]*<\/filters>\n/m, '')
    .replace(`<object>${oldObject}</object>`, `<object>${object}</object>`)
    .replace(/<recordTriggerType>\w+</, `<recordTriggerType>${start.isChange ? 'Update' : 'CreateAndUpdate'}<`)
    .replace(
      /^(\s*)<object>/m,
      () =>
        `${start.isChange ? '' : '        <doesRequireRecordChangedToMeetCriteria>true</doesRequireRecordChangedToMeetCriteria>\n'}        <filterLogic>${start.logic}</filterLogic>\n${renderFilters(start)}        <object>`,
    )
  const [oldLabel = ''] = textsOf(text.replace(/<(actionCalls|assignments|decisions)>[\s\S]*?<\/\1>/g, ''), 'label')
  return text
    .replace(blockOf(text, 'start'), block)
    .replaceAll(`${oldObject}.${old}`, `${object}.${name}`)
    .replaceAll(oldLabel, escapeXml(message.label))
    .replace(/^( {4}<description>)[^<]*/m, `$1${escapeXml(message.description)}`)
}

function messageOf(name: string, program: Program, types: FieldTypes, place: Place, templates: Template[]): Message {
  const { object } = program.on
  const workflow = templates.find((one) => one.type === 'workflow' && one.name === object)?.text ?? ''
  const blocks = [...workflow.matchAll(/<outboundMessages>[\s\S]*?<\/outboundMessages>/g)].map(([block]) => block)
  const own = blocks.find((block) => textsOf(block, 'fullName')[0] === name)
  const usual = textsOf(own ?? blocks[0] ?? '', 'fields').filter((field) => !field.startsWith('__'))
  const wanted = [...usual, ...standing, ...fieldsOfProgram(program), ...extras(types)]
  const label = (own && textsOf(own, 'name')[0]) ?? `Survey: ${program.program}`
  const about = (own && textsOf(own, 'description')[0]) ?? `Tells Survey Bridge about the program ${program.program}.`
  return {
    name,
    label,
    description: about,
    fields: [...new Set(wanted)].filter((field) => types.has(field)),
    ...place,
  }
}

/** On every message: who and when, so that the bridge can tell old from new and drop its own changes. */
const standing = ['Id', 'OwnerId', 'CreatedDate', 'LastModifiedById', 'LastModifiedDate']

/** Fields that exist only in some orgs, and that texts and mappings want where they do. */
const extras = (types: FieldTypes): string[] =>
  ['CurrencyIsoCode', 'IsPersonAccount', 'PersonContactId', 'PersonEmail', 'PersonHasOptedOutOfEmail'].filter((name) =>
    types.has(name),
  )

/** Fields of the record itself that the program looks at; a parent's field cannot stand on a message. */
function fieldsOfProgram({ on, occasion, recipient, records }: Program): string[] {
  const paths = [
    ...(on.when ? fieldsOf(on.when) : []),
    occasion,
    ...recipient.email,
    recipient.person ?? 'Id',
    recipient.name ?? 'Id',
    recipient.language ?? 'Id',
    ...Object.values(records),
  ]
  return paths.filter((path): path is string => path !== undefined && !path.includes('.'))
}
