/** Numbers of one run, by name. Names end in their unit. */
export type Figures = Record<string, number>
/** A run that lost, doubled or mixed up anything scores zero. */
export type Check = { taken: number; lost: number; doubled: number; mixedUp: number }
export type Result = { workload: string; target: string; figures: Figures; runs: Figures[]; check: Check | null }

/** Everything that was measured in one go. */
export class Results {
  readonly #results = new Map<string, Result>()

  add(workload: string, target: string, figures: Figures): void {
    this.#of(workload, target).runs.push(figures)
  }

  /** What is compared afterwards counts for the workload as a whole. */
  check(workload: string, target: string, check: Check): void {
    const result = this.#of(workload, target)
    result.check = sumOf(result.check, check)
  }

  get all(): Result[] {
    return [...this.#results.values()].map((result) => ({ ...result, figures: medians(result.runs) }))
  }

  /** The median, or NaN when it was not measured or does not count. */
  of(workload: string, target: string, figure: string): number {
    const found = this.all.find((result) => result.workload === workload && result.target === target)
    return found && isRight(found) ? (found.figures[figure] ?? Number.NaN) : Number.NaN
  }

  #of(workload: string, target: string): Result {
    const name = `${workload} ${target}`
    const result = this.#results.get(name) ?? { workload, target, figures: {}, runs: [], check: null }
    this.#results.set(name, result)
    return result
  }
}

export const isRight = ({ check }: Result): boolean =>
  check === null || check.lost + check.doubled + check.mixedUp === 0

function sumOf(a: Check | null, b: Check): Check {
  if (a === null) return b
  const { taken, lost, doubled, mixedUp } = a
  return { taken: taken + b.taken, lost: lost + b.lost, doubled: doubled + b.doubled, mixedUp: mixedUp + b.mixedUp }
}

function medians(runs: Figures[]): Figures {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run)))]
  return Object.fromEntries(
    names.map((name) => [name, median(runs.map((run) => run[name]).filter((value) => value !== undefined))]),
  )
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
