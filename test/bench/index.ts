import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { build } from '../../scripts/run/build.ts'
import { bundleFolder } from './bridge/start.ts'
import { killChildren } from './machine/process-tree.ts'
import { judge } from './report/judge.ts'
import { newKept, readKept, resultsOf, writeKept } from './report/kept.ts'
import { writeReadme } from './report/readme.ts'
import { report } from './report/tables.ts'
import { lines } from './targets.ts'
import { chosen } from './workloads.ts'
import type { Options } from './workloads/bench.ts'
import { inOwnProcess } from './workloads/own-process.ts'

const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false }, // some minutes, for development: figures are rougher
    check: { type: 'boolean', default: false }, // exit 1 when a ratio is worse than targets.ts allows
    only: { type: 'string' }, // workloads, by a part of their names, with commas
    targets: { type: 'string' }, // servers, by name, or all whose names begin so
    with: { type: 'string', default: '' }, // peers that are not installed unasked: n8n
    also: { type: 'string' }, // another build of the bridge to compare with: its folder
    bundle: { type: 'string' }, // this build instead of a new one
    resume: { type: 'boolean', default: false }, // keeps what the last run of the same kind has measured
    readme: { type: 'boolean', default: false }, // measures nothing: writes the figures of the last run into README.md
    results: { type: 'string', default: '.bench/results.json' }, // for machines, and to go on from
    'no-build': { type: 'boolean', default: false },
  },
})
if (given.readme) {
  const kept = readKept(given.results)
  if (!kept) throw new Error('there are no figures yet: npm run bench')
  console.error(writeReadme(kept, resultsOf(kept)))
  execFileSync('node_modules/.bin/prettier', ['--write', 'README.md'], { stdio: 'ignore' })
  process.exit(0)
}

const startedAt = Date.now()
const say = (line: string): void => console.error(`${((Date.now() - startedAt) / 60_000).toFixed(1)} min  ${line}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
process.once('exit', killChildren) // also when something has thrown

const listOf = (text: string | undefined): string[] | null => (text ? text.split(',') : null)
const options: Options = {
  quick: given.quick,
  bundle: given.bundle ?? bundleFolder,
  also: given.also ?? null,
  only: listOf(given.only),
  targets: listOf(given.targets),
  with: listOf(given.with) ?? [],
  folder: `.bench/run-${process.pid}`,
}
mkdirSync(options.folder, { recursive: true })
if (!given['no-build'] && !given.bundle) await build(options.bundle)

const last = given.resume ? readKept(given.results) : null
const kept = last && last.quick === options.quick ? last : newKept(options.quick)
for (const workload of chosen(options.only)) {
  const known = kept.workloads[workload.name]
  if (known && !known.failed && !options.only) continue
  say(workload.name)
  const outcome = await inOwnProcess(workload, options)
  if (outcome.failed) say(`${workload.name}: ${outcome.failed}`)
  kept.workloads[workload.name] = outcome
  writeKept(given.results, kept)
}
rmSync(options.folder, { recursive: true, force: true })

const results = resultsOf(kept)
kept.verdicts = judge(lines, results)
writeKept(given.results, kept)
console.log(report(results, kept.verdicts))
const failed = Object.entries(kept.workloads).filter(([, { failed }]) => failed)
for (const [name, { failed: why }] of failed) console.log(`\n${name} failed: ${why}`)
const fallen = kept.verdicts.filter(({ holds }) => !holds)
for (const { line, name } of given.check ? fallen : []) console.log(`\nworse than targets.ts allows: ${line}: ${name}`)
say(`done; the same for machines: ${given.results}`)
process.exit(failed.length > 0 || (given.check && fallen.length > 0) ? 1 : 0)
