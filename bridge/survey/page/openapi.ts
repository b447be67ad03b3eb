const page = { 'text/html': 'Page' }
const form = { 'application/x-www-form-urlencoded': 'Answers', 'multipart/form-data': 'Answers' }

const door = (method: string, step: string, id: string, summary: string, more: object) => ({
  route: `${method} /s/{orgKey}/{token}${step}`,
  id,
  summary,
  opensTo: [],
  refused: page,
  answers: {},
  ...more,
})

/** The doors of the customer. */
export const surveyDoors = [
  door('GET', '', 'showSurvey', 'The survey', {
    description: 'Records nothing. The address may preselect answers (?csat=4) and name a language (?lang=fr).',
    answers: { 200: page },
  }),
  door('POST', '', 'answerSurvey', 'Takes the answers', { body: form, answers: { 303: null, 422: page } }),
  door('POST', '/seen', 'seeSurvey', 'The survey was in view for a while', { answers: { 204: null } }),
  door('POST', '/keep', 'keepAnswers', 'Keeps what was answered so far', { body: form, answers: { 204: null } }),
]

export const surveySchemas = {
  Page: { type: 'string', description: 'HTML' },
  Answers: {
    type: 'object',
    description: 'By id of the question; of a matrix by question.row. Names that begin with _ are the page’s own.',
    additionalProperties: { type: 'string' },
  },
}
