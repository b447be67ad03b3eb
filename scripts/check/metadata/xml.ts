import { SaxesParser } from 'saxes'

export type Element = {
  name: string
  namespace: string
  line: number
  attributes: Record<string, string>
  children: Element[]
  /** Its own text, trimmed; not that of its children. */
  text: string
}

/** Reads a document into a tree. Throws what the parser says when it is not well formed. */
export function readXml(source: string): Element {
  const parser = new SaxesParser({ xmlns: true, position: true })
  const top: Element = { name: '', namespace: '', line: 0, attributes: {}, children: [], text: '' }
  const open = [top]
  parser.on('opentag', (tag) => {
    const { local: name, uri: namespace } = tag
    const attributes = Object.fromEntries(Object.values(tag.attributes).map(({ local, value }) => [local, value]))
    const element: Element = { name, namespace, line: parser.line, attributes, children: [], text: '' }
    open.at(-1)!.children.push(element)
    open.push(element)
  })
  const add = (text: string) => {
    open.at(-1)!.text += text
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => {
    const closed = open.pop()!
    closed.text = closed.text.trim()
  })
  parser.on('error', (error) => {
    throw error
  })
  parser.write(source).close()
  return top.children[0]!
}

/** The children of one name. */
export const all = (element: Element, name: string): Element[] =>
  element.children.filter((child) => child.name === name)

/** Down a path of names, always by the first child. */
export const first = (element: Element | undefined, ...path: string[]): Element | undefined =>
  path.reduce((found, name) => found?.children.find((child) => child.name === name), element)

/** The text at the end of the path, or '' when there is nothing. */
export const textAt = (element: Element | undefined, ...path: string[]): string => first(element, ...path)?.text ?? ''

/** The element and everything below it. */
export function* walk(element: Element): Generator<Element> {
  yield element
  for (const child of element.children) yield* walk(child)
}
