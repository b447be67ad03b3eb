import { newRef } from '../../../bridge/core/keys.ts'
import { publish } from '../../../bridge/definitions/library.ts'
import type { Language } from '../../../bridge/definitions/common.ts'
import type { Survey } from '../../../bridge/definitions/survey.ts'
import type { Submission } from '../../../bridge/survey/port.ts'
import { aSentMail } from '../mail/sends.ts'
import { aSurvey, fieldsOf, type Payload } from './surveys.ts'

export const aSubmission = (
  payload: Payload,
  language: Language = 'fr',
  seconds: number | null = null,
): Submission => ({
  fields: fieldsOf(payload),
  language,
  seconds,
  isBot: false,
})

/** An invitation that was mailed, with its survey, as the tables hold it. It expires in 2030. */
export function anInvited(
  sql: SqlStorage,
  given: Parameters<typeof aSentMail>[1] & { survey?: Partial<Survey>; expiresAt?: Date } = {},
) {
  publish(sql, [{ kind: 'survey', name: 'case-csat', body: aSurvey(given.survey) }], new Date(0))
  const mail = aSentMail(sql, given)
  if (given.expiresAt)
    sql.exec('UPDATE invitations SET expires_at = ?2 WHERE id = ?1', mail.invitationId, given.expiresAt.getTime())
  return mail
}

/** One more link of an invitation. */
export function aLink(sql: SqlStorage, invitationId: string, kind: 'link' | 'agent' | 'reminder'): string {
  const ref = newRef()
  sql.exec('INSERT INTO links (ref, invitation_id, kind, created_at) VALUES (?1, ?2, ?3, 0)', ref, invitationId, kind)
  return ref
}
