/** Numbers of one run, by name. Names end in their unit. */
export type Figures = Record<string, number>
/** A run that lost, doubled or mixed up anything scores zero. */
export type Check = { taken: number; lost: number; doubled: number; mixedUp: number }
export type Result = { workload: string; target: string; runs: Figures[]; check: Check | null }
/** The median of some runs and how far they were apart. */
export type Spread = { value: number; low: number; high: number }

/** Everything that was measured in one go. */
export class Results {
  readonly #results = new Map<string, Result>()
  /** Who could not be measured, and why. */
  readonly missing = new Map<string, string>()

  add(workload: string, target: string, figures: Figures): void {
    this.#of(workload, target).runs.push(figures)
  }

  /** What is compared afterwards counts for the workload as a whole. */
  check(workload: string, target: string, check: Check): void {
    const result = this.#of(workload, target)
    result.check = result.check ? sumOf(result.check, check) : check
  }

  /** What another process has measured. */
  take(results: readonly Result[], missing: Readonly<Record<string, string>>): void {
    for (const result of results) this.#results.set(`${result.workload} ${result.target}`, result)
    for (const [target, why] of Object.entries(missing)) this.missing.set(target, why)
  }

  get all(): Result[] {
    return [...this.#results.values()]
  }

  find(workload: string, target: string): Result | undefined {
    return this.#results.get(`${workload} ${target}`)
  }

  #of(workload: string, target: string): Result {
    const name = `${workload} ${target}`
    const result = this.#results.get(name) ?? { workload, target, runs: [], check: null }
    this.#results.set(name, result)
    return result
  }
}

export const isRight = ({ check }: Result): boolean =>
  check === null || check.lost + check.doubled + check.mixedUp === 0

const sumOf = (a: Check, b: Check): Check => ({
  taken: a.taken + b.taken,
  lost: a.lost + b.lost,
  doubled: a.doubled + b.doubled,
  mixedUp: a.mixedUp + b.mixedUp,
})

export const figureNames = (results: Result[]): string[] => [
  ...new Set(results.flatMap(({ runs }) => runs.flatMap((run) => Object.keys(run)))),
]

/** NaN throughout when it was not measured. */
export function spreadOf({ runs }: Pick<Result, 'runs'>, figure: string): Spread {
  const values = runs.map((run) => run[figure]).filter((value) => value !== undefined)
  return spread(values)
}

export function spread(values: number[]): Spread {
  if (values.length === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN }
  return { value: median(values), low: Math.min(...values), high: Math.max(...values) }
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
