import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below what systems hand out by themselves (Linux from 32768 on, others from 49152), so that nobody is given it before it is used. */
const aPort = (): number => randomInt(20_000, 32_000)

/** The port itself when it is free on loopback, else another that is. */
export async function freePort(preferred = aPort()): Promise<number> {
  for (let port = preferred, tries = 0; tries < 20; port = aPort(), tries++) {
    const free = await tryPort(port)
    if (free !== null) return free
  }
  throw new Error('no port is free')
}

const tryPort = (port: number): Promise<number | null> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null))
    })
  })

/** Waits until a condition holds. @throws when it did not in time, with what was waited for */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  limitMs = 30_000,
): Promise<T> {
  const end = Date.now() + limitMs
  for (let last: unknown = null; ;) {
    try {
      const found = await look()
      if (found) return found
    } catch (cause) {
      last = cause
    }
    if (Date.now() > end) throw new Error(`waited ${limitMs / 1000} s for ${what}`, { cause: last })
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
