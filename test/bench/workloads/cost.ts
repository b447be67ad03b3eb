import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Bench } from './bench.ts'

const program = fileURLToPath(new URL('../cost/index.ts', import.meta.url))

/** Where the tables stand that the README takes as they are. */
export const costFile = '.bench/cost.md'

/** What a thousand surveys cost on Cloudflare: counted by a program of its own, in a full run only. */
export async function cost(bench: Bench): Promise<void> {
  if (bench.isQuick || !bench.wants('bridge')) return
  const { stdout } = await promisify(execFile)(process.execPath, [program])
  writeFileSync(costFile, `${stdout.trim()}\n`)
}
