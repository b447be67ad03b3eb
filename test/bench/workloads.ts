import { accept } from './workloads/accept.ts'
import { answers } from './workloads/answers.ts'
import type { Bench } from './workloads/bench.ts'
import { cost } from './workloads/cost.ts'
import { drain } from './workloads/drain.ts'
import { footprint } from './workloads/footprint.ts'
import { hanging } from './workloads/hang.ts'
import { memory } from './workloads/memory.ts'
import { steady } from './workloads/open-loop.ts'
import { recovery } from './workloads/recovery.ts'

/** `minutes` is what it may take at most, with peers being installed. */
export type Workload = { name: string; minutes: number; run: (bench: Bench) => Promise<void> }

/** A new workload is one line. */
export const workloads: Workload[] = [
  { name: 'accept om100 om1', minutes: 20, run: accept },
  { name: 'open loop', minutes: 10, run: steady },
  { name: 'one org hangs', minutes: 6, run: hanging },
  { name: 'answers', minutes: 10, run: answers },
  { name: 'drain with answer rows', minutes: 5, run: drain('with answer rows', { answerRows: true }) },
  { name: 'drain without answer rows', minutes: 5, run: drain('without answer rows', { answerRows: false }) },
  {
    name: 'drain with faults',
    minutes: 8,
    run: drain('with faults', { answerRows: false, faults: { failRate: 0.05, limitEvery: 10 } }),
  },
  { name: 'recovery', minutes: 4, run: recovery },
  { name: 'memory', minutes: 8, run: memory },
  { name: 'footprint', minutes: 8, run: footprint },
  { name: 'cost', minutes: 8, run: cost },
]

/** By a part of their names; a shape of a workload (`om1`) stands for the workload. */
export const chosen = (only: string[] | null): Workload[] =>
  workloads.filter(({ name }) => !only || only.some((part) => name.includes(part)))
