import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isPinned, loadCore, pin } from '../machine/pinned.ts'
import type { Result } from '../machine/figures.ts'
import { killChildren, killTree } from '../machine/process-tree.ts'
import { workloads, type Workload } from '../workloads.ts'
import { Bench, type Options } from './bench.ts'

/** What one workload gave. `failed`: it threw or took too long, with what was measured until then left out. */
export type Outcome = {
  at: string
  seconds: number
  failed: string | null
  results: Result[]
  missing: Record<string, string>
}
type Measured = Pick<Outcome, 'results' | 'missing'> & { failed?: string }

const program = fileURLToPath(import.meta.url)
const slug = (name: string): string => name.replaceAll(' ', '-')
const fileOf = (name: string, { folder }: Options): string => `${folder}/${slug(name)}.json`

/** One that hangs, leaks or throws takes nothing with it but its own servers. */
export async function inOwnProcess({ name, minutes }: Workload, options: Options): Promise<Outcome> {
  const begin = Date.now()
  const child = spawn(process.execPath, [program, name, JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    killTree(child.pid ?? 0)
  }, minutes * 60_000)
  const code = await new Promise((done) => child.once('exit', done))
  clearTimeout(timer)
  const file = fileOf(name, options)
  const found = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null) as Measured | null
  const said = isLate ? `took longer than ${minutes} minutes` : (found?.failed ?? (found ? null : `ended with ${code}`))
  const { results = [], missing = {} } = found ?? {}
  return {
    at: new Date(begin).toISOString(),
    seconds: Math.round((Date.now() - begin) / 1000),
    failed: said,
    results,
    missing,
  }
}

async function measure(name: string, options: Options): Promise<void> {
  const begin = Date.now()
  const folder = `${options.folder}/${slug(name)}`
  const bench = new Bench({ ...options, folder }, (line) => console.error(`${seconds(begin)} s  ${line}`))
  pin(process.pid, loadCore)
  if (!isPinned) bench.say('taskset is not there: server and load share the cores, and ratios are less steady')
  const write = (measured: Measured) => writeFileSync(fileOf(name, options), JSON.stringify(measured))
  try {
    await workloads.find((workload) => workload.name === name)!.run(bench)
    write({ results: bench.results.all, missing: Object.fromEntries(bench.results.missing) })
  } catch (cause) {
    console.error(cause)
    write({ results: [], missing: {}, failed: cause instanceof Error ? cause.message : String(cause) })
  }
}

const seconds = (begin: number): string => ((Date.now() - begin) / 1000).toFixed(0).padStart(5)

if (import.meta.main) {
  const [, , name = '', options = ''] = process.argv
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  process.once('exit', killChildren)
  await measure(name, JSON.parse(options) as Options)
  process.exit(0)
}
