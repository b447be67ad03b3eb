import type { AnswerError } from '../core/failures.ts'
import { scaleOf, type ScaleQuestion } from '../definitions/answers/scale.ts'
import type { Answer, Question } from '../definitions/survey.ts'
import { cleanText } from './clean-text.ts'

/** What the form sends for "not applicable". No option can be mistaken for it: scales have numbers only. */
export const notApplicable = 'na'

/** `missing`: how many answers a required question still lacks (a matrix needs one a row). */
export type Reading = { answer: Answer | undefined; codes: AnswerError['code'][]; missing: number }
type Of<Type extends Question['type']> = Extract<Question, { type: Type }>

const found = (answer: Answer): Reading => ({ answer, codes: [], missing: 0 })
const refused = (code: AnswerError['code']): Reading => ({ answer: undefined, codes: [code], missing: 0 })
const nothing: Reading = { answer: undefined, codes: [], missing: 1 }

/** The names under which a question's values arrive. */
export const fieldNames = (question: Question): string[] =>
  question.type === 'matrix' ? question.rows.map((row) => `${question.id}.${row.value}`) : [question.id]

/** Strict: what this question cannot hold is refused with a code, never repaired. */
export function readAnswer(question: Question, form: ReadonlyMap<string, string[]>): Reading {
  if (question.type === 'matrix') return readMatrix(question, form)
  const given = filled(form.get(question.id))
  if (given.length === 0) return nothing
  switch (question.type) {
    case 'nps':
    case 'ces':
    case 'rating':
      return readScale(question, given)
    case 'single':
    case 'multiple':
      return readChoice(question, given)
    case 'comment':
    case 'text':
      return given.length > 1 ? refused('type') : readText(question, given[0]!)
  }
}

const filled = (values: string[] | undefined): string[] => (values ?? []).filter((value) => value !== '')

function readScale(question: ScaleQuestion, given: string[]): Reading {
  if (given.length > 1) return refused('type')
  const text = given[0]!
  if (question.notApplicable && text === notApplicable) return found(null)
  if (!/^(0|[1-9]\d?)$/.test(text)) return refused('type')
  const { from, to } = scaleOf(question)
  return Number(text) < from || Number(text) > to ? refused('range') : found(Number(text))
}

function readMatrix(question: Of<'matrix'>, form: ReadonlyMap<string, string[]>): Reading {
  const cells: Record<string, number | null> = {} // plain, or no call could carry it; a row's name begins with a letter
  const reading: Reading = { answer: undefined, codes: [], missing: 0 }
  for (const row of question.rows) {
    const given = filled(form.get(`${question.id}.${row.value}`))
    const cell = given.length === 0 ? nothing : readScale(question, given)
    if (typeof cell.answer === 'number' || cell.answer === null) cells[row.value] = cell.answer
    reading.codes.push(...cell.codes)
    reading.missing += cell.missing
  }
  return Object.keys(cells).length === 0 ? reading : { ...reading, answer: cells }
}

function readChoice(question: Of<'single' | 'multiple'>, given: string[]): Reading {
  const ticked = new Set(given)
  const known = question.options.map((option) => option.value).filter((value) => ticked.has(value))
  if (known.length < ticked.size) return refused('choice')
  if (question.type === 'single') return known.length > 1 ? refused('too_many') : found(known[0]!)
  return known.length > (question.max ?? Infinity) ? refused('too_many') : found(known)
}

function readText(question: Of<'comment' | 'text'>, raw: string): Reading {
  const text = cleanText(raw, question.type === 'comment' ? 'many' : 'one')
  if (text === '') return nothing
  if (text.length > question.maxLength) return refused('too_long')
  if (question.type === 'comment') return found(text)
  switch (question.input) {
    case 'text':
      return found(text)
    case 'email':
      return isEmail(text) ? found(text) : refused('type')
    case 'phone':
      return isPhone(text) ? found(text) : refused('type')
    case 'date':
      return isDate(text) ? found(text) : refused('type')
    case 'number':
      return readNumber(question, text)
  }
}

/** At most 15 digits, so that the number reads back as it was written. No comma: `1,000` means two things. */
function readNumber(question: Of<'text'>, text: string): Reading {
  if (!/^-?\d{1,9}(\.\d{1,6})?$/.test(text)) return refused('type')
  const number = Number(text) + 0 // -0 becomes 0
  const { min = -Infinity, max = Infinity } = question
  return number < min || number > max ? refused('range') : found(number)
}

/** The pattern browsers use for type=email (HTML standard, "valid e-mail address"), with a dot required as Salesforce does. */
const isEmail = (text: string): boolean =>
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)+$/i.test(
    text,
  )

/** Digits with the usual signs between them; E.164 has 15 digits at most. A mapping brings it into form. */
const isPhone = (text: string): boolean =>
  /^\+?[\d\s()./-]{4,30}$/.test(text) && /^\d{4,15}$/.test(text.replace(/\D/g, ''))

/** A day that exists, in years a customer can mean. */
function isDate(text: string): boolean {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
