import { oneLine } from '../core/text/email.ts'
import { fail, ok, type Result } from '../core/failures.ts'
import { textIn, type Language, type LocalText } from '../definitions/common.ts'
import type { Program } from '../definitions/program.ts'
import type { Survey } from '../definitions/survey.ts'
import { renderText } from '../definitions/texts.ts'
import { firstQuestion } from './mail/first-question.ts'
import type { Brand } from './mail/layout.ts'
import { mailPage } from './mail/page.tsx'
import { mailText } from './mail/text.ts'
import { wordsIn } from './mail/words.ts'

export type MailInput = {
  program: Program
  survey: Survey
  language: Language
  /** What the texts may name: recipient, fields, records … */
  values: Record<string, unknown>
  surveyUrl: string
  unsubscribeUrl: string
  brand: Brand
  kind: 'invite' | 'reminder' | 'resend'
  controller: string
}
export type RenderedMail = { subject: string; html: string; text: string }

const subjectLimit = 200
const bodyLimit = 5_000 // filled in; a mail client cuts long mails off, the unsubscribe link first
const nameLimit = 60

/** The program's words, filled in, inside a layout that is ours. A text that cannot be filled in is a failure: no text is ever half a text. */
export function renderMail(input: MailInput): Result<RenderedMail> {
  const { program, survey, language } = input
  const words = wordsIn(language)
  const isReminder = input.kind === 'reminder'
  const brand = { ...input.brand, name: oneLine(input.brand.name, nameLimit) }
  const values = { ...input.values, brand, recipient: safeRecipient(input.values.recipient) }
  const fill = (text: LocalText | undefined, ours: string) =>
    renderText(text === undefined ? ours : textIn(text, language), values, { escape: false, language })

  const subject = fill(program.mail?.subject, words.subject)
  if (!subject.ok) return subject
  const heading = fill(program.mail?.heading, program.mail ? '' : words.heading)
  if (!heading.ok) return heading
  const body = fill(program.mail?.body, words.body)
  if (!body.ok) return body
  const signature = fill(program.mail?.signature, words.signature)
  if (!signature.ok) return signature
  if (body.value.length > bodyLimit)
    return fail({ code: 'malformed', detail: `the mail's body becomes longer than ${bodyLimit} characters` })

  const named = oneLine(subject.value, subjectLimit) || words.subject
  const layout = {
    language,
    subject: isReminder ? oneLine(words.reminderSubject(named), subjectLimit) : named,
    isReminder,
    heading: oneLine(heading.value, subjectLimit),
    paragraphs: paragraphs(body.value),
    question: firstQuestion(survey, language, input.surveyUrl),
    button: words.answer(minutesFor(survey)),
    signature: paragraphs(signature.value).join('\n'),
    brand,
    controller: oneLine(input.controller, 300),
    surveyUrl: input.surveyUrl,
    unsubscribeUrl: input.unsubscribeUrl,
  }
  return ok({ subject: layout.subject, html: mailPage(layout), text: mailText(layout) })
}

/** Paragraphs are separated by an empty line; inside one, lines stay lines. */
const paragraphs = (text: string): string[] =>
  text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .split(/\n\s*\n/)
    .map((paragraph) =>
      paragraph
        .split('\n')
        .map((line) => oneLine(line, bodyLimit))
        .join('\n')
        .trim(),
    )
    .filter((paragraph) => paragraph !== '')

/**
 * Anybody may write any name and a stranger's address into a web form: a name that reads like a link or a message would
 * make us send it. Such a name is left out.
 */
function safeRecipient(recipient: unknown): unknown {
  if (typeof recipient !== 'object' || recipient === null) return recipient
  const name = 'name' in recipient && typeof recipient.name === 'string' ? oneLine(recipient.name, nameLimit + 1) : ''
  const isName = name.length <= nameLimit && !/[:/@<>\\]|www|\S\.\S\S/i.test(name)
  return { ...recipient, name: isName && name !== '' ? name : null } // in Liquid an empty text counts as one
}

/** Six questions a minute; those that may stay hidden count too. */
const minutesFor = (survey: Survey): number => Math.max(1, Math.round(survey.questions.length / 6))
