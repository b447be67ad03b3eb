import { knock } from '../../support/connected-org.ts'
import type { Way } from '../kinds/kind.ts'
import type { Place } from './place.ts'
import type { Weather } from './weather.ts'

type Init = { method: 'POST'; headers?: Record<string, string>; body: string }
/** What the sender hears: a status and a text, or nothing. */
export type Heard = { status: number; text: string } | null

/** One request to the bridge, and what befalls it on its way. */
export async function post(place: Place, weather: Weather, path: string, init: Init): Promise<Heard> {
  const armed = weather.ways.findIndex(({ way }) => way !== 'stranger')
  const [hit] = armed < 0 ? [] : weather.ways.splice(armed, 1)
  if (hit) weather.count(hit.kind)
  const heard = await (hit ? ways[hit.way](path, init) : sent(path, init)).catch(() => null)
  await place.quiet()
  return heard
}

const sent = async (path: string, init: RequestInit): Promise<Heard> => {
  const reply = await knock(path, init)
  return { status: reply.status, text: await reply.text() }
}

const ways: Record<Way, (path: string, init: Init) => Promise<Heard>> = {
  async repeated(path, init) {
    const all = await Promise.all(Array.from({ length: 5 }, () => sent(path, init)))
    return all.find((heard) => heard !== null && heard.status < 400) ?? all[0] ?? null
  },
  async cut(path, { body, ...init }) {
    const half = new TextEncoder().encode(body.slice(0, body.length / 2))
    const stream = new ReadableStream({
      pull(controller) {
        if (controller.desiredSize === 1) controller.enqueue(half)
        else controller.error(new Error('the line is cut'))
      },
    })
    await sent(path, { ...init, body: stream })
    return null
  },
  async gone(path, init) {
    const line = new AbortController()
    const reply = sent(path, { ...init, signal: line.signal }).catch(() => null)
    await scheduler.wait(1)
    line.abort()
    await reply
    return null
  },
  async unread(path, init) {
    await sent(path, init)
    return null
  },
  stranger: sent,
}
