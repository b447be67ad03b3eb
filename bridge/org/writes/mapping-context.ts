import type { Library } from '../../definitions/library.ts'
import { labelsOf, metricsOf } from '../../definitions/metrics.ts'
import type { Answers, Survey } from '../../definitions/survey.ts'
import { textIn } from '../../definitions/common.ts'
import { findInvitation, type Invitation } from '../../invitation/invitations.ts'
import { findResponse, type Response } from '../../survey/responses.ts'
import { rowOf, shownRows } from '../../write-back/answer-rows.ts'
import type { MappingContext } from '../../write-back/context.ts'
import { commentOf, snapshotOf } from '../../write-back/snapshot.ts'

/** An invitation with its documents and its response, as the tables hold them now. */
export type Subject = { invitation: Invitation; survey: Survey; response: Response | null }

export function findSubject(sql: SqlStorage, library: Library, invitationId: string): Subject | null {
  const invitation = findInvitation(sql, invitationId)
  if (!invitation) return null
  const survey = library.at('survey', invitation.survey, invitation.surveyVersion)?.body
  return survey ? { invitation, survey, response: findResponse(sql, invitationId) } : null
}

const delivered = new Set(['Sent', 'Opened', 'Partial', 'Completed', 'Expired'])

/** What a mapping can name about one subject. `answerId`: the answer being written, in a mapping with `each: answer`. */
export function contextOf(
  { invitation, survey, response }: Subject,
  more: { answerSubject: string | null; link: string | null; key: string; lookups: Record<string, string | null> },
): MappingContext {
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
      comment: commentOf(survey, answers),
      snapshot: snapshotOf(survey, answers, {
        language,
        name: invitation.recipient.name,
        viaAgent: response.viaAgent,
        submittedAt: response.submittedAt,
      }),
      answersWritten: shownRows(survey, answers, invitation.id, language).length,
    },
    answer: more.answerSubject === null ? null : rowOf(survey, answers, more.answerSubject, language),
    answers,
    labels: labelsOf(survey, answers),
    metrics: metricsOf(survey, answers),
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
