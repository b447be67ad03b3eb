import { SaxesParser } from 'saxes'

export type XmlNode = {
  /** Local name. */
  name: string
  /** Namespace, '' when there is none. */
  uri: string
  attributes: Record<string, string>
  children: XmlNode[]
  /** Its own text and CDATA, not its children's. */
  text: string
}

/** Reads a document into a tree and throws what saxes says when it is not well formed. */
export function parseXml(source: string): XmlNode {
  const parser = new SaxesParser({ xmlns: true })
  const top: XmlNode = { name: '', uri: '', attributes: {}, children: [], text: '' }
  const open = [top]
  const add = (text: string) => {
    open.at(-1)!.text += text
  }
  parser.on('opentag', (tag) => {
    const attributes = Object.fromEntries(Object.values(tag.attributes).map(({ name, value }) => [name, value]))
    const node: XmlNode = { name: tag.local, uri: tag.uri, attributes, children: [], text: '' }
    open.at(-1)!.children.push(node)
    open.push(node)
  })
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => void open.pop())
  parser.on('error', (error) => {
    throw error
  })
  parser.write(source).close()
  return top.children[0]!
}

/** The children of that name, in order. */
export const all = (node: XmlNode, name: string): XmlNode[] => node.children.filter((child) => child.name === name)

/** The first child of that name. */
export const child = (node: XmlNode, name: string): XmlNode | undefined =>
  node.children.find((found) => found.name === name)

/** The trimmed text of the first child of that name, or '' when there is none. */
export const text = (node: XmlNode, name: string): string => child(node, name)?.text.trim() ?? ''
