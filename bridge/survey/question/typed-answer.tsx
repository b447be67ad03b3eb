import type { Question } from '../../definitions/survey.ts'
import { typedId } from './ids.ts'

type Props = {
  question: Extract<Question, { type: 'comment' | 'text' }>
  given: string
  isWrong: boolean
  describedBy: string | undefined
}

const types = { text: 'text', email: 'email', number: 'number', phone: 'tel', date: 'date' } as const
const autocomplete = { email: 'email', phone: 'tel', text: undefined, number: undefined, date: undefined }

/** A comment has no `maxlength`: a pasted text would be cut without a word. The counter and the server say when it is too long. */
export function TypedAnswer({ question, given, isWrong, describedBy }: Props) {
  const common = {
    id: typedId(question.id),
    name: question.id,
    'aria-describedby': describedBy,
    'aria-invalid': isWrong ? 'true' : undefined,
    'aria-required': question.required ? 'true' : undefined,
  } as const
  if (question.type === 'comment')
    return (
      <>
        <textarea {...common} rows={4} data-max={question.maxLength}>
          {given}
        </textarea>
        <p class="count" aria-hidden="true"></p>
      </>
    )
  return (
    <input
      {...common}
      type={types[question.input]}
      value={given}
      autocomplete={autocomplete[question.input]}
      maxlength={question.input === 'number' || question.input === 'date' ? undefined : question.maxLength}
      step={question.input === 'number' ? 'any' : undefined}
      min={question.input === 'number' ? question.min : undefined}
      max={question.input === 'number' ? question.max : undefined}
    />
  )
}
