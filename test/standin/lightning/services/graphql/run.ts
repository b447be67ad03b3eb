import { GraphQLError, Kind, parse, valueFromASTUntyped } from 'graphql'
import type { FieldNode, OperationDefinitionNode } from 'graphql'
import { Rejected } from '../../../data/record.ts'
import type { StandInOrg } from '../../../org.ts'
import type { Language } from '../../package/translations.ts'
import { compileAggregate } from './aggregate.ts'
import { compileConnection } from './connection.ts'
import { isOptional, keyOf, Reading, type Connect, type Connection } from './query.ts'

export type GraphQlAsk = { query: string; variables?: Record<string, unknown>; operationName?: string }
export type GraphQlAnswer = { data: unknown; errors: { message: string; [more: string]: unknown }[] }

/** `POST /graphql`: queries over UI API. A mistake in a name answers no data at all, as in Salesforce. */
export function runGraphQl(org: StandInOrg, ask: GraphQlAsk, language: Language): GraphQlAnswer {
  try {
    const document = parse(ask.query)
    const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    const operation = operations.find(({ name }) => !ask.operationName || name?.value === ask.operationName)
    if (!operation || operation.operation !== 'query') return refused([new GraphQLError('Must provide one query')])
    const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
    const byName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
    const reading = new Reading(
      { org, language, connect: compileConnection },
      variablesOf(operation, ask.variables ?? {}),
      byName,
    )
    const answers = compile(reading, operation)
    if (reading.complaints.length > 0) return refused(reading.complaints)
    return { data: readAll(answers), errors: [] }
  } catch (error) {
    if (error instanceof GraphQLError) return refused([error])
    if (error instanceof Rejected) return refused([new GraphQLError(error.message)])
    throw error
  }
}

/** With `data: {}`, not null. Source: GraphQL API Developer Guide, Status Codes and Error Responses */
const refused = (errors: GraphQLError[]): GraphQlAnswer => ({
  data: {},
  errors: errors.map((error) => ({ paths: [], ...error.toJSON() })),
})

function variablesOf(operation: OperationDefinitionNode, given: Record<string, unknown>): Record<string, unknown> {
  const declared = operation.variableDefinitions ?? []
  for (const { variable, type, defaultValue } of declared) {
    const value = given[variable.name.value]
    if (type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined && (value === null || value === undefined)) {
      throw new GraphQLError(`Variable '${variable.name.value}' has an invalid value: Variable must not be null`)
    }
  }
  return Object.fromEntries(
    declared.flatMap(({ variable: { name }, defaultValue }) => {
      const told = given[name.value]
      const value = told === undefined && defaultValue ? valueFromASTUntyped(defaultValue) : told
      return value === undefined ? [] : [[name.value, value]]
    }),
  )
}

/** What is to be answered: levels, and at their ends the lists. */
type Answers = { [key: string]: Answers | Connection }

const readAll = (answers: Answers): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(answers).map(([key, found]) => [key, typeof found === 'function' ? found() : readAll(found)]),
  )

function compile(reading: Reading, { selectionSet }: OperationDefinitionNode): Answers {
  const all = () => true
  const level = (
    type: string,
    nodes: FieldNode[],
    at: string[],
    into: (node: FieldNode) => Answers | Connection | null,
  ) =>
    Object.fromEntries(
      nodes.flatMap((node) => {
        const found = into(node)
        if (found) return [[keyOf(node), found]]
        if (!isOptional(node)) reading.undefinedField(type, node, at)
        return []
      }),
    )
  const objects = (kind: string, list: Connect) => (node: FieldNode) => {
    const type = reading.org.schema.find(node.name.value)
    return type?.name === node.name.value ? list(reading, type, node, ['uiapi', kind, type.name]) : null
  }
  const kinds: Record<string, Connect> = { query: compileConnection, aggregate: compileAggregate }
  return level('Query', reading.fieldsOf(selectionSet, all), [], (root) => {
    if (root.name.value !== 'uiapi') return null
    return level('UIAPI', reading.fieldsOf(root.selectionSet, all), ['uiapi'], (kind) => {
      const name = kind.name.value
      const list = kinds[name]
      const type = name === 'query' ? 'RecordQuery' : 'RecordQueryAggregate'
      return list ? level(type, reading.fieldsOf(kind.selectionSet, all), ['uiapi', name], objects(name, list)) : null
    })
  })
}
