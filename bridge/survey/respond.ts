import { ok, unknownLink, type Result } from '../core/failures.ts'
import { settleByLink } from '../invitation/delivery/events.ts'
import { closeUnknown } from '../invitation/send/unknown.ts'
import { groupFields, parseAnswers } from './answers.ts'
import { editUntilOf, findBrand, findLinked, standingOf, type Linked } from './find.ts'
import type { Answered, OpenSurvey, Submission } from './port.ts'
import { putResponse } from './responses.ts'

export type ResponseChange = { invitationId: string; event: 'response.partial' | 'response.completed' }

/** What a link opens. Looking changes nothing. */
export function findSurvey(sql: SqlStorage, ref: string, now: Date): Result<OpenSurvey & { invitationId: string }> {
  const linked = findLinked(sql, ref)
  if (!linked) return unknownLink
  const { state, editUntil, closed, isFresh } = standingOf(linked, now)
  if (closed && !isFresh) return closed
  const { invitation, survey, response } = linked
  const answers = response?.answers ?? {}
  return ok({
    invitationId: invitation.id,
    survey,
    language: invitation.language,
    answers,
    state,
    editUntil,
    brand: findBrand(sql),
  })
}

/**
 * Stores a submission, or says what is wrong with it. One response an invitation: the same answers once more change nothing
 * and get the same reply, others are a new version while the edit window is open.
 */
export function storeAnswer(
  sql: SqlStorage,
  ref: string,
  submission: Submission,
  now: Date,
): Result<{ answered: Answered; change: ResponseChange | null }> {
  const linked = findLinked(sql, ref)
  if (!linked) return unknownLink
  const { invitation, survey, response } = linked
  const { answers, errors } = parseAnswers(survey, groupFields(submission.fields))
  const reply = (editUntil: Date | null, change: ResponseChange | null) =>
    ok({
      answered: {
        language: submission.language,
        errors,
        editUntil,
        again: errors.length > 0 ? { survey, answers: { ...answers }, brand: findBrand(sql) } : null,
      },
      change,
    })
  const answersJson = JSON.stringify(answers)
  const { state, editUntil, closed } = standingOf(linked, now)
  if (state === 'completed' && errors.length === 0 && response?.answersJson === answersJson)
    return reply(editUntil, null)
  if (closed) return closed
  if (errors.length > 0) return reply(editUntil, null)
  complete(sql, linked, answersJson, submission, now)
  const until = editUntilOf(survey, invitation.completedAt ?? now)
  return reply(now < until ? until : null, { invitationId: invitation.id, event: 'response.completed' })
}

function complete(sql: SqlStorage, linked: Linked, answersJson: string, submission: Submission, now: Date): void {
  const { ref, isAgents: viaAgent, invitation } = linked
  const { language, seconds, isBot } = submission
  const hasOpenMail = mailIsOpen(sql, invitation.id)
  if (hasOpenMail) settleByLink(sql, ref, 'answer', now)
  putResponse(
    sql,
    { invitationId: invitation.id, state: 'completed', answersJson, language, viaAgent, isBot, seconds },
    now,
  )
  sql.exec(
    `UPDATE invitations SET status = 'Completed', completed_at = coalesce(completed_at, ?2),
       opened_at = coalesce(opened_at, ?2), step = NULL, due_at = NULL WHERE id = ?1`,
    invitation.id,
    now.getTime(),
  )
  if (hasOpenMail) endSends(sql, invitation.id, now)
}

/** Keeps what is possible of an unfinished form. Never after it was sent, and an empty one leaves no trace. */
export function storePartial(
  sql: SqlStorage,
  ref: string,
  submission: Submission,
  now: Date,
): Result<ResponseChange | null> {
  const linked = findLinked(sql, ref)
  if (!linked) return unknownLink
  const { invitation, survey, response, isAgents: viaAgent } = linked
  const { state, closed } = standingOf(linked, now)
  if (state === 'completed') return ok(null)
  if (closed) return closed
  const { answers } = parseAnswers(survey, groupFields(submission.fields), { partial: true })
  const answersJson = JSON.stringify(answers)
  if (answersJson === (response?.answersJson ?? '{}')) return ok(null)
  const { language, seconds, isBot } = submission
  settleByLink(sql, ref, 'opening', now)
  putResponse(
    sql,
    { invitationId: invitation.id, state: 'partial', answersJson, language, viaAgent, isBot, seconds },
    now,
  )
  sql.exec(
    `UPDATE invitations SET status = 'Partial', opened_at = coalesce(opened_at, ?2) WHERE id = ?1`,
    invitation.id,
    now.getTime(),
  )
  return ok({ invitationId: invitation.id, event: 'response.partial' })
}

/** Somebody looked for three seconds. Only forwards, and nothing else: gives the invitation when its state changed. */
export function markOpened(sql: SqlStorage, ref: string, now: Date): Result<{ invitationId: string } | null> {
  const linked = findLinked(sql, ref)
  if (!linked) return unknownLink
  const { closed } = standingOf(linked, now)
  if (closed) return closed
  const { id } = linked.invitation
  const hasSettled = settleByLink(sql, ref, 'opening', now) !== null
  const opened = sql
    .exec(
      `UPDATE invitations SET status = 'Opened', opened_at = coalesce(opened_at, ?2)
       WHERE id = ?1 AND status = 'Sent' RETURNING id`,
      id,
      now.getTime(),
    )
    .toArray()
  return ok(hasSettled || opened.length > 0 ? { invitationId: id } : null)
}

/** Nothing more goes out, and of an answered invitation nobody needs to know what became of another mail. */
function endSends(sql: SqlStorage, invitationId: string, now: Date): void {
  sql.exec(
    `UPDATE sends SET state = 'refused', code = 'answered', settled_by = 'answer', due_at = NULL, ended_at = ?2
     WHERE invitation_id = ?1 AND state = 'waiting'`,
    invitationId,
    now.getTime(),
  )
  closeUnknown(sql, invitationId, 'answer', now)
}

/** A mail of it still waits, or nobody knows what became of it. */
const mailIsOpen = (sql: SqlStorage, invitationId: string): boolean =>
  sql
    .exec(`SELECT 1 FROM sends WHERE invitation_id = ?1 AND state IN ('waiting', 'unknown') LIMIT 1`, invitationId)
    .toArray().length > 0
