import { textIn, type Language } from '../../definitions/common.ts'
import type { Question, Survey } from '../../definitions/survey.ts'
import { wordsIn } from './words.ts'

/** One answer as a link. It only preselects: the customer sends it from the page. */
export type Cell = { value: number; url: string; label: string }
export type Scale = {
  style: 'number' | 'star' | 'smiley'
  cells: Cell[]
  low: string // what the lowest value means; '' when nobody said
  high: string
}
/** The survey's first question as the mail asks it; `scale` null: a button is all that fits into a mail. */
export type FirstQuestion = { title: string; scale: Scale | null }

export function firstQuestion(survey: Survey, language: Language, surveyUrl: string): FirstQuestion {
  const question = survey.questions[0]!
  return { title: textIn(question.title, language), scale: scaleOf(question, language, surveyUrl) }
}

function scaleOf(question: Question, language: Language, surveyUrl: string): Scale | null {
  if (question.type !== 'nps' && question.type !== 'ces' && question.type !== 'rating') return null
  const [from, to] = question.type === 'nps' ? [0, 10] : [1, question.type === 'ces' ? 7 : question.max]
  const words = wordsIn(language)
  const style = styleOf(question)
  const usual = question.type !== 'rating' ? words.ends[question.type] : style === 'smiley' ? words.ends.smiley : []
  const cells = Array.from({ length: to - from + 1 }, (_, index) => {
    const value = from + index
    const label = style === 'smiley' ? words.faces[index]! : words.outOf(value, to)
    return { value, label, url: withAnswer(surveyUrl, question.id, value) }
  })
  return {
    style,
    cells,
    low: question.low ? textIn(question.low, language) : (usual[0] ?? ''),
    high: question.high ? textIn(question.high, language) : (usual[1] ?? ''),
  }
}

function styleOf(question: Question): Scale['style'] {
  if (question.type !== 'rating') return 'number'
  return question.style === 'smiley' && question.max !== 5 ? 'number' : question.style // there are five faces
}

function withAnswer(surveyUrl: string, questionId: string, value: number): string {
  const url = new URL(surveyUrl)
  url.searchParams.set(questionId, String(value))
  return url.href
}
