import { ApexParserFactory } from '@apexdevtools/apex-parser'
import type { Source } from '../../metadata/sources.ts'
import type { Objects } from '../objects/objects.ts'

/** One name of a query as an expression that a type checker understands: `Case.Subject` in a query is `r.Subject` of a `Case r`. */
export type Probe = { file: string; line: number; name: string; object: string; expression: string }

type Node = { children?: Node[] | null; getText: () => string; start?: { line: number } | null }

/** Every field, parent and child relationship of the static queries. */
export const probesOf = (sources: Source[], objects: Objects): Probe[] =>
  sources.flatMap(({ path, text }) => {
    const parser = ApexParserFactory.createParser(text)
    parser.removeErrorListeners() // a syntax error is what the type checker reports
    const tree = (path.endsWith('.trigger') ? parser.triggerUnit() : parser.compilationUnit()) as unknown as Node
    return descend(tree, 'QueryContext').flatMap((query) => probesOfQuery(query, path, objects))
  })

function probesOfQuery(query: Node, file: string, objects: Objects): Probe[] {
  const object = sourceOf(query)
  const probe = (node: Node, of: string, name: string): Probe => ({
    file,
    line: node.start?.line ?? 1,
    name: `${of}.${name}`,
    object: of,
    expression: `r.${name}`,
  })
  const fields = (node: Node, of: string): Probe[] =>
    descend(node, 'FieldNameContext', ['SubQueryContext', 'FromNameListContext'])
      .map((field) => ({ field, name: withoutObject(field.getText(), of) }))
      .filter(({ name }) => !/[()]/.test(name)) // a function: its argument is not looked at
      .map(({ field, name }) => probe(field, of, name))
  const children = descend(query, 'SubQueryContext').flatMap((sub) => {
    const relationship = sourceOf(sub)
    const child = objects.child(object, relationship)
    return [probe(sub, object, relationship), ...(child === undefined ? [] : fields(sub, child))]
  })
  return [...fields(query, object), ...children]
}

const sourceOf = (query: Node): string =>
  (descend(query, 'FromNameListContext', ['SubQueryContext'])[0]?.children?.[0]?.getText() ?? '').split(/\s/)[0] ?? ''

/** `SELECT Case.Subject FROM Case` is `Subject` of a Case. */
function withoutObject(name: string, object: string): string {
  const [first, ...rest] = name.split('.')
  return rest.length > 0 && first?.toLowerCase() === object.toLowerCase() ? rest.join('.') : name
}

function descend(node: Node, kind: string, stops: string[] = []): Node[] {
  return (node.children ?? []).flatMap((child) => {
    const name = child.constructor.name
    return [...(name === kind ? [child] : []), ...(stops.includes(name) ? [] : descend(child, kind, stops))]
  })
}
