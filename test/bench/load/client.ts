import { Agent, request, type IncomingMessage } from 'node:http'

export type Shot = {
  path: string
  headers: Record<string, string>
  body: Buffer
  /** True when the server took the whole of it on itself. */
  isTaken: (status: number, text: string) => boolean
}

/** A few connections that stay open, as Salesforce and a reverse proxy keep them. */
export class Client {
  readonly #origin: URL
  readonly #agent: Agent

  constructor(origin: string, connections: number) {
    this.#origin = new URL(origin)
    if (this.#origin.hostname !== '127.0.0.1') throw new Error('only servers of this machine are loaded')
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
  }

  /** Gives whether it was taken. A connection that breaks counts as not taken. */
  send({ path, headers, body, isTaken }: Shot): Promise<boolean> {
    return new Promise((done) => {
      const sent = request(
        {
          host: this.#origin.hostname,
          port: this.#origin.port,
          agent: this.#agent,
          method: 'POST',
          path,
          headers: { ...headers, 'content-length': String(body.length) },
          timeout: 60_000,
        },
        (reply) =>
          void textOf(reply).then(
            (text) => done(isTaken(reply.statusCode ?? 0, text)),
            () => done(false),
          ),
      )
      sent.once('error', () => done(false)).once('timeout', () => sent.destroy())
      sent.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

async function textOf(reply: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of reply) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
