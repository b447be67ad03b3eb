import type { Results } from './figures.ts'

export type Verdict = { name: string; wanted: string; measured: number; met: boolean; holds: boolean }
type Bound = { atMost: number } | { atLeast: number }
type Target = Bound & {
  name: string
  of: (results: Results) => number
  /** What `--check` fails beyond, where it is not the target itself: reached today, and not to be lost. */
  holds?: number
}

/** On a shared machine CPU per item moves by so much from run to run. */
const tolerance = 0.25

const cpu = (workload: string, target: string) => (results: Results) => results.of(workload, target, 'cpu µs')
/** How many times less CPU the bridge needs. */
const lead = (workload: string, over: string) => (results: Results) =>
  results.of(workload, over, 'cpu µs') / results.of(workload, 'bridge', 'cpu µs')

export const targets: Target[] = [
  { name: 'om100: CPU µs a notification until the Ack', of: cpu('om100', 'bridge'), atMost: 25 },
  { name: 'om100: times Node-RED tuned', of: lead('om100', 'Node-RED tuned'), atLeast: 2 },
  { name: 'om100: times Express as written', of: lead('om100', 'Express'), atLeast: 10 },
  { name: 'om100: of a bare object', of: lead('om100', 'bare object'), atLeast: 0.5 },
  { name: 'om1: CPU µs a message until the Ack', of: cpu('om1', 'bridge'), atMost: 450 },
  { name: 'om1: times Node-RED tuned', of: lead('om1', 'Node-RED tuned'), atLeast: 1 },
]

export const judge = (results: Results): Verdict[] =>
  targets.map((target) => {
    const measured = target.of(results)
    const isMax = 'atMost' in target
    const bound = isMax ? target.atMost : target.atLeast
    const meets = (limit: number) => (isMax ? measured <= limit : measured >= limit)
    const limit = target.holds ?? bound
    const met = meets(bound)
    const holds = Number.isNaN(measured) || met || meets(isMax ? limit * (1 + tolerance) : limit * (1 - tolerance))
    return { name: target.name, wanted: `${isMax ? '≤' : '≥'} ${bound}`, measured, met, holds }
  })
