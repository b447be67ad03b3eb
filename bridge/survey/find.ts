import { fail, type Failure } from '../core/failures.ts'
import { parseDuration } from '../core/time.ts'
import { openLibrary } from '../definitions/library.ts'
import { readSettings } from '../definitions/settings.ts'
import type { Survey } from '../definitions/survey.ts'
import { findInvitation, type Invitation } from '../invitation/invitations.ts'
import type { Brand } from './page/brand.ts'
import type { OpenSurvey } from './port.ts'
import { findResponse, type Response } from './responses.ts'

/** Everything that stands behind one link. */
export type Linked = {
  ref: string
  isAgents: boolean // a link that an agent copied
  invitation: Invitation
  survey: Survey
  response: Response | null
}

/** However short the edit window: long enough for the page that follows the sending. */
const thanksMs = 600_000

/** Null for a link that was revoked or erased, and for an ask that was withdrawn: nobody can tell these apart. */
export function findLinked(sql: SqlStorage, ref: string): Linked | null {
  const link = sql
    .exec<{ invitation_id: string; kind: string }>('SELECT invitation_id, kind FROM links WHERE ref = ?1', ref)
    .toArray()[0]
  const invitation = link ? findInvitation(sql, link.invitation_id) : null
  if (!link || !invitation || invitation.status === 'Cancelled' || invitation.status === 'Not Sent') return null
  const survey = openLibrary(sql).at('survey', invitation.survey, invitation.surveyVersion)
  if (!survey) throw new Error(`the survey of invitation ${invitation.id} is missing`) // versions are never removed
  const response = findResponse(sql, invitation.id)
  return { ref, isAgents: link.kind === 'agent', invitation, survey: survey.body, response }
}

export type Standing = {
  state: OpenSurvey['state']
  editUntil: Date | null // completed, and still to be changed
  /** Why nothing can be sent through this link any more. */
  closed: Closed | null
  /** Closed a moment ago by the answer itself: the thanks can still be shown. */
  isFresh: boolean
}
type Closed = { ok: false; failure: Failure & { code: 'link_closed' } }

/** How things stand between a link and the clock. */
export function standingOf({ invitation, survey, response }: Linked, now: Date): Standing {
  const { language } = invitation
  if (response?.state === 'completed') {
    const answeredAt = invitation.completedAt ?? now
    const editUntil = editUntilOf(survey, answeredAt)
    if (now < editUntil) return { state: 'completed', editUntil, closed: null, isFresh: false }
    const closed = fail({ code: 'link_closed', state: 'answered', answeredAt, language })
    return { state: 'completed', editUntil: null, closed, isFresh: now.getTime() < answeredAt.getTime() + thanksMs }
  }
  const state = response?.state ?? 'open'
  if (invitation.status !== 'Expired' && now < invitation.expiresAt)
    return { state, editUntil: null, closed: null, isFresh: false }
  const closed = fail({ code: 'link_closed', state: 'expired', answeredAt: null, language })
  return { state, editUntil: null, closed, isFresh: false }
}

/** The window counts from the first sending: changes do not prolong it. */
export const editUntilOf = (survey: Survey, answeredAt: Date): Date =>
  new Date(answeredAt.getTime() + (parseDuration(survey.editFor) ?? 0))

/** Who asks: what the org set for its pages. */
export function findBrand(sql: SqlStorage): Brand | undefined {
  const found = sql.exec<{ settings_json: string }>('SELECT settings_json FROM org').toArray()[0]
  if (!found) return undefined
  const { brand, controller } = readSettings(found.settings_json)
  return { name: brand.name, color: brand.color, controller }
}
