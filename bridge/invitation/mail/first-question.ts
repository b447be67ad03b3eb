import { endsOf, scaleOf, scaleWords, styleOf, type ScaleStyle } from '../../definitions/answers/scale.ts'
import { textIn, type Language } from '../../definitions/common.ts'
import type { Question, Survey } from '../../definitions/survey.ts'

/** One answer as a link. It only preselects: the customer sends it from the page. */
export type Cell = { value: number; url: string; label: string }
export type Scale = {
  style: ScaleStyle
  cells: Cell[]
  low: string // what the lowest value means; '' when nobody said
  high: string
}
/** The survey's first question as the mail asks it; `scale` null: a button is all that fits into a mail. */
export type FirstQuestion = { title: string; scale: Scale | null }

/** What the mail asks, with a link for each answer where the answers are few enough for a mail. */
export function firstQuestion(survey: Survey, language: Language, surveyUrl: string): FirstQuestion {
  const question = survey.questions[0]!
  return { title: textIn(question.title, language), scale: scaleIn(question, language, surveyUrl) }
}

function scaleIn(question: Question, language: Language, surveyUrl: string): Scale | null {
  if (question.type !== 'nps' && question.type !== 'ces' && question.type !== 'rating') return null
  const { from, to } = scaleOf(question)
  const { faces, outOf } = scaleWords[language]
  const style = styleOf(question)
  const cells = Array.from({ length: to - from + 1 }, (_, index) => {
    const value = from + index
    const label = style === 'smiley' ? faces[index]! : outOf(value, to)
    return { value, label, url: withAnswer(surveyUrl, question.id, value) }
  })
  return { style, cells, ...endsOf(question, language) }
}

function withAnswer(surveyUrl: string, questionId: string, value: number): string {
  const url = new URL(surveyUrl)
  url.searchParams.set(questionId, String(value))
  return url.href
}
