import { GraphQLError, Kind, valueFromASTUntyped } from 'graphql'
import type { ASTNode, DirectiveNode, FieldNode, FragmentDefinitionNode, SelectionSetNode, ValueNode } from 'graphql'
import type { StandInOrg } from '../../../org.ts'
import type { ObjectType } from '../../../schema/field.ts'
import type { Language } from '../../package/translations.ts'

/** Answers a list, of all records or of those that a parent's condition leaves. */
export type Connection = (condition?: string) => Record<string, unknown>
/** Reads what a query wants of a list; children of a record are lists too. */
export type Connect = (reading: Reading, type: ObjectType, node: FieldNode, at: string[]) => Connection

/** One query as it is read: what it names that is not there is collected, and then nothing is answered. */
export class Reading {
  readonly org: StandInOrg
  readonly language: Language
  readonly variables: Record<string, unknown>
  readonly complaints: GraphQLError[] = []
  readonly connect: Connect
  readonly #fragments: Map<string, FragmentDefinitionNode>

  constructor(
    { org, language, connect }: { org: StandInOrg; language: Language; connect: Connect },
    variables: Record<string, unknown>,
    fragments: Map<string, FragmentDefinitionNode>,
  ) {
    this.org = org
    this.language = language
    this.connect = connect
    this.variables = variables
    this.#fragments = fragments
  }

  /** The fields of a selection, those of its fragments among them; `isA` tells whether a fragment is about this type. */
  fieldsOf(selection: SelectionSetNode | undefined, isA: (type: string) => boolean): FieldNode[] {
    return (selection?.selections ?? []).flatMap((node): FieldNode[] => {
      if (node.kind === Kind.FIELD) return [node]
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const about = node.typeCondition?.name.value
        return about === undefined || isA(about) ? this.fieldsOf(node.selectionSet, isA) : []
      }
      const fragment = this.#fragments.get(node.name.value)
      if (fragment) {
        return isA(fragment.typeCondition.name.value) ? this.fieldsOf(fragment.selectionSet, isA) : []
      }
      this.complain('UndefinedFragment', [node.name.value], `Undefined fragment '${node.name.value}'`, node)
      return []
    })
  }

  /** An argument or a part of one with its variables filled in; a variable that was not given leaves its place out. */
  valueOf = (node: ValueNode): unknown => valueFromASTUntyped(node, this.variables)

  /** The arguments of a field; one that it does not know is a mistake. */
  argumentsOf(node: FieldNode, known: string[], at: string[]): Record<string, ValueNode> {
    return Object.fromEntries(
      (node.arguments ?? []).flatMap((argument) => {
        const name = argument.name.value
        if (known.includes(name)) return [[name, argument.value]]
        this.complain('UnknownArgument', at, `Unknown field argument '${name}'`, argument)
        return []
      }),
    )
  }

  undefinedField(type: string, node: FieldNode, at: string[]): void {
    const name = node.name.value
    this.complain('FieldUndefined', [...at, name], `Field '${name}' in type '${type}' is undefined`, node)
  }

  /** In the words of graphql-java, which Salesforce speaks. */
  complain(kind: string, at: string[], text: string, node: ASTNode): void {
    const message = `Validation error (${kind}@[${at.join('/')}]) : ${text}`
    this.complaints.push(new GraphQLError(message, { nodes: node, extensions: { classification: 'ValidationError' } }))
  }
}

/** `@optional`: a field that this user cannot read is left out instead of failing the query. */
export const isOptional = ({ directives = [] }: { readonly directives?: readonly DirectiveNode[] }): boolean =>
  directives.some(({ name }) => name.value === 'optional')

/** What an answer calls the field. */
export const keyOf = ({ alias, name }: FieldNode): string => (alias ?? name).value
