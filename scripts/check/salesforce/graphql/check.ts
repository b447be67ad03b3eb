import {
  type ArgumentNode,
  type FieldNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  type ValueNode,
  visit,
} from 'graphql'
import type { Source } from '../../metadata/sources.ts'
import type { Problem } from '../../problem.ts'
import type { Findings } from '../../run-steps.ts'
import type { Objects } from '../objects/objects.ts'
import { findTemplates, type Template } from './templates.ts'

/**
 * The names in the queries of our components: objects, fields, filters, orders, parents and children. Also what an org would not
 * say: a list without `first` ends after 10 rows, and a field without `@optional` fails the whole query for whoever may not read it
 * (developer.salesforce.com/docs/platform/graphql/guide/query-record-objects.html).
 */
export function checkGraphql(sources: Source[], objects: Objects): Findings {
  const { templates, problems } = findTemplates(sources)
  const count = { names: 0 }
  return {
    problems: [...problems, ...templates.flatMap((template) => checkTemplate(template, objects, count))],
    note: `${templates.length} queries, ${count.names} names`,
  }
}

function checkTemplate({ file, line, text }: Template, objects: Objects, count: { names: number }): Problem[] {
  const found: Problem[] = []
  const at = (lineInside: number, message: string) => void found.push({ file, line: line + lineInside - 1, message })
  const say: Say = (node, message) => at(node.loc?.startToken.line ?? 1, message)
  try {
    const document = parse(text)
    visit(document, { OperationDefinition: (operation) => checkVariables(operation, say) })
    for (const operation of document.definitions) {
      if (operation.kind !== Kind.OPERATION_DEFINITION || operation.operation !== 'query')
        say(operation, 'not checked: only queries without fragments are')
      else for (const root of fieldsIn(operation.selectionSet)) checkRoot(root, { objects, say, count })
    }
  } catch (cause) {
    if (!(cause instanceof GraphQLError)) throw cause
    at(cause.locations?.[0]?.line ?? 1, `GraphQL: ${cause.message}`)
  }
  return found
}

type Say = (node: Located, message: string) => void
type Located = { readonly loc?: { startToken: { line: number } } | undefined }
type Context = { objects: Objects; say: Say; count: { names: number } }

const fieldsIn = (set: SelectionSetNode | undefined): FieldNode[] =>
  set?.selections.filter((selection) => selection.kind === Kind.FIELD) ?? []
const inside = (field: FieldNode, name: string): FieldNode[] =>
  fieldsIn(field.selectionSet).filter((one) => one.name.value === name)
const argument = (field: FieldNode, name: string): ArgumentNode | undefined =>
  field.arguments?.find((one) => one.name.value === name)

/** The server refuses a query whose variables are used and not declared, or declared and not used. */
function checkVariables(operation: OperationDefinitionNode, say: Say): void {
  const declared = new Map(operation.variableDefinitions?.map((one) => [one.variable.name.value, one]) ?? [])
  const used = new Set<string>()
  visit(operation.selectionSet, {
    Variable: (variable) => {
      used.add(variable.name.value)
      if (!declared.has(variable.name.value)) say(variable, `$${variable.name.value} is not declared`)
    },
  })
  for (const [name, node] of declared) if (!used.has(name)) say(node, `$${name} is declared and not used`)
}

function checkRoot(uiapi: FieldNode, context: Context): void {
  const { objects, say, count } = context
  if (uiapi.name.value !== 'uiapi') return say(uiapi, `not checked: ${uiapi.name.value} is not uiapi`)
  for (const root of fieldsIn(uiapi.selectionSet)) {
    const kind = root.name.value
    if (kind !== 'query' && kind !== 'aggregate') say(root, `not checked: uiapi.${kind}`)
    else
      for (const connection of fieldsIn(root.selectionSet)) {
        const object = connection.name.value
        count.names++
        if (!objects.has(object)) say(connection, `there is no object ${object}`)
        else checkConnection(connection, object, context, kind === 'aggregate')
      }
  }
}

function checkConnection(connection: FieldNode, object: string, context: Context, isAggregate = false): void {
  const { say } = context
  for (const name of ['where', 'orderBy', 'groupBy']) {
    const given = argument(connection, name)
    if (given) checkFilter(given.value, object, context)
  }
  const isOneRow = isAggregate && !argument(connection, 'groupBy')
  if (!isOneRow && !argument(connection, 'first')) say(connection, `${object} without "first" ends after 10 rows`)
  for (const node of inside(connection, 'edges').flatMap((edge) => inside(edge, 'node')))
    for (const record of isAggregate ? inside(node, 'aggregate') : [node])
      checkRecord(record, object, context, isAggregate)
}

/** `{ and: […], Field__c: { eq: … }, Parent__r: { … } }`, and the same for the order. */
function checkFilter(value: ValueNode, object: string, context: Context): void {
  if (value.kind === Kind.LIST) for (const one of value.values) checkFilter(one, object, context)
  if (value.kind !== Kind.OBJECT) return
  for (const { name, value: condition, ...node } of value.fields) {
    const parent = context.objects.parent(object, name.value)
    if (['and', 'or', 'not'].includes(name.value)) checkFilter(condition, object, context)
    else if (parent !== undefined) checkFilter(condition, parent, context)
    else checkName(node, object, name.value, context)
  }
}

function checkRecord(record: FieldNode, object: string, context: Context, isAggregate = false): void {
  const { objects, say, count } = context
  for (const selection of record.selectionSet?.selections ?? [])
    if (selection.kind !== Kind.FIELD) say(selection, `not checked: a fragment in ${object}`)
  for (const field of fieldsIn(record.selectionSet)) {
    const name = field.name.value
    if (name.startsWith('__') || (!isAggregate && ['Id', 'WeakEtag', 'ApiName'].includes(name))) continue
    const parent = objects.parent(object, name)
    if (inside(field, 'edges').length > 0) {
      count.names++
      const child = objects.child(object, name)
      if (child === undefined) say(field, `${object} has no child relationship ${name}`)
      else checkConnection(field, child, context)
    } else if (parent !== undefined) {
      count.names++
      checkRecord(field, parent, context)
    } else {
      checkName(field, object, name, context)
      if (!field.selectionSet) say(field, `${object}.${name} needs a selection such as { value }`)
    }
    if (!isAggregate && !field.directives?.some((one) => one.name.value === 'optional'))
      say(field, `${object}.${name} without @optional fails the whole query for whoever may not read it`)
  }
}

function checkName(node: Located, object: string, name: string, { objects, say, count }: Context): void {
  count.names++
  if (!objects.hasField(object, name)) say(node, `${object} has no field ${name}`)
}
