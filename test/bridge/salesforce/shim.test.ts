import { afterEach, describe, expect, it, vi } from 'vitest'
import { fetch } from '../../../bridge/apps/salesforce/undici-shim.ts'

afterEach(() => vi.restoreAllMocks())

const answering = (reply: () => Response | Promise<Response>) =>
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => reply())
const causeOf = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof TypeError ? (error.cause as { code?: string }).code : error
}

describe('fetch as jsforce gets it', () => {
  it('sends a stream as one body, so that it has a length', async () => {
    const sent = answering(() => Response.json({}))
    async function* stream() {
      yield 'one '
      yield new TextEncoder().encode('body')
    }
    await fetch('https://acme.my.salesforce.com/x', { method: 'POST', body: stream(), duplex: 'half', dispatcher: {} })
    const init = sent.mock.calls[0]![1]!
    expect(new TextDecoder().decode(init.body as ArrayBuffer)).toBe('one body')
    expect(init).toMatchObject({ method: 'POST', redirect: 'manual' })
    expect(init).not.toHaveProperty('dispatcher')
  })

  it.each([301, 302, 303, 307, 308])('refuses the redirect %i', async (status) => {
    const sent = answering(() => new Response(null, { status, headers: { location: 'https://evil.example/' } }))
    expect(await causeOf(fetch('https://acme.my.salesforce.com/x'))).toBe('REDIRECT_REFUSED')
    expect(sent).toHaveBeenCalledTimes(1)
  })

  it('takes 300 for an answer: several records match', async () => {
    answering(() => Response.json(['/a', '/b'], { status: 300 }))
    expect((await fetch('https://acme.my.salesforce.com/x')).status).toBe(300)
  })

  it('stops reading a reply beyond 16 MiB', async () => {
    const chunk = new Uint8Array(1024 * 1024)
    let sent = 0
    answering(() => new Response(new ReadableStream({ pull: (to) => void (sent++, to.enqueue(chunk)) })))
    expect(await causeOf(fetch('https://acme.my.salesforce.com/x'))).toBe('REPLY_TOO_LARGE')
    expect(sent).toBeLessThan(20)
  })

  it('gives a lost connection the code that jsforce knows, without the address', async () => {
    answering(() => Promise.reject(new Error('Network connection lost. https://acme.my.salesforce.com/x')))
    const asked = fetch('https://acme.my.salesforce.com/x')
    expect(await causeOf(asked)).toBe('UND_ERR_SOCKET')
    expect(await asked.catch((error: unknown) => String(error))).not.toContain('acme')
  })

  it('fails when the body breaks off after the headers', async () => {
    const broken = () =>
      new ReadableStream<Uint8Array>({
        start: (to) => to.enqueue(new TextEncoder().encode('{"half":')),
        pull: (to) => to.error(new Error('Network connection lost.')),
      })
    answering(() => new Response(broken()))
    expect(await causeOf(fetch('https://acme.my.salesforce.com/x'))).toBe('UND_ERR_SOCKET')
  })

  it('ends with the caller’s signal even after the headers', async () => {
    answering(() => new Response(new ReadableStream({})))
    const error = await fetch('https://acme.my.salesforce.com/x', { signal: AbortSignal.timeout(50) }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ name: 'TimeoutError' })
  })

  it('gives replies without a body none', async () => {
    answering(() => new Response(null, { status: 204 }))
    expect((await fetch('https://acme.my.salesforce.com/x')).body).toBeNull()
  })
})
