import { textIn, type Language } from '../definitions/common.ts'
import { shownQuestions } from '../definitions/answers/shown.ts'
import type { Answer, Answers, Question, Survey } from '../definitions/survey.ts'

/** One answer as a record of its own: a question's, or one row of a matrix. */
export type AnswerRow = {
  key: string // its external id: invitation # id
  id: string // the question's id; of a matrix `question.row`
  question: string
  row: string | null
  title: string // as the customer read it
  label: string | null
  type: string
  value: unknown // as answered: a number, a text, an option or several
  text: string | null // in words: the options' texts, the number, the comment
  number: number | null
  date: string | null // YYYY-MM-DD
  skipped: boolean
  notApplicable: boolean
}

/** The answer's external id in Salesforce, and its part of a write's subject. */
export const answerKey = (invitationId: string, id: string): string => `${invitationId}#${id}`

/** One row per question that was shown, answered or skipped; of a matrix one per row. */
export const shownRows = (survey: Survey, answers: Answers, invitationId: string, language: Language): AnswerRow[] =>
  shownQuestions(survey, answers).flatMap((question) => rowsOf(question, answers, invitationId, language))

/**
 * The row of one subject, whatever is shown now: a question that an edit hid is written as skipped, so that no old value stays.
 * null when the survey has no such question.
 */
export function rowOf(survey: Survey, answers: Answers, subjectId: string, language: Language): AnswerRow | null {
  const [invitationId = '', id = ''] = split(subjectId, '#')
  const [questionId] = split(id, '.')
  const question = survey.questions.find((one) => one.id === questionId)
  if (!question) return null
  const isShown = shownQuestions(survey, answers).includes(question)
  return rowsOf(question, isShown ? answers : {}, invitationId, language).find((row) => row.id === id) ?? null
}

function rowsOf(question: Question, answers: Answers, invitationId: string, language: Language): AnswerRow[] {
  const answer = Object.hasOwn(answers, question.id) ? answers[question.id] : undefined
  const title = textIn(question.title, language)
  if (question.type !== 'matrix') return [row(question, null, title, answer, invitationId, language)]
  const given = typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? answer : {}
  return question.rows.map(({ value, text }) => {
    const part = answer === null ? null : Object.hasOwn(given, value) ? given[value] : undefined
    return row(question, value, `${title} – ${textIn(text, language)}`, part, invitationId, language)
  })
}

function row(
  question: Question,
  part: string | null,
  title: string,
  answer: Answer | undefined,
  invitationId: string,
  language: Language,
): AnswerRow {
  const id = part === null ? question.id : `${question.id}.${part}`
  const isDate = question.type === 'text' && question.input === 'date' && typeof answer === 'string'
  return {
    key: answerKey(invitationId, id),
    id,
    question: question.id,
    row: part,
    title,
    label: question.label ?? null,
    type: question.type,
    value: answer ?? null,
    text: answer === undefined || answer === null ? null : inWords(question, answer, language),
    number: typeof answer === 'number' ? answer : null,
    date: isDate && /^\d{4}-\d{2}-\d{2}$/.test(answer) ? answer : null,
    skipped: answer === undefined,
    notApplicable: answer === null,
  }
}

function inWords(question: Question, answer: NonNullable<Answer>, language: Language): string {
  const optionText = (value: unknown): string => {
    const option = 'options' in question ? question.options.find((one) => one.value === value) : undefined
    return option ? textIn(option.text, language) : String(value)
  }
  return Array.isArray(answer) ? answer.map(optionText).join('; ') : optionText(answer)
}

const split = (text: string, mark: string): string[] => {
  const at = text.indexOf(mark)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
