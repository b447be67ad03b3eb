import type { Language } from '../../definitions/common.ts'
import type { FirstQuestion } from './first-question.ts'

/** How the asking company shows itself; `color` carries white text. */
export type Brand = { name: string; color: string; logoUrl?: string | undefined }

/** Everything a mail shows, filled in and as plain text: the HTML and the text are two views of it. */
export type Layout = {
  language: Language
  subject: string
  isReminder: boolean
  heading: string
  paragraphs: string[]
  question: FirstQuestion
  button: string
  signature: string
  brand: Brand
  controller: string
  surveyUrl: string
  unsubscribeUrl: string
}
