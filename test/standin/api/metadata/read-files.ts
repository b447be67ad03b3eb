import { all, parseXml, text, type XmlNode } from '../../schema/xml.ts'
import { renderXml } from './components.ts'
import { fileOf, typeNamed } from './types.ts'
import type { Files, Members } from './zip.ts'

/** A component in a deploy: not yet in the org. */
export type Offered = { type: string; fullName: string; fileName: string; xml: string; node: XmlNode | null }
export type Problem = { type: string; fullName: string; fileName: string; problem: string }

/** Children of a file that are components of their own. */
const childElements: Record<string, Record<string, string>> = {
  Workflow: { outboundMessages: 'WorkflowOutboundMessage', rules: 'WorkflowRule', alerts: 'WorkflowAlert' },
  CustomObject: { fields: 'CustomField', validationRules: 'ValidationRule', listViews: 'ListView' },
}

/** What a deploy offers: each member of the manifest with its element, and the members without a file. */
export function readFiles(files: Files, members: Members): { offered: Offered[]; problems: Problem[] } {
  const offered = new Map<string, Offered>()
  const problems: Problem[] = []
  const parsed = new Map<string, XmlNode | string>()
  for (const { type: asked, member } of members.filter((one) => one.member !== '*')) {
    const type = typeNamed(asked)
    const fileName = type ? fileOf(type, member, asked) : `${member}`
    const found = type && findFile(files, fileName)
    const add = (name: string, fullName: string, node: XmlNode | null) =>
      offered.set(`${name}:${fullName}`, {
        type: name,
        fullName,
        fileName: found ?? fileName,
        xml: node ? renderXml(node, name) : '',
        node,
      })
    if (!type) {
      add(asked, member, null) // a type the stand-in only lists
      continue
    }
    if (!found) {
      problems.push({ type: asked, fullName: member, fileName: 'package.xml', problem: notInZip(asked, member) })
      continue
    }
    const root = parse(found, files, parsed, type.isBundle === true || /\.(cls|trigger|resource)$/.test(found))
    if (typeof root === 'string') {
      problems.push({ type: asked, fullName: member, fileName: found, problem: root })
      continue
    }
    if (asked === type.name) {
      add(asked, member, root)
      if (root) for (const [name, node] of childrenOf(type.name, root)) add(name, `${member}.${nameOf(node)}`, node)
    } else {
      const own = member.slice(member.indexOf('.') + 1)
      const [, node] = (root ? childrenOf(type.name, root) : []).find(
        ([name, child]) => name === asked && nameOf(child) === own,
      ) ?? [null, null]
      if (node) add(asked, member, node)
      else if (childElements[type.name] && Object.values(childElements[type.name]!).includes(asked))
        problems.push({ type: asked, fullName: member, fileName: found, problem: notInZip(asked, member) })
      else add(asked, member, null)
    }
  }
  return { offered: [...offered.values()], problems }
}

const notInZip = (type: string, member: string): string =>
  `An object '${member}' of type ${type} was named in package.xml, but was not found in zipped directory`

const nameOf = (node: XmlNode): string => text(node, 'fullName')

const childrenOf = (type: string, root: XmlNode): [string, XmlNode][] =>
  Object.entries(childElements[type] ?? {}).flatMap(([element, name]) =>
    all(root, element).map((node): [string, XmlNode] => [name, node]),
  )

/** With a `-meta.xml` beside it for code; folders of bundles by any file in them. */
function findFile(files: Files, fileName: string): string | null {
  if (files.has(fileName)) return fileName
  const folder = /^(.*)\/\.\w+$/.exec(fileName)?.[1] // a folder of reports is a member of its own
  if (folder !== undefined) return files.has(`${folder}-meta.xml`) ? `${folder}-meta.xml` : null
  if (fileName.endsWith('/')) return [...files.keys()].find((path) => path.startsWith(fileName)) ?? null
  return null
}

/** The root element, null for code, or what is wrong with the text. */
function parse(
  path: string,
  files: Files,
  parsed: Map<string, XmlNode | string>,
  isCode: boolean,
): XmlNode | string | null {
  if (isCode) return null
  const known = parsed.get(path)
  if (known) return known
  let root: XmlNode | string
  try {
    root = parseXml(files.get(path) ?? '')
  } catch (error) {
    root = `Error parsing file: ${error instanceof Error ? error.message : String(error)}`
  }
  parsed.set(path, root)
  return root
}
