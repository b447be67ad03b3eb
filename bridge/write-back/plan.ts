import { evaluate, type Facts } from '../definitions/conditions/evaluate.ts'
import type { Mapping } from '../definitions/mappings/mapping.ts'
import type { Program } from '../definitions/program.ts'
import { mirrorMapping } from '../definitions/mappings/sources.ts'
import type { Answers, Survey } from '../definitions/survey.ts'
import { answerKey, shownRows } from './answer-rows.ts'
import { writeKey, type NewWrite } from './writes.ts'

export type ActionEvent = Program['actions'][number]['on']

/** Whom the writes are about. */
export type Subject = { invitationId: string; survey: Survey; answers: Answers }

/**
 * What a program's actions ask for after an event: each write once, in the order of the document. The same change planned again has the
 * same keys, so a repeat adds nothing.
 */
export function planWrites(
  program: Program,
  mappings: Mapping[],
  event: ActionEvent,
  facts: Facts,
  subject: Subject,
): NewWrite[] {
  const actions = program.actions.filter((action) => action.on === event && (!action.if || evaluate(action.if, facts)))
  const names = new Set(actions.flatMap((action) => action.then.map(({ write }) => write)))
  return [...names].flatMap((name) => {
    const mapping = mappings.find((one) => one.mapping === name) // the check before saving refuses a name that is not there
    return mapping ? writesOf(mapping, mappings, event, subject) : []
  })
}

/** The write that keeps Salesforce's picture of an invitation up to date: asked for whenever the invitation changes. */
export function mirrorWrite(mappings: Mapping[], invitationId: string): NewWrite | null {
  const mapping = mappings.find((one) => one.mapping === mirrorMapping)
  return mapping ? plan(mapping, mappings, 'invitation', invitationId, invitationId) : null
}

function writesOf(mapping: Mapping, mappings: Mapping[], event: ActionEvent, subject: Subject): NewWrite[] {
  const { invitationId } = subject
  const isBefore = event === 'invitation.changed'
  if (!mapping.each) return [plan(mapping, mappings, isBefore ? 'invitation' : 'response', invitationId, invitationId)]
  if (isBefore) return []
  return shownRows(subject.survey, subject.answers, invitationId, 'en').map(({ id }) =>
    plan(mapping, mappings, 'answer', answerKey(invitationId, id), invitationId),
  )
}

function plan(
  mapping: Mapping,
  mappings: Mapping[],
  subjectKind: NewWrite['subjectKind'],
  subjectId: string,
  invitationId: string,
): NewWrite {
  return {
    key: writeKey(subjectId, mapping.mapping),
    connection: mapping.connection,
    mapping: mapping.mapping,
    operation: mapping.operation,
    subjectKind,
    subjectId,
    parentKey: mapping.parent === undefined ? null : writeKey(invitationId, mapping.parent),
    depth: depthOf(mapping, mappings),
  }
}

/** How many parents stand before it. A circle, which the check refuses, counts as deep as there are mappings. */
function depthOf(mapping: Mapping, mappings: Mapping[]): number {
  let depth = 0
  for (let { parent } = mapping; parent !== undefined && depth < mappings.length; depth++) {
    parent = mappings.find((one) => one.mapping === parent)?.parent
  }
  return depth
}
