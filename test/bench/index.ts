import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { build } from '../../scripts/run/build.ts'
import { bundleSize } from '../../scripts/check/bundle.ts'
import { Bench } from './bench.ts'
import { bundleFolder } from './bridge/start.ts'
import { isPinned, loadCore, pin } from './machine/pinned.ts'
import { killChildren } from './machine/process-tree.ts'
import { installPeers } from './peers/install.ts'
import { report } from './report.ts'
import { judge } from './targets.ts'
import { workloads } from './workloads.ts'

const runFolder = '.bench/run'
const resultsFile = '.bench/results.json'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false }, // three minutes, for development: figures are rougher
    check: { type: 'boolean', default: false }, // exit 1 when a figure is worse than targets.ts allows
    only: { type: 'string' }, // workloads, by name, with commas
    targets: { type: 'string' }, // servers, by the beginning of their names
    also: { type: 'string' }, // another build of the bridge to compare with: its folder
    'no-build': { type: 'boolean', default: false },
  },
})
const startedAt = Date.now()
const say = (line: string): void =>
  console.error(`${((Date.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${line}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
process.once('exit', killChildren) // also when a workload has thrown

rmSync(runFolder, { recursive: true, force: true })
mkdirSync(runFolder, { recursive: true })
installPeers(say)
const size = options['no-build'] ? null : bundleSize(await build(bundleFolder))
pin(process.pid, loadCore)
if (!isPinned) say('taskset is not there: server and load share the cores, and ratios are less steady')

const only = options.only?.split(',')
const targets = options.targets?.split(',')
const bench = new Bench({
  folder: runFolder,
  isQuick: options.quick,
  also: options.also ?? null,
  say,
  wants: (target) => !targets || targets.some((name) => target.startsWith(name)),
})
if (size) bench.results.add('footprint', 'bridge', { 'bundle KiB gzip': size.gzipKiB })
for (const { name, run } of workloads.filter(({ name }) => !only || only.some((part) => name.includes(part)))) {
  say(name)
  await run(bench)
}
const verdicts = judge(bench.results)
console.log(report(bench.results, verdicts))
writeFileSync(
  resultsFile,
  JSON.stringify({ at: new Date().toISOString(), quick: options.quick, results: bench.results.all, verdicts }, null, 2),
)
say(`the same for machines: ${resultsFile}`)
rmSync(runFolder, { recursive: true, force: true })
process.exit(options.check && verdicts.some(({ holds }) => !holds) ? 1 : 0)
