import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { fail, ok, type Failure } from '../../bridge/core/failures.ts'
import { makeKeys, newRef } from '../../bridge/core/keys.ts'
import type { Language } from '../../bridge/definitions/common.ts'
import type { Answers, Survey } from '../../bridge/definitions/survey.ts'
import { groupFields, parseAnswers } from '../../bridge/survey/answers.ts'
import type { Brand } from '../../bridge/survey/page/brand.ts'
import type { OpenSurvey, Submission, SurveyOrg } from '../../bridge/survey/port.ts'
import { bundleSurveyRoutes } from './bundle.ts'

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

export type SurveyServer = {
  /** The address of a new invitation. */
  ask: (given?: Partial<Asked> & { survey?: Survey }) => { url: string; asked: Asked }
  /** An address that the right key never made. */
  forgedUrl: string
  close: () => Promise<void>
}

const orgKey = 'abcdefghijklmnop'

/** The real routes over HTTP, with an org that lives in memory. */
export async function serveSurveys(defaultSurvey: Survey): Promise<SurveyServer> {
  const { surveyRoute } = await bundleSurveyRoutes()
  const keys = makeKeys([new Uint8Array(32).fill(7)])
  const byRef = new Map<string, Asked>()
  const app = surveyRoute({ keys, org: () => memoryOrg(byRef) })
  const listener = getRequestListener((request) => app.fetch(withoutMount(request)))
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/s/${orgKey}`
  return {
    ask(given = {}) {
      const asked: Asked = {
        survey: defaultSurvey,
        language: null,
        brand: undefined,
        state: 'open',
        answers: {},
        editUntil: null,
        failure: null,
        calls: [],
        ...given,
      }
      const ref = newRef()
      byRef.set(ref, asked)
      return { url: `${origin}/${keys.link('answer', orgKey, ref)}`, asked }
    },
    forgedUrl: `${origin}/${keys.link('unsubscribe', orgKey, newRef())}`,
    close: () => closed(server),
  }
}

/** The bridge mounts these routes at /s. */
function withoutMount(request: Request): Request {
  const url = new URL(request.url)
  url.pathname = url.pathname.replace(/^\/s/, '')
  return new Request(url, request)
}

function memoryOrg(byRef: Map<string, Asked>): SurveyOrg {
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
      return ok({ survey, language: submission.language, ...parsed, editUntil, brand })
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
    unsubscribePage: async () => fail({ code: 'not_found' }),
    unsubscribe: async () => fail({ code: 'not_found' }),
  }
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
