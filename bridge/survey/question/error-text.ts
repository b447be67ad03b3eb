import type { AnswerError } from '../../core/failures.ts'
import type { Language } from '../../definitions/common.ts'
import type { Question } from '../../definitions/survey.ts'
import { textsIn } from '../page/texts.ts'

/** What went wrong with an answer, and what to do, in words. */
export function errorText(question: Question, code: AnswerError['code'], language: Language): string {
  const { errors } = textsIn(language)
  switch (code) {
    case 'required':
      if (question.type === 'matrix') return errors.requiredRows
      return question.type === 'comment' || question.type === 'text' ? errors.requiredText : errors.required
    case 'too_long':
      return 'maxLength' in question ? errors.tooLong(question.maxLength) : errors.text
    case 'too_many':
      return errors.tooMany(question.type === 'multiple' ? (question.max ?? question.options.length) : 1)
    case 'choice':
      return errors.choice
    case 'range':
      return question.type === 'text' ? errors.between(question.min, question.max) : errors.type
    case 'type':
      return question.type === 'text' ? errors[question.input] : errors.type
    case 'unknown':
      return errors.unknown
  }
}
