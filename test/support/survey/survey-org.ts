import { fail, ok, type Failure } from '../../../bridge/core/failures.ts'
import type { Language } from '../../../bridge/definitions/common.ts'
import type { Answers, Survey } from '../../../bridge/definitions/survey.ts'
import { groupFields, parseAnswers } from '../../../bridge/survey/answers.ts'
import type { Brand } from '../../../bridge/survey/page/brand.ts'
import type { OpenSurvey, Submission, SurveyOrg } from '../../../bridge/survey/port.ts'
import { aSurvey } from './surveys.ts'

/** One invitation, as far as the page can tell, and what reached the org. */
export type Asked = {
  survey: Survey
  language: Language | null
  brand: Brand | undefined
  state: OpenSurvey['state']
  answers: Answers
  editUntil: Date | null
  failure: Failure | null // what every call answers instead
  calls: { method: keyof SurveyOrg; submission: Submission | null }[]
}

export const anAsk = (given: Partial<Asked> = {}): Asked => ({
  survey: aSurvey(),
  language: null,
  brand: undefined,
  state: 'open',
  answers: {},
  editUntil: null,
  failure: null,
  calls: [],
  ...given,
})

/** The survey's side of an org without the object: one ask behind each ref. */
export function memoryOrg(byRef: Map<string, Asked>): SurveyOrg {
  const call = (ref: string, method: keyof SurveyOrg, submission: Submission | null = null) => {
    const asked = byRef.get(ref)
    asked?.calls.push({ method, submission })
    if (!asked) return fail({ code: 'link_closed', state: 'unknown', answeredAt: null, language: null })
    return asked.failure ? fail(asked.failure) : ok(asked)
  }
  return {
    async openSurvey(ref) {
      return call(ref, 'openSurvey')
    },
    async answer(ref, submission) {
      const found = call(ref, 'answer', submission)
      if (!found.ok) return found
      const asked = found.value
      const parsed = parseAnswers(asked.survey, groupFields(submission.fields))
      if (parsed.errors.length === 0)
        Object.assign(asked, {
          answers: parsed.answers,
          state: 'completed',
          editUntil: new Date(Date.now() + 3_600_000),
        })
      const { survey, editUntil, brand } = asked
      const { errors, answers } = parsed
      const again = errors.length > 0 ? { survey, answers, brand } : null
      return ok({ language: submission.language, errors, editUntil, again })
    },
    async seen(ref) {
      const found = call(ref, 'seen')
      return found.ok ? ok(null) : found
    },
    async keep(ref, submission) {
      const found = call(ref, 'keep', submission)
      if (!found.ok) return found
      const { answers } = parseAnswers(found.value.survey, groupFields(submission.fields), { partial: true })
      Object.assign(found.value, { answers, state: 'partial' })
      return ok(null)
    },
  }
}
