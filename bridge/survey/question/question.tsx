import type { Child } from 'hono/jsx'
import type { AnswerError } from '../../core/failures.ts'
import { textIn, type Language } from '../../definitions/common.ts'
import type { Question as Definition } from '../../definitions/survey.ts'
import { Choices } from './choices.tsx'
import { errorText } from './error-text.ts'
import { boxId, endsId, errorId, hintId, typedId } from './ids.ts'
import { hasEnds, Matrix, Scale } from './scales.tsx'
import { textsIn } from '../page/texts.ts'
import { TypedAnswer } from './typed-answer.tsx'

type QuestionProps = {
  question: Definition
  language: Language
  /** The form as given so far, refused values included. */
  given: ReadonlyMap<string, string[]>
  error: AnswerError | undefined
}

/** One question in its box: a fieldset for choices, a label for what is typed. */
export function Question({ question, language, given, error }: QuestionProps) {
  const text = error && errorText(question, error.code, language)
  const hint = hintOf(question, language)
  const describedBy = describers(question, language, hint, text)
  const notes = (
    <>
      {hint === null ? null : (
        <p class={question.type === 'comment' ? 'unseen' : 'hint'} id={hintId(question.id)}>
          {hint}
        </p>
      )}
      {text === undefined ? null : (
        <p class="error" id={errorId(question.id)}>
          {text}
        </p>
      )}
    </>
  )
  const title = <Title question={question} language={language} />
  if (question.type === 'comment' || question.type === 'text')
    return (
      <div class={text ? 'question wrong' : 'question'} id={boxId(question.id)}>
        <label for={typedId(question.id)}>{title}</label>
        {notes}
        <TypedAnswer
          question={question}
          given={given.get(question.id)?.[0] ?? ''}
          isWrong={text !== undefined}
          describedBy={describedBy}
        />
      </div>
    )
  return (
    <fieldset class={text ? 'question wrong' : 'question'} id={boxId(question.id)} aria-describedby={describedBy}>
      <legend>{title}</legend>
      <div>
        {notes}
        {inputsOf({ question, language, given, error })}
      </div>
    </fieldset>
  )
}

function inputsOf({ question, language, given, error }: QuestionProps): Child {
  switch (question.type) {
    case 'single':
    case 'multiple':
      return <Choices question={question} language={language} given={given.get(question.id) ?? []} />
    case 'matrix':
      return <Matrix question={question} language={language} given={given} isWrong={error !== undefined} />
    case 'nps':
    case 'ces':
    case 'rating':
      return <Scale question={question} language={language} given={given} />
    default:
      return null
  }
}

function Title({ question, language }: { question: Definition; language: Language }) {
  return (
    <>
      {textIn(question.title, language)}
      {question.required ? (
        <>
          <span class="mark" aria-hidden="true">
            {'\u00a0*'}
          </span>
          <span class="unseen"> ({textsIn(language).required})</span>
        </>
      ) : null}
    </>
  )
}

function hintOf(question: Definition, language: Language): string | null {
  const texts = textsIn(language)
  if (question.type === 'multiple') return question.max === undefined ? texts.anyNumber : texts.atMost(question.max)
  return question.type === 'comment' ? texts.limit(question.maxLength) : null
}

function describers(question: Definition, language: Language, hint: string | null, error: string | undefined) {
  const isScale = 'low' in question || 'notApplicable' in question
  const ids = [
    isScale && hasEnds(question, language) && endsId(question.id),
    hint !== null && hintId(question.id),
    error !== undefined && errorId(question.id),
  ].filter((id) => id !== false)
  return ids.length === 0 ? undefined : ids.join(' ')
}
