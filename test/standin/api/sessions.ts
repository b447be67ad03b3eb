import type { Clock } from '../data/clock.ts'
import { randomText } from '../data/ids.ts'
import type { User } from '../data/record.ts'

const idleMs = 2 * 60 * 60 * 1000 // the session policy's default

/** Access tokens and whose they are; a token dies two idle hours later, in the org's time. */
export class Sessions {
  readonly #clock: Clock
  readonly #prefix: string
  readonly #open = new Map<string, { user: User; usedAt: number }>()

  constructor(clock: Clock, orgId: string) {
    this.#clock = clock
    this.#prefix = `${orgId.slice(0, 15)}!AQ`
  }

  open(user: User): string {
    const token = `${this.#prefix}${randomText(94)}`
    this.#open.set(token, { user, usedAt: this.#clock.now().getTime() })
    return token
  }

  /** Whose token this is, null when it is unknown or has died. */
  use(token: string): User | null {
    const session = this.#open.get(token)
    const now = this.#clock.now().getTime()
    if (!session || now - session.usedAt > idleMs) return null
    session.usedAt = now
    return session.user
  }

  expire(token: string): void {
    this.#open.delete(token)
  }

  expireAll(): void {
    this.#open.clear()
  }
}

/** The token of `Authorization: Bearer …` or the older `OAuth …`. */
export const tokenIn = (authorization: string | null | undefined): string =>
  /^(?:Bearer|OAuth) (\S+)$/i.exec(authorization ?? '')?.[1] ?? ''
