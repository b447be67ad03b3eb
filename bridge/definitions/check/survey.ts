import type { Problem } from '../../core/failures.ts'
import { metricOf } from '../answers/metrics.ts'
import { scaleOf } from '../answers/scale.ts'
import type { Question, Survey } from '../survey.ts'

type Clause = NonNullable<Question['showIf']>[number]

/** Question and row become part of a key in Salesforce (80 characters) behind an invitation id (27). */
const maxAnswerId = 50

/** What one survey says that no page could ask, or no record hold. */
export function checkSurvey(survey: Survey): Problem[] {
  const { questions } = survey
  return [
    ...repeated(
      questions.map(({ id }) => id),
      (index) => `questions.${index}.id`,
      'question id',
    ),
    ...repeated(
      questions.map(({ label }) => label),
      (index) => `questions.${index}.label`,
      'label',
    ),
    ...repeated(
      questions.map((question) => metricOf(question) ?? undefined),
      (index) => `questions.${index}`,
      'metric',
    ),
    ...questions.flatMap((question, index) =>
      [...checkQuestion(question), ...checkShowIf(question, questions.slice(0, index))].map(({ path, message }) => ({
        path: `questions.${index}.${path}`,
        message,
      })),
    ),
  ]
}

function repeated(values: (string | undefined)[], place: (index: number) => string, what: string): Problem[] {
  return values.flatMap((value, index) =>
    value !== undefined && values.indexOf(value) < index
      ? [{ path: place(index), message: `the ${what} '${value}' is there twice; one question each` }]
      : [],
  )
}

function checkQuestion(question: Question): Problem[] {
  switch (question.type) {
    case 'rating':
      return [
        ...(question.metric === 'csat' && question.max !== 5
          ? [{ path: 'metric', message: 'csat is defined on a scale of 1 to 5; set max: 5 or leave metric out' }]
          : []),
        ...(question.style === 'smiley' && question.max > 5
          ? [{ path: 'max', message: 'there are 5 smileys; set max: 5 or another style' }]
          : []),
      ]
    case 'single':
      return repeated(
        question.options.map(({ value }) => value),
        (index) => `options.${index}.value`,
        'option',
      )
    case 'multiple':
      return [
        ...repeated(
          question.options.map(({ value }) => value),
          (index) => `options.${index}.value`,
          'option',
        ),
        ...((question.max ?? 1) > question.options.length
          ? [{ path: 'max', message: 'larger than the number of options' }]
          : []),
      ]
    case 'text':
      return checkText(question)
    case 'matrix':
      return [
        ...repeated(
          question.rows.map(({ value }) => value),
          (index) => `rows.${index}.value`,
          'row',
        ),
        ...question.rows.flatMap(({ value }, index) =>
          question.id.length + 1 + value.length > maxAnswerId
            ? [
                {
                  path: `rows.${index}.value`,
                  message: `shorten it: with the question's id at most ${maxAnswerId} characters`,
                },
              ]
            : [],
        ),
      ]
    default:
      return []
  }
}

function checkText({ input, min, max }: Extract<Question, { type: 'text' }>): Problem[] {
  if (input !== 'number' && (min ?? max) !== undefined)
    return [{ path: 'input', message: 'min and max need input: number' }]
  return min !== undefined && max !== undefined && min > max ? [{ path: 'max', message: 'smaller than min' }] : []
}

/** A question can depend on what was ticked before it: that is what the page can follow without a script. */
function checkShowIf(question: Question, earlier: Question[]): Problem[] {
  return (question.showIf ?? []).flatMap((clause, index) => {
    const message = whyNot(clause, earlier)
    return message ? [{ path: `showIf.${index}`, message }] : []
  })
}

function whyNot(clause: Clause, earlier: Question[]): string | null {
  const asked = earlier.find(({ id }) => id === clause.question)
  if (!asked) return `'${clause.question}' is no question before this one; a question can only look back`
  const { is, not, in: among = [], atLeast, atMost } = clause
  const wanted = [is, not, ...among].filter((value) => value !== undefined)
  const bounds = [atLeast, atMost].filter((value) => value !== undefined)
  if (wanted.length + bounds.length === 0) return 'claims nothing; add is, not, in, atLeast or atMost'
  if ('options' in asked) {
    if (bounds.length > 0) return `'${asked.id}' is a choice: use is, not or in`
    const options = asked.options.map(({ value }) => value)
    const unknown = wanted.find((value) => !options.includes(String(value)) || typeof value !== 'string')
    return unknown === undefined ? null : `'${asked.id}' has no option '${unknown}'; use one of ${options.join(', ')}`
  }
  if (asked.type !== 'nps' && asked.type !== 'ces' && asked.type !== 'rating')
    return `'${asked.id}' is a ${asked.type}; only scales and choices can decide what is shown`
  const { from, to } = scaleOf(asked)
  const outside = [...wanted, ...bounds].find((value) => typeof value !== 'number' || value < from || value > to)
  return outside === undefined ? null : `'${asked.id}' goes from ${from} to ${to}; ${outside} is never given`
}
