import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Listening = { url: string; port: number; stop(): Promise<void> }
type Answer = (request: Request, env: HttpBindings) => Response | Promise<Response>

/** Serves on the loopback address, on the wished port when it is free, else on any. */
export async function listen(answer: Answer, wishedPort = 0): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: (request, env) => answer(request, env as HttpBindings),
    overrideGlobalObjects: false,
  }) as Server
  try {
    server.listen(wishedPort, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    if (wishedPort === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return listen(answer)
  }
  const { port } = server.address() as AddressInfo
  const stop = async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  return { url: `http://127.0.0.1:${port}`, port, stop }
}
