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
  isBot: boolean // the field that no person sees was filled in
}

/** The trap: a field that the page hides and a machine fills in like any other. No browser completes a name like this. */
export const trapName = '_homepage'

/** After a submission. `errors` empty = stored; else `again` is the page to show once more. */
export type Answered = {
  language: Language
  errors: AnswerError[]
  editUntil: Date | null
  again: { survey: Survey; answers: Answers; brand: Brand | undefined } | null
}

/** What the survey's routes ask of the org's object. One call each; `answer` is harmless to repeat. */
export interface SurveyOrg {
  openSurvey(ref: string): Promise<Result<OpenSurvey>>
  answer(ref: string, submission: Submission): Promise<Result<Answered>>
  /** The page's script after 3 visible seconds: sets *Opened*, nothing else. */
  seen(ref: string): Promise<Result<null>>
  /** Keeps what is possible of an unfinished form; never completes it. */
  keep(ref: string, submission: Submission): Promise<Result<null>>
}
