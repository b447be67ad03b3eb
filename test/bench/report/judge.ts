import { isRight, spread, spreadOf, type Results, type Spread } from '../machine/figures.ts'

/**
 * One promise: where its figure comes from and what it must be.
 * `holds`: reached today, and not to be lost: `--check` fails beyond `tolerance` of it. Only ratios and counts have one, because
 * milliseconds and requests a second belong to a machine.
 */
export type Target = ({ atMost: number } | { atLeast: number }) & {
  name: string
  of: Measure
  holds?: number
  tolerance?: number
  /** Said where the target is missed. */
  reason?: string
}
/** `isWrong`: something was lost, doubled or mixed up on the way, and the figure scores zero. */
export type Measured = Spread & { isWrong: boolean }
export type Measure = (results: Results) => Measured

export type Standing = 'met' | 'missed' | 'wrong' | 'not measured'
export type Verdict = Spread & {
  line: string
  name: string
  wanted: string
  standing: Standing
  /** False: worse than what it has been, and `--check` fails. */
  holds: boolean
  reason: string | null
}

/** On a shared machine the ratio of two figures of one run moves by so much from run to run. */
const usualTolerance = 0.25

const isOurs = (target: string): boolean => /^(bridge|org )/.test(target)
const missing: Measured = { ...spread([]), isWrong: false }

/** A figure as it was measured. */
export const figure =
  (workload: string, target: string, name: string): Measure =>
  (results) => {
    const found = results.find(workload, target)
    if (!found) return missing
    return { ...spreadOf(found, name), isWrong: !isRight(found) }
  }

/** The ratio of two medians; low and high are those of the single pairs, measured one after the other. */
export const ratio =
  (over: Measure | Side, under: Side): Measure =>
  (results) => {
    const [a, b] = [typeof over === 'function' ? over(results) : valueOf(results, over), valueOf(results, under)]
    const pairs = typeof over === 'function' ? [] : pairsOf(results, over, under)
    const value = a.value / b.value
    const { low, high } = pairs.length > 0 ? spread(pairs) : { low: value, high: value }
    return { value, low, high, isWrong: a.isWrong || b.isWrong }
  }

/** Figures of one target that belong together are added up. */
export type Side = { workload: string; target: string; figures: string[] }

/** A peer that lost something cannot be compared with; of ours it is the end of the promise. */
function valueOf(results: Results, { workload, target, figures }: Side): Measured {
  const found = results.find(workload, target)
  if (!found || (!isRight(found) && !isOurs(target))) return missing
  const spreads = figures.map((name) => spreadOf(found, name).value)
  const value = spreads.reduce((sum, one) => sum + one, 0)
  return { value, low: value, high: value, isWrong: !isRight(found) }
}

function pairsOf(results: Results, over: Side, under: Side): number[] {
  const runs = (side: Side) =>
    (results.find(side.workload, side.target)?.runs ?? []).map((run) =>
      side.figures.reduce((sum, name) => sum + (run[name] ?? Number.NaN), 0),
    )
  const others = runs(under)
  return runs(over)
    .map((value, at) => value / (others[at] ?? Number.NaN))
    .filter((value) => !Number.isNaN(value))
}

/** Targets that belong together. */
export type Line = { line: string; targets: Target[] }

export const judge = (lines: readonly Line[], results: Results): Verdict[] =>
  lines.flatMap(({ line, targets }) => targets.map((target) => judgeOne(line, target, results)))

function judgeOne(line: string, target: Target, results: Results): Verdict {
  const { isWrong, ...measured } = target.of(results)
  const isMax = 'atMost' in target
  const bound = isMax ? target.atMost : target.atLeast
  const meets = (limit: number) => (isMax ? measured.value <= limit : measured.value >= limit)
  const slack = target.tolerance ?? usualTolerance
  const floor = target.holds === undefined ? null : target.holds * (isMax ? 1 + slack : 1 - slack)
  const standing = standingOf(isWrong, measured.value, meets(bound))
  return {
    ...measured,
    line,
    name: target.name,
    wanted: `${isMax ? '≤' : '≥'} ${bound.toLocaleString('en')}`,
    standing,
    // What was not measured is told; only a measured figure can be a regression.
    holds: standing === 'not measured' || (standing !== 'wrong' && (floor === null || meets(floor))),
    reason: standing === 'missed' ? (target.reason ?? null) : null,
  }
}

function standingOf(isWrong: boolean, value: number, isMet: boolean): Standing {
  if (isWrong) return 'wrong'
  if (Number.isNaN(value)) return 'not measured'
  return isMet ? 'met' : 'missed'
}
