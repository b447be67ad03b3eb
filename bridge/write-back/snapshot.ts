import type { Language } from '../definitions/common.ts'
import { shownQuestions } from '../definitions/answers/shown.ts'
import type { Answers, Survey } from '../definitions/survey.ts'
import { escapeHtml } from '../definitions/texts.ts'
import { shownRows, type AnswerRow } from './answer-rows.ts'

const maxLength = 32_768 // of a rich-text or long-text field in Salesforce, markup included

type By = {
  language: Language
  name: string | null // who answered
  viaAgent: boolean
  submittedAt: Date | null
}

const words = {
  en: {
    by: 'Answered by',
    agent: 'through an agent',
    on: 'on',
    skipped: 'No answer',
    notApplicable: 'Not applicable',
    more: '… shortened',
  },
  fr: {
    by: 'Réponse de',
    agent: 'par un agent',
    on: 'le',
    skipped: 'Sans réponse',
    notApplicable: 'Non concerné',
    more: '… abrégé',
  },
} as const

/** The whole response as a person reads it on the record: HTML, escaped, skipped questions named, who answered and when. */
export function snapshotOf(survey: Survey, answers: Answers, by: By): string {
  const more = `<p><i>${words[by.language].more}</i></p>`
  const blocks = [heading(by), ...shownRows(survey, answers, '', by.language).map((row) => block(row, by.language))]
  let html = ''
  for (const one of blocks) {
    if (html.length + one.length + more.length > maxLength) return html + more
    html += one
  }
  return html
}

/** What the customer wrote in free words: the comments in order, an empty line between them. */
export function commentOf(survey: Survey, answers: Answers): string | null {
  const comments = shownQuestions(survey, answers).flatMap(({ id, type }) => {
    const answer = Object.hasOwn(answers, id) ? answers[id] : undefined
    return type === 'comment' && typeof answer === 'string' && answer !== '' ? [answer] : []
  })
  return comments.length === 0 ? null : comments.join('\n\n').slice(0, maxLength).toWellFormed()
}

function heading({ language, name, viaAgent, submittedAt }: By): string {
  const { by, agent, on } = words[language]
  const at = submittedAt ? `${on} ${submittedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC` : null
  const parts = [name ? `${by} ${name}` : null, viaAgent ? agent : null, at].filter((part) => part !== null)
  return parts.length === 0 ? '' : `<p><i>${escapeHtml(parts.join(' '))}</i></p>`
}

function block({ title, text, notApplicable }: AnswerRow, language: Language): string {
  const answer =
    text === null
      ? `<i>${notApplicable ? words[language].notApplicable : words[language].skipped}</i>`
      : escapeHtml(text.toWellFormed()).replace(/\r\n|\r|\n/g, '<br>')
  return `<p><b>${escapeHtml(title)}</b><br>${answer}</p>`
}
