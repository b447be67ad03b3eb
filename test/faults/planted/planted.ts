import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Figures } from '../figures/report.ts'
import { bugs, type Bug } from './bugs.ts'

// node test/faults/planted/planted.ts [name]: plants each bug in a copy of the sources and demands that the harness says so.

const copied = ['bridge', 'lwc-package', 'scripts', 'test', 'package.json', 'vitest.config.ts', 'wrangler.toml']
const settings = ['tsconfig.base.json', 'tsconfig.json', 'tsconfig.node.json', 'tsconfig.worker.json', '.gitignore']

function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'planted-'))
  for (const name of [...copied, ...settings]) cpSync(name, join(folder, name), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return folder
}

/** @throws when the place is not there exactly once: then the bug has to be planted anew */
function plant(folder: string, { name, file, from, to }: Bug): void {
  const path = join(folder, file)
  const parts = readFileSync(path, 'utf8').split(from)
  if (parts.length !== 2) throw new Error(`${name}: ${file} holds its place ${parts.length - 1} times: ${from}`)
  writeFileSync(path, parts.join(to))
}

/** What the harness says was broken, as `rule of`. */
function run(folder: string, kinds: string): { passed: boolean; broken: string[]; log: string } {
  const { status, stdout, stderr } = spawnSync(
    resolve('node_modules/.bin/vitest'),
    ['run', '--project', 'faults', 'test/faults/seeds.test.ts'],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, KINDS: kinds, SEEDS: '1' }, maxBuffer: 1e9 },
  )
  const log = stdout + stderr
  try {
    const { figures } = JSON.parse(readFileSync(join(folder, '.bench/faults.json'), 'utf8')) as { figures: Figures[] }
    return { passed: status === 0, broken: figures.flatMap(({ brokenOf }) => Object.keys(brokenOf)), log }
  } catch (cause) {
    throw new Error(`the harness did not run: ${log.slice(-2000)}`, { cause })
  }
}

function within(work: (folder: string) => string | null): string | null {
  const folder = copy()
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const caught = (bug: Bug): string | null =>
  within((folder) => {
    const before = run(folder, bug.kinds)
    if (!before.passed) return `without the bug the harness complains: ${before.broken.join(', ')}`
    plant(folder, bug)
    const { passed, broken } = run(folder, bug.kinds)
    console.log(`  ${broken.join(', ')}`)
    if (passed) return 'nobody noticed'
    return broken.includes(`${bug.caughtAs} ${bug.of}`) ? null : `not as ${bug.caughtAs} ${bug.of}`
  })

const wanted = bugs.filter(({ name }) => name.includes(process.argv[2] ?? ''))
let missed = wanted.length === 0 ? 1 : 0
for (const bug of wanted) {
  console.log(bug.name)
  const trouble = caught(bug)
  console.log(trouble === null ? `  caught as ${bug.caughtAs} ${bug.of}` : `  NOT CAUGHT: ${trouble}`)
  if (trouble !== null) missed++
}
console.log(`${wanted.length - missed} of ${wanted.length} planted bugs were caught`)
process.exitCode = missed === 0 ? 0 : 1
