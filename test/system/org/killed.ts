import { PassThrough } from 'node:stream'
import type { OrgContext } from '../../../scripts/org/frame/context.ts'

type Request = { method: string; url: string; body?: unknown }
type Reply = Promise<unknown> & { stream: () => unknown }
type Transport = { httpRequest: (request: Request, options?: unknown) => Reply }

/** What a run changes in the org and at the bridge, one after the other; `at` says where it is. */
const changeIn = ({ method, url, body }: Request): string | null => {
  if (url.includes('/services/Soap/m/')) return /<deploy\b/.test(String(body)) ? 'deploy' : null
  if (method === 'GET' || method === 'HEAD') return null
  const path = new URL(url, 'http://org').pathname.split('/').slice(4).join('/')
  return `${method} ${path.replace(/\/[A-Za-z0-9]{15,18}$/, '')}`
}

/**
 * Lets nothing go on once a change that was not seen before has happened: no answer reaches the run any more, no `finally`
 * runs, nothing is written down. As after kill -9, without the second that a process takes to load.
 * @returns resolves with the change after which it ended
 */
export function killAfterNextChange(context: OrgContext, at: () => string, seen: Set<string>): Promise<string> {
  const { promise: killed, resolve } = Promise.withResolvers<string>()
  const never = () => new Promise<never>(() => {})
  let isDead = false
  const isNew = (change: string | null): change is string => change !== null && !seen.has(`${at()} ${change}`)
  const die = (change: string) => {
    isDead = true
    seen.add(`${at()} ${change}`)
    resolve(`${at()} ${change}`)
  }

  // The library offers no door of its own for this: everything it sends goes through its transport.
  const transport = Reflect.get(context.connection, '_transport') as Transport
  const send = transport.httpRequest.bind(transport)
  transport.httpRequest = (request, options) => {
    if (isDead) return Object.assign(never(), { stream: () => new PassThrough() })
    const change = changeIn(request)
    const reply = send(request, options)
    if (!isNew(change)) return reply
    return Object.assign(
      reply.then(() => {
        die(change)
        return never()
      }),
      { stream: () => reply.stream() },
    )
  }

  const { bridge } = context
  const done = async <T>(change: string | null, work: () => Promise<T>): Promise<T> => {
    if (isDead) return never()
    const isLast = isNew(change)
    const answer = await work()
    if (!isLast) return answer
    die(change)
    return never()
  }
  const { admin, connect } = bridge
  Object.assign(bridge, {
    connect: (body: Record<string, unknown>) => done('connect', () => connect.call(bridge, body)),
    admin: (method: string, path: string, body?: unknown) =>
      done(method === 'GET' ? null : `${method} ${path}`, () => admin.call(bridge, method, path, body)),
  })
  return killed
}
