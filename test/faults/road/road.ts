import type { Run } from '../figures/run.ts'
import { check } from '../history/check.ts'
import type { History, Sighting } from '../history/history.ts'
import type { Kind } from '../kinds/kind.ts'
import { injector } from '../world/injector.ts'
import { saidOf } from '../world/keep-log.ts'
import { randomOf, type Random } from '../world/random.ts'
import { Closes } from './closes.ts'
import { Customers } from './customers.ts'
import { gather } from './gather.ts'
import { look } from './look.ts'
import { Place } from './place.ts'
import { all, rowsOf } from './rows.ts'
import { Weather } from './weather.ts'

const hour = 3_600_000
const stepsOfWave = 14
const stepsAtEnd = 150
const cooldownMs = 90 * 24 * hour

/** One wave: so many cases are closed while these faults are about. */
export type Wave = { closes: number; kinds: Kind[] }

/** The whole road under faults: messages in, decisions, mails, answers, write-back; then everything is mended, and the history is checked. */
export class Road {
  readonly place: Place
  readonly #random: Random
  readonly #weather: Weather
  readonly #closes: Closes
  readonly #customers: Customers
  readonly #sightings: Sighting[] = []
  readonly #dead = new Map<string, string>()

  private constructor(place: Place, seed: number) {
    this.place = place
    this.#random = randomOf(seed)
    this.#weather = new Weather(place)
    this.#closes = new Closes(place, this.#weather)
    this.#customers = new Customers(place, this.#weather, this.#random)
  }

  static async run(seed: number, waves: Wave[]): Promise<Run> {
    const road = new Road(await Place.open(), seed)
    for (const wave of waves) await road.#wave(wave)
    return road.#end()
  }

  async #wave({ closes, kinds }: Wave): Promise<void> {
    await this.#closes.close(closes, this.#random)
    await this.#weather.arm(kinds, this.#random)
    for (let step = 0; step < stepsOfWave; step++) {
      const isSilent = [await this.#closes.deliver(), await this.#customers.act()].every(Boolean)
      const went = await this.place.step(2 * hour)
      if (!went && isSilent) break
    }
    await this.#weather.clear()
    await this.#sight()
  }

  /** The weather is fair, and people have mended what only they can. */
  async #end(): Promise<Run> {
    const { bridge } = this.place
    await this.#settle()
    const dead = await this.#replay()
    await this.#settle()
    await this.#sight()
    const writes = new Map((await all(bridge, 'writes')).map(({ key, state }) => [key, state]))
    const history: History = {
      ...(await gather(bridge, this.#closes, this.#customers)),
      cap: { most: 1, withinMs: cooldownMs },
      sightings: this.#sightings,
      dead: dead.map(([key, status]) => ({ key, status, replayed: writes.get(key) ?? 'gone' })),
      needsPerson: [...this.#weather.needsPerson],
      stops: this.#weather.stops,
      complaints: this.#weather.complaints,
    }
    const violations = check(history)
    if (violations.length > 0) console.log(saidOf(this.place.orgKey))
    const { calls } = (await bridge.org.control('GET', '/calls')) as { calls: unknown[] }
    return {
      violations,
      fired: Object.fromEntries(this.#weather.fired),
      calls: calls.length + injector.calls(this.place.orgKey),
      closes: this.#closes.all.length,
      mails: this.#customers.mails.length,
      answers: this.#customers.all.filter(({ accepted }) => accepted >= 0).length,
      unknownListed: history.unmailed.filter(({ listed }) => listed).length,
      dead: dead.length,
      hours: Math.round(this.place.hours),
    }
  }

  /** Until nothing is due within hours: reminders and the daily look come later. */
  async #settle(): Promise<void> {
    for (let step = 0; step < stepsAtEnd; step++) {
      const isSilent = [await this.#closes.deliver(), await this.#customers.act()].every(Boolean)
      const went = await this.place.step(10 * hour)
      if (!went && isSilent) return
    }
    this.#weather.complaints.push('something is always due')
  }

  async #sight(): Promise<void> {
    const rows = await rowsOf(this.place.bridge)
    this.#sightings.push(...look(rows))
    for (const { key, state, error } of rows.writes) if (state === 'dead') this.#dead.set(key, error?.status ?? '')
  }

  /** All that ever died, and a person replays what is dead now. */
  async #replay(): Promise<[string, string][]> {
    await this.#sight()
    const keys = (await all(this.place.bridge, 'writes', '&state=dead')).map(({ key }) => key)
    if (keys.length > 0) await this.place.bridge.api('POST', 'writes/replay', { keys })
    return [...this.#dead]
  }
}
