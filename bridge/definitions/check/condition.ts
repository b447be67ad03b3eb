import type { Problem } from '../../core/failures.ts'
import type { Condition, Leaf, subjects } from '../conditions/condition.ts'
import { isOperator, leavesOf } from '../conditions/evaluate.ts'
import { metricOf } from '../answers/metrics.ts'
import type { Question, Survey } from '../survey.ts'

type Subject = (typeof subjects)[number]

/** What can be known where a condition stands: before an event is decided there is neither answer nor language. */
export const knownBefore: readonly Subject[] = ['field', 'attribute']

/** Each leaf claims something, about something that is known at its place. */
export function checkCondition(condition: Condition, place: string, known?: readonly Subject[]): Problem[] {
  return leavesOf(condition, place).flatMap(({ leaf, path }) => {
    const subject = subjectOf(leaf)
    if (known && !known.includes(subject))
      return [{ path, message: `${subject} is not known yet at this place; use one of ${known.join(', ')}` }]
    const claims = Object.keys(leaf).some(isOperator)
    return claims || subject === 'flag'
      ? []
      : [{ path, message: 'claims nothing; add an operator such as is, in or atLeast' }]
  })
}

/** What a condition names of a survey must be asked by it. */
export function checkAgainstSurvey(condition: Condition, place: string, survey: Survey): Problem[] {
  return leavesOf(condition, place).flatMap(({ leaf, path }) => {
    const missing = missingIn(survey, leaf)
    return missing ? [{ path, message: missing }] : []
  })
}

function missingIn(survey: Survey, leaf: Leaf): string | null {
  if (leaf.metric !== undefined && !survey.questions.some((question) => metricOf(question) === leaf.metric))
    return `survey ${survey.survey} does not measure ${leaf.metric}; add such a question or name another metric`
  if (leaf.answer !== undefined) return missingAnswer(survey, leaf.answer) ?? missingOption(survey, leaf)
  return leaf.label === undefined ? null : missingLabel(survey, leaf.label)
}

/** @param path a question's id, or for a matrix `question.row` */
export function missingAnswer(survey: Survey, path: string): string | null {
  const [id = '', row] = path.split('.')
  const question = survey.questions.find((one) => one.id === id)
  if (!question)
    return `survey ${survey.survey} has no question '${id}'; use one of ${survey.questions.map((one) => one.id).join(', ')}`
  return missingRow(question, row)
}

/** @param path a label, or for a matrix `label.row` */
export function missingLabel(survey: Survey, path: string): string | null {
  const labels = survey.questions.flatMap((one) => one.label ?? [])
  const question = survey.questions.find((one) => one.label === path || one.label === path.split('.')[0])
  if (!question)
    return `survey ${survey.survey} has no label '${path}'${labels.length > 0 ? `; use one of ${labels.join(', ')}` : ''}`
  return question.label === path ? null : missingRow(question, path.split('.')[1])
}

function missingRow(question: Question, row: string | undefined): string | null {
  if (row === undefined) return null
  if (question.type !== 'matrix') return `question '${question.id}' has no rows; leave '.${row}' out`
  const rows = question.rows.map(({ value }) => value)
  return rows.includes(row) ? null : `question '${question.id}' has no row '${row}'; use one of ${rows.join(', ')}`
}

function missingOption(survey: Survey, { answer, is, not, in: among = [], notIn = [] }: Leaf): string | null {
  const question = survey.questions.find((one) => one.id === answer)
  if (!question || !('options' in question)) return null
  const options = question.options.map(({ value }) => value)
  const unknown = [is, not, ...among, ...notIn].find(
    (wanted) => typeof wanted === 'string' && !options.includes(wanted),
  )
  return unknown === undefined
    ? null
    : `question '${question.id}' has no option '${String(unknown)}'; use one of ${options.join(', ')}`
}

const subjectOf = (leaf: Leaf): Subject => (Object.keys(leaf).find((key) => !isOperator(key)) ?? 'field') as Subject
