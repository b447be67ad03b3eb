import { textIn, type Language } from '../../definitions/common.ts'
import type { Question } from '../../definitions/survey.ts'
import { inputId } from './ids.ts'

type Props = { question: Extract<Question, { type: 'single' | 'multiple' }>; language: Language; given: string[] }

export function Choices({ question, language, given }: Props) {
  return (
    <div class="choices">
      {question.options.map((option) => (
        <label>
          <input
            type={question.type === 'single' ? 'radio' : 'checkbox'}
            id={inputId(question.id, option.value)}
            name={question.id}
            value={option.value}
            checked={given.includes(option.value)}
          />
          <span>{textIn(option.text, language)}</span>
        </label>
      ))}
    </div>
  )
}
