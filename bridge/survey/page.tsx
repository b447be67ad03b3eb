import type { AnswerError } from '../core/failures.ts'
import { textIn, type Language } from '../definitions/common.ts'
import type { Survey } from '../definitions/survey.ts'
import type { Brand } from './page/brand.ts'
import type { Page } from './page/layout.tsx'
import { textsIn, timeLeft } from './page/texts.ts'
import { trapName, type OpenSurvey } from './port.ts'
import { conditionCss } from './question/condition-css.ts'
import { firstInputId } from './question/ids.ts'
import { Question } from './question/question.tsx'

export type SurveyPage = {
  survey: Survey
  language: Language
  /** The form as given so far: kept answers, a preselected one, or a refused submission with everything in it. */
  given: ReadonlyMap<string, string[]>
  errors: AnswerError[]
  state: OpenSurvey['state']
  editUntil: Date | null
  now: Date
  switchTo?: string | undefined
  brand?: Brand | undefined
  unsubscribeUrl?: string | undefined
}

/** The survey as one page and one form; works without a script. */
export function surveyPage(shown: SurveyPage): Page {
  const { survey, language, errors, brand } = shown
  const title = textIn(survey.title, language)
  return {
    language,
    brand,
    title: errors.length > 0 ? textsIn(language).errorTitle(title) : title,
    css: conditionCss(survey),
    isScripted: true,
    isKept: shown.state !== 'completed', // what was sent is changed by sending again, never by half
    switchTo: shown.switchTo,
    body: <Body {...shown} />,
    footer: <Footer {...shown} />,
  }
}

function Body(shown: SurveyPage) {
  const { survey, language, given, errors, state } = shown
  const texts = textsIn(language)
  const errorOf = new Map(errors.map((error) => [error.question, error]))
  return (
    <>
      <h1>{textIn(survey.title, language)}</h1>
      {survey.intro === undefined ? null : <p class="intro">{textIn(survey.intro, language)}</p>}
      <Status {...shown} />
      <ErrorSummary {...shown} />
      <form method="post" novalidate>
        <input type="hidden" name="_language" value={language} />
        <input type="hidden" name="_seconds" value="" />
        <p class="trap">
          <label for={trapName}>{texts.trap}</label>
          <input id={trapName} name={trapName} autocomplete="off" tabindex={-1} />
        </p>
        {survey.questions.map((question) => (
          <Question question={question} language={language} given={given} error={errorOf.get(question.id)} />
        ))}
        <button>{state === 'completed' ? texts.sendChanges : texts.send}</button>
        {state === 'completed' ? null : (
          <p class="hint" hidden>
            {texts.kept}
          </p>
        )}
      </form>
    </>
  )
}

/** What the customer should know before the first question. */
function Status({ survey, language, state, editUntil, now }: SurveyPage) {
  const texts = textsIn(language)
  const always = survey.questions.filter((question) => !question.showIf).length
  const lines = [
    state === 'partial' ? texts.resumed : '',
    state === 'completed' && editUntil ? texts.editing(timeLeft(texts, editUntil, now)) : '',
    survey.questions.length > 3 ? texts.questions(always, survey.questions.length) : '',
    survey.questions.some((question) => question.required) ? texts.starred : '',
  ].filter((line) => line !== '')
  return lines.length === 0 ? null : (
    <div class="status">
      {lines.map((line) => (
        <p>{line}</p>
      ))}
    </div>
  )
}

/** Takes the focus without a script, and leads to each question. */
function ErrorSummary({ survey, language, given, errors }: SurveyPage) {
  if (errors.length === 0) return null
  const texts = textsIn(language)
  const wrong = survey.questions.filter((question) => errors.some((error) => error.question === question.id))
  const hasUnknown = errors.some((error) => error.code === 'unknown')
  return (
    <div class="summary" role="alert" tabindex={-1} autofocus>
      <h2>{texts.attention(wrong.length + (hasUnknown ? 1 : 0))}</h2>
      <ul>
        {wrong.map((question) => (
          <li>
            <a href={`#${firstInputId(question, given)}`}>{textIn(question.title, language)}</a>
          </li>
        ))}
        {hasUnknown ? <li>{texts.errors.unknown}</li> : null}
      </ul>
    </div>
  )
}

function Footer({ language, brand, unsubscribeUrl }: SurveyPage) {
  const texts = textsIn(language)
  return (
    <>
      <p>{texts.why(brand?.name)}</p>
      {brand?.controller ? <p>{texts.controller(brand.controller)}</p> : null}
      <p>
        {texts.personal}
        {unsubscribeUrl === undefined ? null : (
          <>
            {' '}
            <a href={unsubscribeUrl}>{texts.unsubscribe}</a>
          </>
        )}
      </p>
    </>
  )
}
