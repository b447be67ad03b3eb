import { textIn, type Language } from '../common.ts'
import type { Question } from '../survey.ts'

/** What is answered by a number; all rows of a matrix have one scale. */
export type ScaleQuestion = Extract<Question, { type: 'nps' | 'ces' | 'rating' | 'matrix' }>
export type ScaleStyle = 'star' | 'smiley' | 'number'

/** The lowest and highest number of a scale. */
export function scaleOf(question: ScaleQuestion): { from: number; to: number } {
  if (question.type === 'nps') return { from: 0, to: 10 }
  return { from: 1, to: question.type === 'ces' ? 7 : question.max }
}

/** How page and mail draw it. */
export function styleOf(question: ScaleQuestion): ScaleStyle {
  if (question.type !== 'rating') return 'number'
  return question.style === 'smiley' && question.max !== 5 ? 'number' : question.style // there are five faces
}

/** What the lowest and the highest value mean: the survey's words, else ours where the scale has a usual reading, else ''. */
export function endsOf(question: ScaleQuestion, language: Language): { low: string; high: string } {
  const { ends } = scaleWords[language]
  const kind = styleOf(question) === 'smiley' ? 'smiley' : question.type
  const [low, high] = kind === 'nps' || kind === 'ces' || kind === 'smiley' ? ends[kind] : ['', '']
  return {
    low: question.low === undefined ? low : textIn(question.low, language),
    high: question.high === undefined ? high : textIn(question.high, language),
  }
}

type ScaleWords = {
  outOf: (value: number, max: number) => string
  faces: string[] // from the first to the fifth
  ends: Record<'nps' | 'ces' | 'smiley', [low: string, high: string]>
}

/** The same in the mail and on the page it leads to. */
export const scaleWords: Record<Language, ScaleWords> = {
  en: {
    outOf: (value, max) => `${value} out of ${max}`,
    faces: ['Very dissatisfied', 'Dissatisfied', 'Neutral', 'Satisfied', 'Very satisfied'],
    ends: {
      nps: ['Not at all likely', 'Extremely likely'],
      ces: ['Very difficult', 'Very easy'],
      smiley: ['Very dissatisfied', 'Very satisfied'],
    },
  },
  fr: {
    outOf: (value, max) => `${value} sur ${max}`,
    faces: ['Très insatisfaisant', 'Insatisfaisant', 'Neutre', 'Satisfaisant', 'Très satisfaisant'],
    ends: {
      nps: ['Pas du tout probable', 'Très probable'],
      ces: ['Très difficile', 'Très facile'],
      smiley: ['Très insatisfaisant', 'Très satisfaisant'],
    },
  },
}
