import { setTimeout as wait } from 'node:timers/promises'
import { once } from 'node:events'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { CallFaults } from '../faults.ts'
import type { Call, Sockets, StandInOrg } from '../org.ts'

export type Bindings = Sockets & { call: Call; faults: CallFaults; body: string }
type Work = (request: Request, env: Bindings) => Response | Promise<Response>

/** Every call of the org comes through here: it is written down, and what is to go wrong goes wrong. */
export async function enter(org: StandInOrg, request: Request, sockets: Sockets, work: Work): Promise<Response> {
  const url = new URL(request.url)
  const body = await request.text()
  const path = url.pathname + url.search
  const call: Call = { at: org.clock.now(), method: request.method, path, status: 0, user: null }
  org.calls.push(call)
  const faults = org.faults.begin({ method: request.method, path, body })
  if (faults.of('drop')) return drop(sockets)
  if (faults.of('half_close')) sockets.outgoing.socket?.end()
  if (faults.of('hang') || faults.of('half_close')) return hang(sockets)
  await wait(faults.of('late')?.ms ?? 0)
  const response = await work(request, { ...sockets, call, faults, body })
  call.status = response.status
  if (faults.of('lost_reply')) return drop(sockets)
  if (faults.of('cut_reply')) return cut(sockets, response, () => sockets.outgoing.destroy())
  if (faults.of('stalled_reply')) return cut(sockets, response, () => {})
  await wait(faults.of('slow')?.ms ?? 0)
  return response
}

function drop({ outgoing }: Sockets): Response {
  outgoing.destroy()
  return RESPONSE_ALREADY_SENT
}

async function hang({ outgoing }: Sockets): Promise<Response> {
  if (!outgoing.destroyed) await once(outgoing, 'close')
  return RESPONSE_ALREADY_SENT
}

/** Headers and half of the body, then nothing. */
async function cut({ outgoing }: Sockets, response: Response, end: () => void): Promise<Response> {
  const body = Buffer.from(await response.arrayBuffer())
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), 'content-length': body.length + 1 })
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), end)
  return RESPONSE_ALREADY_SENT
}
