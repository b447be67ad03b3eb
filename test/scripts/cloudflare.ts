import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** The few calls of Cloudflare's API that a deploy makes, as wrangler 4.155.0 makes them. The account has no such Worker. */
export async function fakeCloudflare(): Promise<{ env: Record<string, string>; uploads: string[] }> {
  const uploads: string[] = []
  const server = createServer((request, response) => void reply(request, response, uploads)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return {
    uploads,
    env: {
      CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${port}`,
      CLOUDFLARE_API_TOKEN: 'token-of-a-test',
      CLOUDFLARE_ACCOUNT_ID: 'account',
    },
  }
}

async function reply(request: IncomingMessage, response: ServerResponse, uploads: string[]): Promise<void> {
  const { status, body } = await answer(request, uploads)
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function answer(request: IncomingMessage, uploads: string[]): Promise<{ status: number; body: unknown }> {
  const path = request.url?.split('?')[0] ?? ''
  const body = await text(request)
  if (/\/workers\/(services\/survey-bridge|scripts\/survey-bridge\/secrets)$/.test(path)) return refused(10090)
  if (request.method === 'PUT' && path.endsWith('/scripts/survey-bridge')) {
    uploads.push(body)
    return granted({ id: 'survey-bridge', deployment_id: 'd', startup_time_ms: 12 })
  }
  if (path.endsWith('/deployments')) return granted({ deployments: [] })
  if (path.endsWith('/workers/subdomain')) return granted({ subdomain: 'example' })
  if (path.endsWith('/workers/workers/survey-bridge')) return granted({ subdomain: { enabled: false } })
  if (path.endsWith('/subdomain')) return granted({ enabled: false, previews_enabled: false })
  return granted({})
}

const granted = (result: unknown) => ({ status: 200, body: { success: true, errors: [], messages: [], result } })
const refused = (code: number) => ({
  status: 404,
  body: { success: false, errors: [{ code, message: 'not found' }], messages: [], result: null },
})
