import { carriedFields } from '../../../../bridge/definitions/mappings/sources.ts'
import { leavesOf } from '../../../../bridge/definitions/conditions/evaluate.ts'
import type { Condition } from '../../../../bridge/definitions/conditions/condition.ts'
import type { Mapping } from '../../../../bridge/definitions/mappings/mapping.ts'
import type { Program } from '../../../../bridge/definitions/program.ts'

/** A path of the record's fields that a program names, with its place in the document. */
export type Named = { path: string; place: string }

/** Every path a program names itself. */
export function pathsIn({ on, occasion, recipient, records, send }: Program): Named[] {
  const { person, email, name, language } = recipient
  const single: [string, string | undefined][] = [
    ['occasion', occasion],
    ['recipient.person', person],
    ['recipient.name', name],
    ['recipient.language', language],
    ['send.linkField', send.linkField],
  ]
  return [
    ...(on.when ? pathsOf(on.when, 'on.when') : []),
    ...single.flatMap(([place, path]) => (path === undefined ? [] : [{ path, place }])),
    ...email.map((path, index) => ({ path, place: `recipient.email.${index}` })),
    ...Object.entries(records).map(([role, path]) => ({ path, place: `records.${role}` })),
  ]
}

const pathsOf = (condition: Condition, at: string): Named[] =>
  leavesOf(condition, at).flatMap(({ leaf, path }) =>
    leaf.field === undefined ? [] : [{ path: leaf.field, place: `${path}.field` }],
  )

/** The mappings a program's actions write by, and the one that mirrors each invitation. */
export const mappingsOf = ({ actions }: Program, all: readonly Mapping[]): Mapping[] => {
  const used = new Set(['survey-invitation', ...actions.flatMap(({ then }) => then.map(({ write }) => write))])
  return all.filter(({ mapping }) => used.has(mapping))
}

/** Those, and the fields its texts, actions and mappings use; the place of one that is named by another document is the document's. */
export function allPathsIn(program: Program, all: readonly Mapping[]): Named[] {
  const own = pathsIn(program)
  const carried = carriedFields(program, mappingsOf(program, all))
    .filter((path) => !own.some((named) => named.path === path))
    .map((path) => ({ path, place: 'texts, actions or mappings' }))
  return [...own, ...carried]
}

/** Conditions over the record's fields with the values they are compared with. */
export const conditionsOf = (program: Program): { condition: Condition; place: string }[] => [
  ...(program.on.when ? [{ condition: program.on.when, place: 'on.when' }] : []),
  ...program.actions.flatMap((action, index) =>
    action.if ? [{ condition: action.if, place: `actions.${index}.if` }] : [],
  ),
]
