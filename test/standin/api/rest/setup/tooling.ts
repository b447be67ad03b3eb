import type { Answer, Ask, Context } from '../reply.ts'
import { errorAnswer, notFound } from '../reply.ts'
import { query } from '../query.ts'
import { rejected } from '../../../data/record.ts'
import type { StandInOrg } from '../../../org.ts'
import { all, parseXml, text, type XmlNode } from '../../../schema/xml.ts'
import { elementOf, type Component } from '../../metadata/components.ts'
import { activeXml } from '../../metadata/effects/triggers.ts'
import { activate, definitionId, versionId } from '../../metadata/effects/flows.ts'

type Row = Record<string, unknown>

/** Objects that only the Tooling API has, made from the components at each question. */
const tables: Record<string, (org: StandInOrg) => Row[]> = {
  FlowDefinition: (org) =>
    org.components.all('Flow').map((flow) => ({
      Id: definitionId(org, flow.fullName),
      DeveloperName: flow.fullName,
      MasterLabel: text(elementOf(flow), 'label'),
      ActiveVersionId: flow.activeVersion ? versionId(org, flow.fullName, flow.activeVersion) : null,
      LatestVersionId: versionId(org, flow.fullName, flow.version),
    })),
  Flow: (org) => org.components.all('Flow').flatMap((flow) => versionsOf(org, flow)),
  WorkflowOutboundMessage: (org) =>
    org.components.all('WorkflowOutboundMessage').map((message) => ({
      Id: org.store.setting(`message ${message.fullName}`, () => org.newId('04k')),
      Name: message.fullName.split('.')[1],
      FullName: message.fullName,
      EntityDefinitionId: message.fullName.split('.')[0],
      Metadata: toJson(elementOf(message)),
    })),
}

function versionsOf(org: StandInOrg, flow: Component): Row[] {
  return Array.from({ length: flow.version }, (_, index) => index + 1).map((number) => {
    const xml = number === flow.version ? flow.xml : (flow.earlier[String(number)] ?? flow.xml)
    const node = parseXml(number === flow.activeVersion ? activeXml(flow) : xml)
    return {
      Id: versionId(org, flow.fullName, number),
      VersionNumber: number,
      Status: number === flow.activeVersion ? 'Active' : number === flow.version ? 'Draft' : 'Obsolete',
      ProcessType: text(node, 'processType'),
      MasterLabel: text(node, 'label'),
      FullName: `${flow.fullName}-${number}`,
      DefinitionId: definitionId(org, flow.fullName),
      Definition: { DeveloperName: flow.fullName, Id: definitionId(org, flow.fullName) },
      Metadata: toJson(node),
    }
  })
}

/** `GET /tooling/query?q=`: simple queries of those objects; all others are the data's. */
export function toolingQuery(ask: Ask, context: Context): Answer {
  const soql = ask.search.get('q') ?? ''
  const [, fields = '', object = '', rest = ''] = /^\s*SELECT\s+([\s\S]+?)\s+FROM\s+(\w+)([\s\S]*)$/i.exec(soql) ?? []
  const table = tables[object]
  if (!table) return query(ask, context, false)
  const [, where = ''] = /WHERE\s+([\s\S]*?)(?:\s+ORDER\s|\s+LIMIT\s|$)/i.exec(rest) ?? []
  const rows = table(context.org).filter((row) => conditionsOf(where).every((holds) => holds(row)))
  const names = fields.split(',').map((name) => name.trim())
  if (names.some((name) => /^(Metadata|FullName)$/i.test(name)) && rows.length > 1)
    throw rejected(
      'MALFORMED_QUERY',
      'When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than one row for retrieval.',
    )
  const records = rows.map((row) => ({
    attributes: { type: object, url: `/services/data/v${ask.version}/tooling/sobjects/${object}/${String(row['Id'])}` },
    ...pick(row, names),
  }))
  return {
    status: 200,
    body: {
      size: records.length,
      totalSize: records.length,
      done: true,
      queryLocator: null,
      entityTypeName: object,
      records,
    },
  }
}

const valueAt = (row: Row, path: string): unknown =>
  path.split('.').reduce<unknown>((value, step) => (value as Row | null)?.[step] ?? null, row)

function pick(row: Row, names: string[]): Row {
  const picked: Row = {}
  for (const name of names) {
    const [parent = '', child] = name.split('.')
    if (child) picked[parent] = { ...(picked[parent] as Row | undefined), [child]: valueAt(row, name) }
    else picked[name] = row[name] ?? null
  }
  return picked
}

/** `a = 'x'`, `a IN ('x', 'y')`, `a LIKE 'x%'`, `a != null`, joined by AND. */
function conditionsOf(where: string): ((row: Row) => boolean)[] {
  return where
    .split(/\s+AND\s+/i)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, path = '', operator = '', value = ''] =
        /^\(?\s*([\w.]+)\s*(!=|=|IN|LIKE)\s*([\s\S]+?)\s*\)?$/i.exec(part.trim()) ?? []
      const texts = [...value.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'))
      return (row) => {
        const found = valueAt(row, path)
        if (/^null$/i.test(value)) return (found === null) === (operator === '=')
        if (operator === '!=') return !texts.includes(String(found))
        if (/^like$/i.test(operator)) return String(found).startsWith((texts[0] ?? '').replace(/%$/, ''))
        return texts.length > 0 ? texts.includes(String(found)) : String(found) === value
      }
    })
}

/** `/tooling/sobjects/<Object>/<id>`: read, and for a FlowDefinition make a version run. */
export function toolingRecord(ask: Ask, { org }: Context, object = '', id = ''): Answer {
  const row = tables[object]?.(org).find((one) => String(one['Id']).slice(0, 15) === id.slice(0, 15))
  if (!row) return notFound
  if (ask.method === 'GET') return { status: 200, body: { attributes: { type: object }, ...row } }
  if (object !== 'FlowDefinition') return notFound
  const { Metadata: wanted } = (ask.body ?? {}) as { Metadata?: { activeVersionNumber?: number } }
  const version = wanted?.activeVersionNumber ?? 0
  if (version > 0 && !org.switches.activatesFlowsByApi)
    return errorAnswer(
      rejected('INSUFFICIENT_ACCESS', 'insufficient access rights on object id: flow cannot be activated by the API'),
    )
  if (!activate(org, String(row['DeveloperName']), version))
    return errorAnswer(rejected('INVALID_CROSS_REFERENCE_KEY', `version ${version} of the flow does not exist`))
  org.components.changed()
  return { status: 204 }
}

/** Elements as the Tooling API gives them: repeated ones as lists, `true` and numbers as such. */
export function toJson(node: XmlNode): unknown {
  if (node.children.length === 0) {
    const value = node.text.trim()
    return value === 'true' || value === 'false' ? value === 'true' : value
  }
  const names = new Set(node.children.map(({ name }) => name))
  return Object.fromEntries(
    [...names].map((name) => {
      const some = all(node, name).map(toJson)
      return [name, some.length === 1 && !lists.has(name) ? some[0] : some]
    }),
  )
}

const lists = new Set([
  'fields',
  'actionCalls',
  'decisions',
  'assignments',
  'filters',
  'rules',
  'conditions',
  'variables',
])
