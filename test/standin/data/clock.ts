/** The org's own time: it may run faster than ours and may be moved forward, so that a day passes within a test. */
export class Clock {
  scale: number
  #startedAt = Date.now()
  #advancedMs = 0
  readonly #listeners: (() => void)[] = []

  /** One real millisecond is `scale` milliseconds of the org. */
  constructor(scale = 1) {
    this.scale = scale
  }

  now(): Date {
    return new Date(this.#startedAt + (Date.now() - this.#startedAt) * this.scale + this.#advancedMs)
  }

  /** A new speed from now on; the moment stays. */
  rescale(scale: number): void {
    const now = this.now().getTime()
    this.#startedAt = Date.now()
    this.#advancedMs = now - this.#startedAt
    this.scale = scale
    for (const listener of this.#listeners) listener()
  }

  advance(ms: number): void {
    this.#advancedMs += ms
    for (const listener of this.#listeners) listener()
  }

  /** For whoever sleeps until a moment of the org: the moment has come nearer. */
  onAdvance(listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** Real milliseconds until a moment of the org, never negative. */
  realMsUntil(moment: Date): number {
    return Math.max(0, (moment.getTime() - this.now().getTime()) / this.scale)
  }
}
