import type { Answer, Answers, Question, Survey } from '../survey.ts'

export const metricNames = ['nps', 'csat', 'ces'] as const
export type MetricName = (typeof metricNames)[number]

/**
 * The scores of one response; `null` = not asked, skipped or not applicable, never 0. Of one response each is the raw answer; averages and
 * shares (NPS = mean of `factor` × 100, CSAT = mean of `positive`) are made by whoever looks at many.
 * Method, scale and direction speak of the metrics the *survey* asks, so that all its responses fall into one group of a report.
 */
export type Metrics = {
  nps: { score: number; factor: -1 | 0 | 1; group: 'Promoter' | 'Passive' | 'Detractor' } | null
  csat: { score: number; positive: 0 | 1 } | null
  ces: { score: number } | null
  method: string | null
  scale: string | null
  direction: string | null
}

/** At most 40 characters each, also when a survey asks all three: the width of their fields in Salesforce. */
const ways = {
  nps: { from: 0, to: 10, method: 'nps', direction: 'higher_is_better' },
  csat: { from: 1, to: 5, method: 'share_of_4_and_5', direction: 'higher_is_better' },
  ces: { from: 1, to: 7, method: 'mean', direction: 'higher_is_easier' },
} as const

/** The metric a question measures. A rating on another scale than 1 to 5 is no CSAT, whatever it calls itself. */
export function metricOf(question: Question): MetricName | null {
  if (question.type === 'nps' || question.type === 'ces') return question.type
  return question.type === 'rating' && question.metric === 'csat' && question.max === ways.csat.to ? 'csat' : null
}

/** The scores of one response to a survey. */
export function metricsOf(survey: Survey, answers: Answers): Metrics {
  const asked = metricNames.filter((name) => survey.questions.some((question) => metricOf(question) === name))
  const scoreOf = (name: MetricName): number | null => {
    const question = survey.questions.find((question) => metricOf(question) === name)
    return question ? scoreIn(answers[question.id], ways[name].from, ways[name].to) : null
  }
  const nps = scoreOf('nps')
  const csat = scoreOf('csat')
  const ces = scoreOf('ces')
  return {
    nps: nps === null ? null : npsOf(nps),
    csat: csat === null ? null : { score: csat, positive: csat >= 4 ? 1 : 0 },
    ces: ces === null ? null : { score: ces },
    method: told(asked, (name) => ways[name].method),
    scale: told(asked, (name) => `${ways[name].from}-${ways[name].to}`),
    direction: [...new Set(asked.map((name) => ways[name].direction))].join('; ') || null,
  }
}

/** The answers by the label of their question: the name a mapping or condition knows them by in every survey. */
export const labelsOf = (survey: Survey, answers: Answers): Record<string, Answer> =>
  Object.fromEntries(
    survey.questions.flatMap(({ id, label }) =>
      label !== undefined && Object.hasOwn(answers, id) ? [[label, answers[id]!]] : [],
    ),
  )

function npsOf(score: number): Metrics['nps'] {
  if (score >= 9) return { score, factor: 1, group: 'Promoter' }
  return score >= 7 ? { score, factor: 0, group: 'Passive' } : { score, factor: -1, group: 'Detractor' }
}

const scoreIn = (answer: Answer | undefined, from: number, to: number): number | null =>
  typeof answer === 'number' && Number.isInteger(answer) && answer >= from && answer <= to ? answer : null

/** One metric: its bare text (`0-10`); several: each named (`nps:0-10; csat:1-5`). */
function told(asked: MetricName[], text: (name: MetricName) => string): string | null {
  if (asked.length === 0) return null
  return asked.length === 1 ? text(asked[0]!) : asked.map((name) => `${name}:${text(name)}`).join('; ')
}
