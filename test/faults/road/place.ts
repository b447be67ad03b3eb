import { env } from 'cloudflare:workers'
import { reset, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { vi } from 'vitest'
import { aConnectedOrg, livePrograms, type ConnectedOrg } from '../../support/connected-org.ts'
import { injector } from '../world/injector.ts'

const frozen = 1e-6 // the stand-in's clock moves only when it is told to
const mostIdleMs = 6_000

/** One org on both sides, and the time of this world, which moves only from one due moment to the next. */
export class Place {
  readonly bridge: ConnectedOrg
  /** Faults that outlast their call: no step may pass ten minutes before Salesforce has ended it (its own limit). */
  lateMs = 0
  #now: number
  readonly #startedAt: number

  private constructor(bridge: ConnectedOrg, now: number) {
    this.bridge = bridge
    this.#now = this.#startedAt = now
  }

  static async open(): Promise<Place> {
    vi.useRealTimers()
    const bridge = await aConnectedOrg({ programs: livePrograms })
    await bridge.org.control('PATCH', '/clock', { scale: frozen })
    const place = new Place(bridge, Date.now())
    vi.useFakeTimers({ toFake: ['Date'] })
    await place.pass(0)
    return place
  }

  get orgKey(): string {
    return this.bridge.orgKey
  }

  get now(): number {
    return this.#now
  }

  /** Hours that have passed in this world. */
  get hours(): number {
    return (this.#now - this.#startedAt) / 3_600_000
  }

  /** Time passes everywhere, or by `aloneMs` for the bridge alone. */
  async pass(worldMs: number, aloneMs = 0): Promise<void> {
    if (worldMs !== 0) await this.bridge.org.control('PATCH', '/clock', { advanceMs: worldMs })
    this.#now += worldMs + aloneMs
    vi.setSystemTime(this.#now)
  }

  /** The object does what is due next. False when nothing is within this time. */
  async step(withinMs: number): Promise<boolean> {
    const at = await this.inside((_, state) => state.storage.getAlarm())
    if (at === null || at - this.#now > withinMs) return false
    if (at - this.#now > 540_000 && this.lateMs > 0) await scheduler.wait(this.lateMs)
    if (at > this.#now) await this.pass(at - this.#now)
    await this.alarm()
    return true
  }

  /** Once: the platform runs an alarm that died again when the object comes up. */
  async alarm(): Promise<void> {
    try {
      await runDurableObjectAlarm(env.ORG.getByName(this.orgKey))
    } catch {
      // it died in its work
    }
    await this.quiet()
  }

  /** No outside call is under way. */
  async quiet(): Promise<void> {
    for (let idle = 0, waited = 0; idle < 3 && waited < mostIdleMs; waited += 5) {
      await scheduler.wait(5)
      idle = injector.calling(this.orgKey) === 0 ? idle + 1 : 0
    }
  }

  /** Inside the object, which may have just died. */
  async inside<T>(work: (sql: SqlStorage, state: DurableObjectState) => T | Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await runInDurableObject(env.ORG.getByName(this.orgKey), (_, state) => work(state.storage.sql, state))
      } catch (cause) {
        if (tries === 3) throw cause
      }
    }
  }

  /** The object dies, whatever it was doing. */
  async die(): Promise<void> {
    injector.silence(this.orgKey)
    try {
      await runInDurableObject(env.ORG.getByName(this.orgKey), (_, state) => state.abort('killed'))
    } catch {
      // so it should
    }
  }
}

/** Time is real again, and no object is left that could wake while the run ends. */
export async function endOfWorld(): Promise<void> {
  vi.useRealTimers()
  await reset()
}
