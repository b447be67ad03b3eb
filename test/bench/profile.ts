import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort, until } from '../../scripts/run/ports.ts'
import { wranglerEnv } from '../../scripts/run/build.ts'
import { caseClosed, connectOrg, startBridge } from './bridge/start.ts'
import { fill, targetOf } from './bridge/target.ts'
import { closedLoop, counter, openLoop } from './load/load.ts'
import { messages } from './load/outbound.ts'
import { openInspector, type CpuProfile } from './machine/inspector.ts'
import { loadCore, pin, run, serverCore } from './machine/pinned.ts'
import { CpuMeter, killChildren, untilIdle } from './machine/process-tree.ts'
import { selfTimes } from './machine/self-times.ts'
import { startOrg } from './org/start.ts'
import type { Target } from './peers/target.ts'

// node test/bench/profile.ts om100 | om1 | steady | answers: where the bridge's CPU goes, by V8's samples of the bundle before minification.

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    top: { type: 'string', default: '25' },
    mode: { type: 'string', default: 'off' }, // of the program: off or live
    later: { type: 'boolean', default: false }, // what follows the reply, instead of what comes before it
    folder: { type: 'string', default: '.bench/profile' }, // two at once want two
    'no-build': { type: 'boolean', default: false },
  },
})
const workload = positionals[0] ?? 'om100'
const folder = resolve(options.folder)
const bundle = `${folder}/bundle`
const surveys = 40_000
const size = { om100: 100, steady: 10 }[workload] ?? 1

process.once('exit', killChildren)
if (!options['no-build']) build()
rmSync(`${folder}/run`, { recursive: true, force: true })
mkdirSync(`${folder}/run`, { recursive: true })
pin(process.pid, loadCore)

const org = await startOrg(folder)
const { target, inspectorPort } = await start()
const next = workload === 'answers' ? counter(1, 0, surveys) : counter(size, 1)
const shot = workload === 'answers' ? target.answer! : messages(size, target.accept.path, target.accept.organizationId)
const burst = (seconds: number) =>
  workload === 'steady'
    ? openLoop({ ...target, connections: 16, next, shot, perSecond: 10, seconds: seconds * 10 })
    : closedLoop({ ...target, connections: size === 1 ? 8 : 4, next, shot, seconds })

await burst(3) // until the compilers have seen enough of it
await settle()
const inspector = await openInspector(inspectorPort)
const profiles: CpuProfile[] = []
let [items, micros] = [0, 0]
for (let round = 0; round < Number(options.rounds); round++) {
  await new Promise((done) => setTimeout(done, 1_030 - (Date.now() % 1_000))) // deciding comes with the next second
  let load = { taken: [] as number[], cpuMicros: 0 }
  const reply = await inspector.profile(async () => void (load = await burst(0.85)))
  const meter = new CpuMeter(target.pid)
  const since = meter.micros()
  profiles.push(options.later ? await inspector.profile(rest) : reply)
  micros += options.later ? meter.micros() - since : load.cpuMicros
  items += load.taken.length * size
  await settle()
}
inspector.close()
print()
await target.stop()
await org.stop()
process.exit(0)

/** Names are kept: the bundle is not minified. */
function build(): void {
  const args = ['deploy', '--dry-run', '--outdir', bundle]
  execFileSync('node_modules/.bin/wrangler', args, { env: wranglerEnv, stdio: ['ignore', 'ignore', 'inherit'] })
}

async function start(): Promise<{ target: Target; inspectorPort: number }> {
  const bridge = await startBridge({ folder: `${folder}/run`, port: await freePort(), bundle })
  const connected = await connectOrg(bridge, org.orgId, {
    documents: caseClosed(workload === 'answers' || options.mode === 'live' ? 'live' : 'off'),
    ...(workload === 'answers' && { connections: { salesforce: org.connection } }),
  })
  if (workload === 'answers') await fill(connected, surveys)
  await bridge.running.stop()
  const port = await freePort()
  const command = ['serve', `${folder}/run/workerd.capnp`, `--inspector-addr=127.0.0.1:${port}`]
  const running = run(serverCore, [resolve('node_modules/.bin/workerd'), ...command], { log: `${folder}/workerd.txt` })
  const target = { ...targetOf('bridge', connected, surveys), pid: running.pid, stop: running.stop }
  await until('the bridge', async () => (await fetch(`${target.origin}/health`)).ok)
  return { target, inspectorPort: port }
}

/** What follows a reply is over after this, or sampled enough. A process that is sampled is never idle. */
function rest(): Promise<void> {
  return new Promise((done) => setTimeout(done, 4_000))
}

async function settle(): Promise<void> {
  if (workload === 'answers') await new Promise((done) => setTimeout(done, 2_000)) // answers wait for company
  await untilIdle(target.pid)
}

function print(): void {
  const times = selfTimes(profiles, `${bundle}/index.js`)
  const total = [...times.values()].reduce((sum, time) => sum + time, 0)
  const rows = [...times].sort(([, a], [, b]) => b - a).slice(0, Number(options.top))
  console.log(
    `${workload}: ${items} items, ${(micros / items).toFixed(1)} µs CPU each while sampled, ${(total / items).toFixed(1)} µs of wall time`,
  )
  console.log('  µs each      %  function')
  for (const [name, time] of rows)
    console.log(`${(time / items).toFixed(2).padStart(9)} ${((time / total) * 100).toFixed(1).padStart(6)}  ${name}`)
  for (const [at, profile] of profiles.entries())
    writeFileSync(`${folder}/${workload}-${at + 1}.cpuprofile`, JSON.stringify(profile))
  console.log(`for Chrome's DevTools: ${folder}/${workload}-*.cpuprofile`)
}
