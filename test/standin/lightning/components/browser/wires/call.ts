import { settings } from '../page.ts'

/** As LDS and Apex reject: components read `error.body.message`. */
export class FetchResponse {
  readonly ok = false
  readonly errorType = 'fetchResponse'
  readonly status: number
  readonly statusText: string
  readonly body: unknown
  readonly headers = {}

  constructor(status: number, statusText: string, body: unknown) {
    this.status = status
    this.statusText = statusText
    this.body = body
  }
}

/** Calls the org as its own pages do. What comes back is frozen, as in Lightning. @throws FetchResponse */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers = { 'Accept-Language': settings.language, 'Content-Type': 'application/json' }
  const asked = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
  const reply = await fetch(`/lightning/data/${path}`, asked).catch((cause: unknown) => {
    throw new FetchResponse(0, 'Disconnected', { message: String(cause) })
  })
  const text = await reply.text()
  const answer = text === '' ? undefined : (JSON.parse(text) as unknown)
  const failed = Number(reply.headers.get('X-Failed') ?? (reply.ok ? 0 : reply.status))
  if (failed === 0) return frozen(answer) as T
  throw new FetchResponse(failed, reply.statusText, answer)
}

function frozen(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}
