/**
 * Stands in for `undici` inside jsforce: workerd has its own fetch and forbids compiling WebAssembly at run time,
 * which undici's HTTP parser does. What each line saves us from was measured with jsforce 3.10.26 in workerd.
 */
const attemptMs = 20_000 // headers and body; jsforce's own limit is 30 minutes and ends at the headers
const replyBytes = 16 * 1024 * 1024 // a whole reply is held in memory
const redirects = new Set([301, 302, 303, 307, 308]) // 300 is an answer: several records match

type Init = Omit<RequestInit, 'body' | 'signal'> & {
  body?: unknown
  signal?: AbortSignal | null
  dispatcher?: unknown
  duplex?: unknown
}

/** One attempt: no redirects, one time limit over headers and body, the whole reply or an error with a `cause.code`. */
export async function fetch(url: string | URL, init: Init = {}): Promise<Response> {
  const { dispatcher: _dispatcher, duplex: _duplex, body, signal, ...rest } = init
  const limit = AbortSignal.timeout(attemptMs)
  const end = signal ? AbortSignal.any([signal, limit]) : limit
  const request: RequestInit = { ...rest, redirect: 'manual', signal: end }
  try {
    const whole = await wholeBody(body)
    return await wholeReply(await globalThis.fetch(url, whole === null ? request : { ...request, body: whole }), end)
  } catch (error) {
    throw named(error)
  }
}

/** workerd sends a stream chunked; Salesforce gets a Content-Length instead. */
async function wholeBody(body: unknown): Promise<BodyInit | null> {
  if (body === null || body === undefined) return null
  if (typeof body !== 'object' || !(Symbol.asyncIterator in body)) return body as BodyInit
  const parts: (Uint8Array | string)[] = []
  for await (const part of body as AsyncIterable<Uint8Array | string>) parts.push(part)
  return new Blob(parts).arrayBuffer()
}

/** jsforce never settles when a reply breaks off or stalls after its headers, so it is read here, under the time limit. */
async function wholeReply(reply: Response, end: AbortSignal): Promise<Response> {
  if (redirects.has(reply.status)) {
    await reply.body?.cancel()
    // jsforce would follow it to any host, as a GET, with the Authorization header, and take that host's JSON for the answer.
    throw failed('REDIRECT_REFUSED')
  }
  const parts: Uint8Array[] = []
  const reader = reply.body?.getReader()
  end.addEventListener('abort', () => void reader?.cancel().catch(() => {}), { once: true })
  for (let size = 0; ;) {
    const read = await reader?.read()
    if (!read || read.done) break
    parts.push(read.value)
    size += read.value.byteLength
    if (size <= replyBytes) continue
    await reader?.cancel()
    throw failed('REPLY_TOO_LARGE')
  }
  end.throwIfAborted()
  const bodyless = reply.status === 204 || reply.status === 304
  return new Response(bodyless ? null : new Blob(parts), { status: reply.status, headers: reply.headers })
}

/** workerd reports a lost or refused connection as a plain Error; jsforce and we look for a TypeError whose cause has a code. */
function named(error: unknown): Error {
  if (!(error instanceof Error)) return failed('UND_ERR_SOCKET')
  const known = error.name === 'AbortError' || error.name === 'TimeoutError' || error.cause !== undefined
  return known ? error : failed('UND_ERR_SOCKET')
}

/** Without the original text: it may hold the address. */
const failed = (code: string): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })

// jsforce makes one Agent when it loads, and asks `instanceof` of the others.
export class Agent {}
export class ProxyAgent {}
class SocketError extends Error {}
export const errors = { SocketError }
const { Request, Response } = globalThis
export { Request, Response }
export default { fetch, Request, Response, Agent, ProxyAgent, errors }
