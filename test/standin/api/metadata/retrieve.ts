import type { StandInOrg } from '../../org.ts'
import { all, child, text, type XmlNode } from '../../schema/xml.ts'
import { elementOf, renderXml, type Component } from './components.ts'
import { properties, type Shape } from './results.ts'
import { fileOf, typeNamed } from './types.ts'
import { manifestOf, zip, type Files, type Members } from './zip.ts'

export type Retrieved = { id: string; result: () => Promise<Shape> }

const header = '<?xml version="1.0" encoding="UTF-8"?>\n'
const namespace = 'xmlns="http://soap.sforce.com/2006/04/metadata"'

/** A retrieve by manifest; code, which is not kept, has no file. */
export function retrieve(org: StandInOrg, request: XmlNode | undefined): Retrieved {
  const unpackaged = request && child(request, 'unpackaged')
  const wanted = (unpackaged ? all(unpackaged, 'types') : []).flatMap((types) =>
    all(types, 'members').flatMap(({ text: member }) => named(org, text(types, 'name'), member.trim())),
  )
  const found = wanted.filter(({ component }) => component !== undefined)
  const files: Files = new Map()
  for (const [path, some] of Map.groupBy(found, ({ path }) => path))
    files.set(path, fileText(some.map(({ component }) => component!)))
  const members: Members = found.map(({ type, member }) => ({ type, member }))
  files.set('package.xml', manifestOf(members, '66.0'))
  const id = org.newId('09S')
  const missing = wanted.filter(({ component }) => component === undefined)
  return {
    id,
    async result() {
      const bytes = await zip(new Map([...files].map(([path, content]) => [`unpackaged/${path}`, content])))
      return {
        done: true,
        fileProperties: found.map(({ component }) => properties(org, component!)),
        id,
        messages: missing.map(({ type, member }) => ({
          fileName: 'unpackaged/package.xml',
          problem: `Entity of type '${type}' named '${member}' cannot be found`,
        })),
        status: 'Succeeded',
        success: true,
        zipFile: bytes.toString('base64'),
      }
    },
  }
}

type Wanted = { type: string; member: string; path: string; component: Component | undefined }

function named(org: StandInOrg, type: string, member: string): Wanted[] {
  const kind = typeNamed(type)
  if (!kind) return []
  const names = member === '*' ? org.components.all(type).map(({ fullName }) => fullName) : [member]
  return names.map((name) => ({
    type,
    member: name,
    path: fileOf(kind, name, type),
    component: org.components.find(type, name),
  }))
}

/** One file: the component itself, or its parent's element around the children asked for. */
function fileText(components: Component[]): string {
  const [first] = components as [Component]
  const kind = typeNamed(first.type)!
  if (kind.name === first.type) return whole(kind.name, first.xml)
  const children = components.map((one) => renderXml(elementOf(one), childElement[one.type] ?? one.type)).join('')
  return `${header}<${kind.name} ${namespace}>${children}</${kind.name}>\n`
}

const childElement: Record<string, string> = {
  WorkflowOutboundMessage: 'outboundMessages',
  WorkflowRule: 'rules',
  CustomField: 'fields',
  ValidationRule: 'validationRules',
  ListView: 'listViews',
}

const whole = (type: string, xml: string): string => header + xml.replace(`<${type}>`, `<${type} ${namespace}>`)

/** What `readMetadata` answers of one name; without a full name when there is no such component. */
export function readMetadata(org: StandInOrg, type: string, fullName: string): Shape {
  if (type === 'Workflow') return readWorkflow(org, fullName)
  const found = org.components.find(type, fullName)
  if (!found?.xml) return { '@type': type }
  const node = elementOf(found)
  const inside = node.children.filter(({ name }) => name !== 'fullName').map((one) => renderXml(one))
  return { '@type': type, fullName, '@xml': inside.join('') }
}

/** A workflow is what its children are. */
function readWorkflow(org: StandInOrg, object: string): Shape {
  const children = org.components
    .all()
    .filter(({ type, fullName }) => type.startsWith('Workflow') && fullName.startsWith(`${object}.`))
    .filter(({ type }) => type in childElement)
  if (children.length === 0) return { '@type': 'Workflow' }
  const xml = children.map((one) => renderXml(elementOf(one), childElement[one.type])).join('')
  return { '@type': 'Workflow', fullName: object, '@xml': xml }
}
