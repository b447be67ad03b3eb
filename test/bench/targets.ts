import type { Results } from './machine/figures.ts'

export type Verdict = { name: string; wanted: string; measured: number; met: boolean; holds: boolean }
type Target = ({ atMost: number } | { atLeast: number }) & {
  name: string
  of: (results: Results) => number
  /** What `--check` fails beyond, where it is not the target itself: reached today, and not to be lost. */
  holds?: number
}

/** On a shared machine the ratio of two figures of one run moves by so much from run to run. */
const tolerance = 0.25

/** How many times more CPU `over` needs for an item until its Ack. */
const lead = (workload: string, over: string) => (results: Results) =>
  results.of(workload, over, 'cpu µs') / results.of(workload, 'bridge', 'cpu µs')
const figure = (workload: string, target: string, name: string) => (results: Results) =>
  results.of(workload, target, name)
/** With a million stored invitations against none, everything that follows the Ack included. */
const slowdown = (workload: string, target: string) => (results: Results) =>
  total(results, workload, `${target} 1M`) / total(results, workload, target)
const total = (results: Results, workload: string, target: string): number =>
  results.of(workload, target, 'cpu µs') + results.of(workload, target, 'later cpu µs')
const slowAnswers = 'answers, org at 100 ms'
const faster = (over: string) => (results: Results) =>
  results.of(slowAnswers, 'bridge', 'per s') / results.of(slowAnswers, over, 'per s')

/** What was promised, in one place. */
export const targets: Target[] = [
  { name: 'om100: CPU µs a notification until the Ack', of: figure('om100', 'bridge', 'cpu µs'), atMost: 25 },
  { name: 'om100: less CPU than Node-RED tuned, times', of: lead('om100', 'Node-RED tuned'), atLeast: 2 },
  { name: 'om100: less CPU than Express as written, times', of: lead('om100', 'Express'), atLeast: 10 },
  { name: 'om100: share of a bare object', of: lead('om100', 'bare object'), atLeast: 0.5 },
  { name: 'om1: CPU µs a message until the Ack', of: figure('om1', 'bridge', 'cpu µs'), atMost: 450 },
  { name: 'om1: less CPU than Node-RED tuned, times', of: lead('om1', 'Node-RED tuned'), atLeast: 1 },
  { name: 'open loop: Ack p99 ms', of: figure('open loop', 'bridge live', 'p99 ms'), atMost: 25 },
  { name: 'open loop: growth of the median', of: figure('open loop', 'bridge live', 'growth'), atMost: 1.2 },
  ...['A', 'B'].flatMap((org) =>
    ['writes', 'everything'].map((what) => ({
      name: `Salesforce of org A hangs (${what}): Ack p99 ms of org ${org}`,
      of: figure('one org hangs', `org ${org}, A hangs: ${what}`, 'p99 ms'),
      atMost: 25,
    })),
  ),
  { name: `${slowAnswers}: accepted per s`, of: figure(slowAnswers, 'bridge', 'per s'), atLeast: 1_000 },
  { name: `${slowAnswers}: p50 ms`, of: figure(slowAnswers, 'bridge', 'p50 ms'), atMost: 10 },
  { name: `${slowAnswers}: faster than Node-RED, times`, of: faster('Node-RED tuned'), atLeast: 10 },
  { name: `${slowAnswers}: faster than Express, times`, of: faster('Express'), atLeast: 10 },
  {
    name: 'drain: API calls over ceil(rows / 1,000)',
    of: figure('drain, with answer rows', 'bridge', 'over the ideal'),
    atMost: 1,
  },
  {
    name: 'drain: API calls for 1,000 responses without answer rows',
    of: figure('drain, without answer rows', 'bridge', 'calls per 1,000 responses'),
    atMost: 5,
  },
  ...['om100', 'om1'].map((workload) => ({
    name: `${workload}: with a million stored, live programs, times slower`,
    of: slowdown(workload, 'bridge live'),
    atMost: 1.2,
  })),
  { name: 'survey page: bytes transferred', of: figure('survey page', 'bridge', 'bytes transferred'), atMost: 10_240 },
  {
    name: 'survey page: Lighthouse mobile',
    of: figure('survey page', 'bridge', 'Lighthouse performance'),
    atLeast: 99,
  },
  { name: 'bundle KiB gzip', of: figure('footprint', 'bridge', 'bundle KiB gzip'), atMost: 400 },
  {
    name: 'start-up over a bare Worker, ms',
    of: figure('footprint', 'bridge', 'start ms over a bare Worker'),
    atMost: 100,
  },
  { name: 'idle MB', of: figure('footprint', 'bridge', 'idle MB'), atMost: 100 },
]

export const judge = (results: Results): Verdict[] =>
  targets.map((target) => {
    const measured = target.of(results)
    const isMax = 'atMost' in target
    const bound = isMax ? target.atMost : target.atLeast
    const meets = (limit: number) => (isMax ? measured <= limit : measured >= limit)
    const slack = isMax ? 1 + tolerance : 1 - tolerance
    const met = meets(bound)
    // What was not measured in this run, or what does not count, is told; only a measured figure can be a regression.
    const holds = Number.isNaN(measured) || met || meets((target.holds ?? bound) * slack)
    return { name: target.name, wanted: `${isMax ? '≤' : '≥'} ${bound}`, measured, met, holds }
  })
