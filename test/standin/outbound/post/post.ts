import http from 'node:http'
import https from 'node:https'
import { gunzipSync } from 'node:zlib'
import type { Reply } from './ack.ts'

export type Posted = { reply: Reply } | { reason: string }

const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) }

/** Sends one message with exactly the headers Salesforce sends; a redirect is an answer like any other. */
export async function post(endpoint: string, body: string, timeoutMs: number): Promise<Posted> {
  const first = await once(endpoint, body, timeoutMs)
  // The receiver closed a kept connection while we wrote to it: nothing was read, so a new one is tried at once.
  return 'stale' in first ? once(endpoint, body, timeoutMs) : first
}

async function once(endpoint: string, body: string, timeoutMs: number): Promise<Posted & { stale?: true }> {
  const { promise, resolve } = Promise.withResolvers<Posted & { stale?: true }>()
  const url = new URL(endpoint)
  const request = (url.protocol === 'https:' ? https : http).request(url, {
    method: 'POST',
    agent: agents[url.protocol === 'https:' ? 'https:' : 'http:'],
    headers: {
      'User-Agent': 'Jakarta Commons-HttpClient/3.1',
      'Content-Type': 'text/xml; charset=utf-8',
      SOAPAction: '""',
      'Accept-Encoding': 'gzip',
      'Cache-Control': 'no-cache',
      'Content-Length': Buffer.byteLength(body),
    },
  })
  let answered = false
  const failed = (error: NodeJS.ErrnoException) => {
    const stale = request.reusedSocket && /^(ECONNRESET|EPIPE)$/.test(error.code ?? '') && !answered
    resolve({ reason: reasonOf(error), ...(stale && { stale: true as const }) })
  }
  const timer = setTimeout(() => request.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })), timeoutMs)
  request.on('close', () => clearTimeout(timer))
  request.on('error', failed)
  request.on('response', (response) => {
    answered = true
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', failed)
    response.on('end', () => {
      const raw = Buffer.concat(chunks)
      const gzipped = response.headers['content-encoding'] === 'gzip'
      resolve({ reply: { status: response.statusCode ?? 0, body: (gzipped ? gunzipSync(raw) : raw).toString('utf8') } })
    })
  })
  request.end(body)
  return promise
}

const reasons: Record<string, string> = {
  ETIMEDOUT: 'java.net.SocketTimeoutException: Read timed out',
  ECONNREFUSED: 'java.net.ConnectException: Connection refused',
  ECONNRESET: 'java.net.SocketException: Connection reset',
  EPIPE: 'java.net.SocketException: Broken pipe',
}

const reasonOf = (error: NodeJS.ErrnoException): string =>
  reasons[error.code ?? ''] ?? `java.io.IOException: ${error.message}`
