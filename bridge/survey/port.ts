import type { AnswerError, Result } from '../core/failures.ts'
import type { Language } from '../definitions/common.ts'
import type { Answers, Survey } from '../definitions/survey.ts'
import type { Brand } from './page/brand.ts'

/** What the page needs to show a survey to one person. */
export type OpenSurvey = {
  survey: Survey
  language: Language | null // the recipient's; null: follow the browser
  answers: Answers // kept so far: partial, or submitted and still editable
  state: 'open' | 'partial' | 'completed'
  /** Completed: how long the answers can be changed; null when they no longer can, and only the thanks are shown. */
  editUntil: Date | null
  brand?: Brand | undefined // who asks
}

export type Submission = {
  fields: [string, string][] // the form, in order; names repeat for several ticks
  language: Language
  seconds: number | null // from first view to sending, told by the page's script
}

/** After a submission: the page to show. `errors` empty = stored. */
export type Answered = {
  survey: Survey
  language: Language
  answers: Answers
  errors: AnswerError[]
  editUntil: Date | null
  brand?: Brand | undefined
}

/** What the survey's routes ask of the org's object. One call each; `answer` is harmless to repeat. */
export interface SurveyOrg {
  openSurvey(ref: string): Promise<Result<OpenSurvey>>
  answer(ref: string, submission: Submission): Promise<Result<Answered>>
  /** The page's script after 3 visible seconds: sets *Opened*, nothing else. */
  seen(ref: string): Promise<Result<null>>
  /** Keeps what is possible of an unfinished form; never completes it. */
  keep(ref: string, submission: Submission): Promise<Result<null>>
  /** The survey's language for the unsubscribe page; says nothing about the person. */
  unsubscribePage(ref: string): Promise<Result<{ language: Language | null; done: boolean }>>
  unsubscribe(ref: string): Promise<Result<null>>
}
