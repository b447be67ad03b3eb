import type { Bench } from './bench.ts'
import { accept } from './workloads/accept.ts'

/** A new workload is one line. */
export const workloads: { name: string; run: (bench: Bench) => Promise<void> }[] = [
  { name: 'accept: om1, om100, with and without a million stored', run: accept },
]
