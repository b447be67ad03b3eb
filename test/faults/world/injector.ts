import { randomOf, type Random } from './random.ts'

/** What can happen at a point of the object or on the way to it. */
export type Strike =
  | 'abort' // the object dies here
  | 'throw' // a statement fails: the disk, or a bug of ours
  | 'retryable' // the runtime lost the call on its way
  | 'overloaded'
  | 'reset' // the object was moved or reset under the call
  | 'lost' // nobody says why there is no reply
  | 'slow'

/**
 * `at` is the start of a point's name: `call:accept` and `reply:accept` on the way to the object, `begin:accept` and `end:accept` in it,
 * `before:upsert` and `after:upsert` around an outside call, `commit`, `lane`.
 */
export type Rule = {
  kind: string
  at: string
  do: Strike
  after?: number // so many pass first
  times?: number | 'always' // 1 unless told
  share?: number // of those that pass, by the seed
  seed?: number
}
type Armed = { rule: Rule; seen: number; fired: number; random: Random }
type Site = { armed: Armed[]; calling: number; opening: number; calls: number }

/** What is to go wrong in which org's object. The test and the Worker run in one isolate and share it. */
class Injector {
  readonly #sites = new Map<string, Site>()

  arm(orgKey: string, ...rules: Rule[]): void {
    const armed = rules.map((rule) => ({ rule, seen: 0, fired: 0, random: randomOf(rule.seed ?? 1) }))
    this.#site(orgKey).armed.push(...armed)
  }

  /** Takes all rules away; gives how often each kind struck. */
  disarm(orgKey: string): { kind: string; fired: number }[] {
    return this.#site(orgKey)
      .armed.splice(0)
      .map(({ rule, fired }) => ({ kind: rule.kind, fired }))
  }

  /** What happens at this point, counted. */
  strike(orgKey: string, point: string): Strike | null {
    if (point.startsWith('call:') || point === 'before:send') this.#site(orgKey).calls++
    if (this.#site(orgKey).opening > 0) return null
    for (const armed of this.#site(orgKey).armed) {
      const { at, after = 0, times = 1, share = 1 } = armed.rule
      if (!point.startsWith(at) || (times !== 'always' && armed.fired >= times)) continue
      if (++armed.seen <= after || (share < 1 && armed.random() >= share)) continue
      armed.fired++
      return armed.rule.do
    }
    return null
  }

  /** The object dies: no call of this instance will ever be heard of. */
  silence(orgKey: string): void {
    this.#site(orgKey).calling = 0
  }

  async during<T>(orgKey: string, call: () => Promise<T>): Promise<T> {
    const site = this.#site(orgKey)
    site.calling++
    try {
      return await call()
    } finally {
      site.calling = Math.max(0, site.calling - 1)
    }
  }

  /**
   * An app is opened, which loads modules. Nothing strikes meanwhile: in vitest a module whose loading object died stays half loaded for
   * all objects; in the bundle loading has no such moment.
   */
  async opening<T>(orgKey: string, open: () => Promise<T>): Promise<T> {
    const site = this.#site(orgKey)
    site.opening++
    try {
      return await this.during(orgKey, open)
    } finally {
      site.opening--
    }
  }

  /** Outside calls under way. */
  calling = (orgKey: string): number => this.#site(orgKey).calling

  /** Calls of the object and mails so far; calls to Salesforce are counted there. */
  calls = (orgKey: string): number => this.#site(orgKey).calls

  #site(orgKey: string): Site {
    const site = this.#sites.get(orgKey) ?? { armed: [], calling: 0, opening: 0, calls: 0 }
    this.#sites.set(orgKey, site)
    return site
  }
}

export const injector = new Injector()
