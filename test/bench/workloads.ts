import type { Bench } from './bench.ts'
import { accept } from './workloads/accept.ts'
import { answers } from './workloads/answers.ts'
import { drain } from './workloads/drain.ts'
import { footprint } from './workloads/footprint.ts'
import { hanging } from './workloads/hang.ts'
import { steady } from './workloads/open-loop.ts'

/** A new workload is one line. */
export const workloads: { name: string; run: (bench: Bench) => Promise<void> }[] = [
  { name: 'footprint', run: footprint },
  { name: 'answers', run: answers },
  { name: 'drain with answer rows', run: drain('with answer rows') },
  { name: 'drain without answer rows', run: drain('without answer rows') },
  { name: 'open loop', run: steady },
  { name: 'one org hangs', run: hanging },
  { name: 'accept om1 om100', run: accept },
]
