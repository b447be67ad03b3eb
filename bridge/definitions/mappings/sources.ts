import type { Condition } from '../conditions/condition.ts'
import { fieldsOf } from '../conditions/evaluate.ts'
import type { Mapping } from './mapping.ts'
import type { Program } from '../program.ts'
import { fieldsInText } from '../texts.ts'

/** What a mapping's path may name below each root; `write-back/context.ts` says what each one is. */
export const sources = {
  invitation:
    'key status reason askAgainAt channel language occasion object recordId isTest delivered answered link askedAt sentAt openedAt completedAt expiresAt',
  response:
    'key version edited language channel startedAt submittedAt seconds isBot viaAgent confidence comment snapshot answersWritten',
  answer: 'key id question row title label type value text number date skipped notApplicable',
  metrics: 'nps nps.score nps.factor nps.group csat csat.score csat.positive ces ces.score method scale direction',
  recipient: 'person email name language',
  survey: 'name version title',
  program: 'name version',
} as const

/** Below these stand names of the org's own: questions, labels, roles, fields. */
export const openRoots = ['answers', 'labels', 'records', 'fields'] as const
export const templateRoots: readonly string[] = [...Object.keys(sources), ...openRoots, 'value']

/** The merge fields of a program's mail. */
export const mailRoots: readonly string[] = ['recipient', 'fields', 'brand', 'survey', 'program', 'language']

/** The mapping that mirrors every invitation, whatever a program's actions say. */
export const mirrorMapping = 'survey-invitation'

/** Every path a mapping reads, with the place in the document that names it. */
export function pathsIn(mapping: Mapping): { path: string; place: string }[] {
  return Object.entries(mapping.fields).flatMap(([field, source]) => {
    const place = `fields.${field}`
    if (typeof source === 'string') return [{ path: source, place }]
    if (!('from' in source)) return []
    const coalesced = source.transform.flatMap((one) => ('coalesce' in one ? one.coalesce : []))
    return [source.from, ...coalesced].map((path) => ({ path, place }))
  })
}

/** Every condition of a mapping, with its place. */
export function conditionsIn(mapping: Mapping): { condition: Condition; place: string }[] {
  const own = mapping.if ? [{ condition: mapping.if, place: 'if' }] : []
  const ofFields = Object.entries(mapping.fields).flatMap(([field, source]) =>
    typeof source === 'object' && source.if ? [{ condition: source.if, place: `fields.${field}.if` }] : [],
  )
  return [...own, ...ofFields]
}

/** The Liquid texts of a mapping, with their place. */
export const templatesIn = (mapping: Mapping): { text: string; place: string }[] =>
  Object.entries(mapping.fields).flatMap(([field, source]) =>
    typeof source === 'object' && 'from' in source
      ? source.transform.flatMap((one, index) =>
          'template' in one ? [{ text: one.template, place: `fields.${field}.transform.${index}.template` }] : [],
        )
      : [],
  )

/** The Liquid texts of a program's mail, each language apart, with their place. */
export const mailTextsIn = ({ mail }: Program): { text: string; place: string }[] =>
  Object.entries(mail ?? {}).flatMap(([name, text]) => {
    const byLanguage = typeof text === 'string' ? { '': text } : (text ?? {})
    return Object.entries(byLanguage).map(([language, one]) => ({
      text: one ?? '',
      place: ['mail', name, language].filter(Boolean).join('.'),
    }))
  })

/**
 * The fields of the record that the program's texts, actions and mappings use once it is decided: they must be read and kept with
 * the invitation. What decides and whom to ask is not among them.
 */
export function carriedFields(program: Program, mappings: Mapping[]): string[] {
  const texts = [...mailTextsIn(program), ...mappings.flatMap(templatesIn)].map(({ text }) => text)
  const conditions = [
    ...program.actions.flatMap((action) => action.if ?? []),
    ...mappings.flatMap(conditionsIn).map(({ condition }) => condition),
  ]
  const mapped = mappings
    .flatMap(pathsIn)
    .flatMap(({ path }) => (path.startsWith('fields.') ? [path.slice('fields.'.length)] : []))
  return [...new Set([...texts.flatMap(fieldsInText), ...conditions.flatMap(fieldsOf), ...mapped])].sort()
}
