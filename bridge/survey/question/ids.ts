import { scaleOf } from '../../definitions/answers/scale.ts'
import type { Question } from '../../definitions/survey.ts'

/**
 * Ids of elements. Question ids and option values have no hyphen, so what is joined by one is never ambiguous,
 * and `--` is ours alone.
 */
export const boxId = (question: string): string => question
export const inputId = (question: string, value: string | number): string => `${question}-${value}`
export const rowInputId = (question: string, row: string, value: string | number): string =>
  `${question}-${row}-${value}`
export const rowId = (question: string, row: string): string => `${question}-${row}--row`
export const typedId = (question: string): string => `${question}--typed`
export const endsId = (question: string): string => `${question}--ends`
export const hintId = (question: string): string => `${question}--hint`
export const errorId = (question: string): string => `${question}--error`

/** Where a link to a question puts the focus: in a matrix, on the first line without an answer. */
export function firstInputId(question: Question, given: ReadonlyMap<string, string[]>): string {
  switch (question.type) {
    case 'comment':
    case 'text':
      return typedId(question.id)
    case 'single':
    case 'multiple':
      return inputId(question.id, question.options[0]!.value)
    case 'matrix':
      return rowInputId(
        question.id,
        (question.rows.find((row) => !given.has(`${question.id}.${row.value}`)) ?? question.rows[0]!).value,
        1,
      )
    default:
      return inputId(question.id, scaleOf(question).from)
  }
}
