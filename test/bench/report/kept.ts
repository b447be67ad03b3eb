import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { Results } from '../machine/figures.ts'
import type { Outcome } from '../workloads/own-process.ts'
import type { Verdict } from './judge.ts'

/** The last run, for machines and to be gone on with. */
export type Kept = {
  at: string
  quick: boolean
  machine: { processor: string; cores: number; node: string; workerd: string }
  workloads: Record<string, Outcome>
  verdicts: Verdict[]
}

export const readKept = (file: string): Kept | null =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : null

/** After each workload, so that a run that was cut off can be gone on with. */
export const writeKept = (file: string, kept: Kept): void => writeFileSync(file, JSON.stringify(kept, null, 2))

export const newKept = (quick: boolean): Kept => ({
  at: new Date().toISOString(),
  quick,
  machine: {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.version,
    workerd: execFileSync('node_modules/.bin/workerd', ['--version'], { encoding: 'utf8' }).trim(),
  },
  workloads: {},
  verdicts: [],
})

export function resultsOf({ workloads }: Kept): Results {
  const results = new Results()
  for (const { results: measured, missing } of Object.values(workloads)) results.take(measured, missing)
  return results
}
