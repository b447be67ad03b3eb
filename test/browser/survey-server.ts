import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { makeKeys, newRef } from '../../bridge/core/keys.ts'
import type { Survey } from '../../bridge/definitions/survey.ts'
import { anAsk, memoryOrg, type Asked } from '../support/survey/survey-org.ts'
import { bundleSurveyRoutes } from './bundle.ts'

export type SurveyServer = {
  /** The address of a new invitation. */
  ask: (given?: Partial<Asked>) => { url: string; asked: Asked }
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
      const asked = anAsk({ survey: defaultSurvey, ...given })
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

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
