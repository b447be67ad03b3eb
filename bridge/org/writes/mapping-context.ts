import type { Keys } from '../../core/keys.ts'
import { textIn } from '../../definitions/common.ts'
import type { Library } from '../../definitions/library.ts'
import { labelsOf, metricsOf } from '../../definitions/answers/metrics.ts'
import type { Answers, Survey } from '../../definitions/survey.ts'
import { findInvitations, type Invitation } from '../../invitation/invitations.ts'
import { linkRef, linkUrl } from '../../invitation/send/link.ts'
import { findResponses, type Response } from '../../survey/responses.ts'
import { rowOf, shownRows } from '../../write-back/answer-rows.ts'
import type { MappingContext } from '../../write-back/context.ts'
import { commentOf, snapshotOf } from '../../write-back/snapshot.ts'
import type { OrgRow } from '../tables/org-row.ts'

/** An invitation with its documents and its response, as the tables hold them now. What takes time is worked out once, when it is named. */
export type Subject = {
  invitation: Invitation
  survey: Survey
  response: Response | null
  labels: () => ReturnType<typeof labelsOf>
  metrics: () => ReturnType<typeof metricsOf>
}

/** By their invitations' ids, in two statements however many. null: its survey is missing; not there: the invitation is gone. */
export type Subjects = Map<string, Subject | null>

export function findSubjects(sql: SqlStorage, library: Library, invitationIds: string[]): Subjects {
  const ids = [...new Set(invitationIds)]
  const responses = new Map(findResponses(sql, ids).map((response) => [response.invitationId, response]))
  return new Map(
    findInvitations(sql, ids).map((invitation) => [
      invitation.id,
      subjectOf(library, invitation, responses.get(invitation.id) ?? null),
    ]),
  )
}

export const findSubject = (sql: SqlStorage, library: Library, invitationId: string): Subject | null =>
  findSubjects(sql, library, [invitationId]).get(invitationId) ?? null

function subjectOf(library: Library, invitation: Invitation, response: Response | null): Subject | null {
  const survey = library.at('survey', invitation.survey, invitation.surveyVersion)?.body
  if (!survey) return null
  const answers: Answers = response?.answers ?? {}
  const labels = once(() => labelsOf(survey, answers))
  const metrics = once(() => metricsOf(survey, answers)) // a mapping names a dozen of them
  return { invitation, survey, response, labels, metrics }
}

const delivered = new Set(['Sent', 'Opened', 'Partial', 'Completed', 'Expired'])

/** The address of an invitation by link, where one was handed out. */
export function linkOf(sql: SqlStorage, keys: Keys, org: OrgRow, invitation: Invitation): string | null {
  const ref = invitation.channel === 'link' ? linkRef(sql, invitation.id) : null
  return ref === null ? null : linkUrl(keys, org, 'answer', ref)
}

type More = {
  answerSubject: string | null // the answer being written, in a mapping with `each: answer`
  link: string | null
  key: string
  lookups: Record<string, string | null>
}
const planning: More = { answerSubject: null, link: null, key: '', lookups: {} }

/** What a mapping or an action can name about one subject. */
export function contextOf({ invitation, survey, response, labels, metrics }: Subject, more = planning): MappingContext {
  const language = response?.language ?? invitation.language ?? 'en'
  const answers: Answers = response?.answers ?? {}
  return {
    invitation: {
      key: more.key,
      status: invitation.status,
      reason: invitation.reason,
      askAgainAt: invitation.askAgainAt,
      channel: invitation.channel,
      language: invitation.language,
      occasion: invitation.occasion,
      object: invitation.object,
      recordId: invitation.recordId,
      isTest: invitation.isTest,
      delivered: invitation.sentAt !== null && delivered.has(invitation.status) ? 1 : 0,
      answered: response === null ? 0 : 1,
      link: more.link,
      askedAt: invitation.askedAt,
      sentAt: invitation.sentAt,
      openedAt: invitation.openedAt,
      completedAt: invitation.completedAt,
      expiresAt: invitation.expiresAt,
    },
    response: response && {
      key: invitation.id,
      version: response.version,
      edited: response.version > 1,
      language,
      channel: invitation.channel,
      startedAt: response.startedAt,
      submittedAt: response.submittedAt,
      seconds: response.seconds,
      isBot: response.isBot,
      viaAgent: response.viaAgent,
      confidence: null,
      get comment() {
        return commentOf(survey, answers)
      },
      get snapshot() {
        const { viaAgent, submittedAt } = response
        return snapshotOf(survey, answers, { language, name: invitation.recipient.name, viaAgent, submittedAt })
      },
      get answersWritten() {
        return shownRows(survey, answers, invitation.id, language).length
      },
    },
    answer: more.answerSubject === null ? null : rowOf(survey, answers, more.answerSubject, language),
    answers,
    get labels() {
      return labels()
    },
    get metrics() {
      return metrics()
    },
    records: invitation.records,
    recipient: { ...invitation.recipient, language: invitation.language },
    fields: invitation.fields,
    survey: { name: invitation.survey, version: invitation.surveyVersion, title: textIn(survey.title, language) },
    program: { name: invitation.program, version: invitation.programVersion },
    flags: [],
    attributes: {},
    lookups: more.lookups,
  }
}

function once<T>(work: () => T): () => T {
  let known: { value: T } | null = null
  return () => (known ??= { value: work() }).value
}
