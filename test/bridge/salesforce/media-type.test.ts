import { afterEach, expect, it, vi } from 'vitest'
import { salesforceCall } from '../../../bridge/apps/salesforce/call.ts'
import { ok } from '../../../bridge/core/failures.ts'

afterEach(() => vi.restoreAllMocks())

const token = { accessToken: 'x', instanceUrl: 'https://example.my.salesforce.com' }
const call = salesforceCall('66.0', { get: async () => ok(token), renew: async () => ok(token) })
const answeredBy = (body: string, status: number, type: string) => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(
    async () => new Response(body, { status, headers: { 'content-type': type } }),
  )
  return call({ method: 'GET', path: '/limits' })
}

// The packages with which jsforce reads XML and CSV are not in the bundle: it must never want them.
it.each(['application/json', 'text/xml', 'application/xml; charset=utf-8', 'text/csv', 'text/html', ''])(
  'a reply that calls itself "%s" is taken for what it is, and so is a refusal',
  async (type) => {
    expect((await answeredBy('{"DailyApiRequests":{}}', 200, type)).result).toEqual(ok({ DailyApiRequests: {} }))
    const gone = '[{"errorCode":"API_DISABLED_FOR_ORG","message":"x"}]'
    expect((await answeredBy(gone, 403, type)).result).toMatchObject({
      ok: false,
      failure: { kind: 'auth', status: 'API_DISABLED_FOR_ORG' },
    })
    expect((await answeredBy('<fault>down</fault>', 503, type)).result).toMatchObject({
      ok: false,
      failure: { kind: 'transient', status: 'HTTP_503' },
    })
  },
)
