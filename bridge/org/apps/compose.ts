import { fail, ok, type Result } from '../../core/failures.ts'
import type { Keys } from '../../core/keys.ts'
import { openLibrary } from '../../definitions/library.ts'
import type { Invitation } from '../../invitation/invitations.ts'
import type { Mail } from '../../invitation/mailer.ts'
import { renderMail } from '../../invitation/message.ts'
import { linkUrl } from '../../invitation/send/link.ts'
import type { Send } from '../../invitation/send/sends.ts'
import type { OrgRow } from '../tables/org-row.ts'

/** The mail of one send, filled in from the documents the invitation is bound to. */
export function composeMail(
  sql: SqlStorage,
  keys: Keys,
  org: OrgRow,
  send: Send,
  invitation: Invitation,
): Result<Mail> {
  const library = openLibrary(sql)
  const program = library.at('program', invitation.program, invitation.programVersion)?.body
  const survey = library.at('survey', invitation.survey, invitation.surveyVersion)?.body
  const { email } = invitation.recipient
  if (!program || !survey || email === null) return fail({ code: 'not_found' })
  const language = invitation.language ?? 'en'
  const unsubscribeUrl = linkUrl(keys, org, 'unsubscribe', send.ref)
  const { brand, controller } = org.settings
  const rendered = renderMail({
    program,
    survey,
    language,
    values: {
      recipient: invitation.recipient,
      fields: invitation.fields,
      brand,
      survey: { name: survey.survey },
      program: { name: program.program },
      language,
    },
    surveyUrl: linkUrl(keys, org, 'answer', send.ref),
    unsubscribeUrl,
    brand,
    kind: send.kind,
    controller,
  })
  if (!rendered.ok) return rendered
  return ok({ ...rendered.value, to: email, language, unsubscribeUrl, sendId: send.id })
}
