const shorter = 10

/** Time limits of seconds end after a tenth: the code waits as long as it says, in a world that is ten times as quick. */
export function shortenLimits(): void {
  const { setTimeout: realTimeout } = globalThis
  const realSignal = AbortSignal.timeout.bind(AbortSignal)
  const short = (ms: number): number => (ms >= 5_000 ? ms / shorter : ms)
  globalThis.setTimeout = ((run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) =>
    realTimeout(run, short(ms), ...given)) as typeof globalThis.setTimeout
  AbortSignal.timeout = (ms) => realSignal(short(ms))
}
