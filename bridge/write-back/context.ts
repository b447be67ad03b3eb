import { isBlank, type Facts } from '../definitions/conditions/evaluate.ts'
import type { Metrics } from '../definitions/answers/metrics.ts'
import type { Role } from '../definitions/program.ts'
import type { Answer, Answers } from '../definitions/survey.ts'
import type { AnswerRow } from './answer-rows.ts'

/** Everything a mapping can name. The names are the paths of documents (`definitions/mappings/sources.ts`): never reworded once released. */
export type MappingContext = {
  invitation: {
    key: string // the invitation's id: its external id in Salesforce
    status: string // as Survey_Invitation__c.Status__c
    reason: string | null // why it was not sent
    askAgainAt: Date | null // when asking becomes possible
    channel: string
    language: string | null
    occasion: string
    object: string // the object whose record caused it
    recordId: string
    isTest: boolean
    delivered: 0 | 1 // sent and not bounced, as far as is known
    answered: 0 | 1 // at least one answer came
    link: string | null // only for channel link
    askedAt: Date | null
    sentAt: Date | null
    openedAt: Date | null
    completedAt: Date | null
    expiresAt: Date | null
  }
  /** null: nothing was answered yet; every `response.…` is then null. */
  response: {
    key: string // the invitation's id too: one response per invitation
    version: number // 1 for the first, one more for each edit
    edited: boolean // version > 1
    language: string
    channel: string
    startedAt: Date | null
    submittedAt: Date | null
    seconds: number | null // from the first view to sending
    isBot: boolean
    viaAgent: boolean
    confidence: number | null // 1 surely a person, 0 a robot, null not judged
    comment: string | null // `commentOf`
    snapshot: string // `snapshotOf`
    answersWritten: number // `shownRows(…).length`
  } | null
  /** The row being written, in a mapping with `each: answer`. */
  answer: AnswerRow | null
  answers: Answers
  labels: Record<string, Answer> // `labelsOf`
  metrics: Metrics // `metricsOf`
  records: Partial<Record<Role, string | null>> // as they were when we asked
  recipient: { person: string | null; email: string | null; name: string | null; language: string | null }
  fields: Record<string, unknown> // of the record that caused it, by path: `OwnerId`, `Owner.Name`
  survey: { name: string; version: number; title: string }
  program: { name: string; version: number }
  flags: readonly string[]
  attributes: Record<string, unknown>
  /** Parents that were merged or deleted since: `{ Contact__c: '003…' }`, or null for none left. They win over the mapping. */
  lookups: Record<string, string | null>
}

/** The value a path names, or null when there is none. Reads own properties only. */
export function valueAt(context: MappingContext, path: string): unknown {
  const [root = '', ...steps] = path.split('.')
  if (root === 'fields') return fieldAt(context.fields, steps.join('.'))
  const found = steps.reduce<unknown>(step, step(context, root))
  // `metrics.nps` is short for its score
  return (root === 'metrics' && isRecord(found) ? found.score : found) ?? null
}

/** What a mapping's conditions look at: the same values as its paths. */
export const factsOf = (context: MappingContext): Facts => ({
  field: (path) => fieldAt(context.fields, path),
  answer: (id) => step(context.answers, id) as Answer | undefined,
  metric: (name) => context.metrics[name]?.score ?? null,
  label: (name) => step(context.labels, name) as Answer | undefined,
  flag: (name) => context.flags.includes(name),
  attribute: (name) => step(context.attributes, name),
  language: context.response?.language ?? context.invitation.language,
})

/** `Owner.Name` stands under that key, or as a record inside the record. */
function fieldAt(fields: Record<string, unknown>, path: string): unknown {
  const whole = step(fields, path)
  return isBlank(whole) ? (path.split('.').reduce<unknown>(step, fields) ?? null) : whole
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const step = (value: unknown, key: string): unknown =>
  isRecord(value) && !Array.isArray(value) && Object.hasOwn(value, key) ? value[key] : undefined
