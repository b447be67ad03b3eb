import type { AnswerError } from '../core/failures.ts'
import { isShown } from '../definitions/answers/shown.ts'
import type { Answers, Survey } from '../definitions/survey.ts'
import { fieldNames, notApplicable, readAnswer } from './read-answer.ts'

/** Enough to find the mistake; a hostile form may name thousands. */
const maxUnknown = 20

/**
 * Is this a possible set of answers to this survey? One pass in order, because conditions look back only.
 * Answers to hidden questions are dropped; names beginning with `_` are the page's own.
 * With `partial` nothing is required, and what is valid is kept whatever the errors.
 */
export function parseAnswers(
  survey: Survey,
  form: ReadonlyMap<string, string[]>,
  options: { partial?: boolean } = {},
): { answers: Answers; errors: AnswerError[] } {
  const answers = Object.create(null) as Answers
  const errors: AnswerError[] = []
  for (const question of survey.questions) {
    if (!isShown(question, answers)) continue
    const { answer, codes, missing } = readAnswer(question, form)
    if (answer !== undefined) answers[question.id] = answer
    for (const code of codes) errors.push({ question: question.id, code })
    if (question.required && !options.partial)
      for (let count = 0; count < missing; count++) errors.push({ question: question.id, code: 'required' })
  }
  errors.push(...unknownFields(survey, form))
  const isEmpty = Object.keys(answers).length === 0
  // An empty form is no answer, even when every single question may be left out.
  if (isEmpty && errors.length === 0 && !options.partial)
    errors.push({ question: survey.questions[0]!.id, code: 'required' })
  return { answers, errors }
}

function unknownFields(survey: Survey, form: ReadonlyMap<string, string[]>): AnswerError[] {
  const known = new Set(survey.questions.flatMap(fieldNames))
  return [...form.keys()]
    .filter((name) => !known.has(name) && !name.startsWith('_'))
    .slice(0, maxUnknown)
    .map((name) => ({ question: name.slice(0, 40).toWellFormed(), code: 'unknown' }))
}

/** The form that would give these answers: what the page shows again. */
export function formOf(answers: Answers): Map<string, string[]> {
  const form = new Map<string, string[]>()
  const text = (value: number | string | null) => (value === null ? notApplicable : String(value))
  for (const [id, answer] of Object.entries(answers)) {
    if (Array.isArray(answer)) form.set(id, answer)
    else if (typeof answer !== 'object' || answer === null) form.set(id, [text(answer)])
    else for (const [row, cell] of Object.entries(answer)) form.set(`${id}.${row}`, [text(cell)])
  }
  return form
}

/** Fields in order, names repeating, as a form sends them. */
export function groupFields(fields: Iterable<[string, string]>): Map<string, string[]> {
  const form = new Map<string, string[]>()
  for (const [name, value] of fields) {
    const values = form.get(name)
    if (values) values.push(value)
    else form.set(name, [value])
  }
  return form
}
