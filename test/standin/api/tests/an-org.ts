import { onTestFinished } from 'vitest'
import { listen } from '../../control/listen.ts'
import { createOrg, type OrgOptions, type StandInOrg } from '../../org.ts'

export type Reply = { status: number; headers: Headers; text: string; body: unknown }
export type Client = {
  org: StandInOrg
  token: string
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>
}

/** An org that listens, and a client of it with a token of its integration user. */
export async function anOrg(options: OrgOptions = {}): Promise<Client> {
  const org = createOrg(options)
  const { url, stop } = await listen((request, env) => org.handle(request, env))
  org.url = url
  onTestFinished(async () => {
    await stop()
    org.close()
  })
  const token = org.sessions.open(org.users[0]!)
  return { org, token, call: (...ask) => call(org.url, token, ...ask) }
}

async function call(
  url: string,
  token: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const reply = await fetch(url + (path.startsWith('/') ? path : `/services/data/v68.0/${path}`), {
    method,
    redirect: 'manual',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && { body: text }),
  })
  const answer = await reply.text()
  const isJson = reply.headers.get('content-type')?.startsWith('application/json')
  return { status: reply.status, headers: reply.headers, text: answer, body: isJson ? JSON.parse(answer) : answer }
}
