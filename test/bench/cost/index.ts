import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wranglerEnv } from '../../../scripts/run/build.ts'
import { freePort } from '../../../scripts/run/ports.ts'
import { caseClosed, connectOrg, startBridge } from '../bridge/start.ts'
import { CpuMeter } from '../machine/process-tree.ts'
import { startOrg } from '../org/start.ts'
import { linesOf, names, storageDollars, type Usage } from './prices.ts'
import { closeAndAnswer, openPostbox, requestsOfCustomer } from './road.ts'

// What 1,000 surveys cost on Cloudflare: `node test/bench/cost/index.ts`. The bundle of the bridge with a meter in its objects takes the
// whole road on plain workerd, every survey answered; what is counted is multiplied by the published prices. It needs about three minutes.

const bundle = '.bench/counted'
type Counted = { rowsRead: number; rowsWritten: number; alarms: number; bytes: number }

/** @param perMessage cases that close together; those of one message share its request, its alarms and its calls */
async function measure(perMessage: number, rounds: number): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), 'survey-bridge-cost-'))
  const [org, postbox] = [await startOrg(folder), await openPostbox()]
  const bridge = await startBridge({ folder, port: await freePort() }, bundle)
  try {
    const connected = await connectOrg(bridge, org.orgId, {
      documents: caseClosed('live', { after: '0s' }).replaceAll(/, hours: \{[^}]*\}|^ *hours: .*$/gm, ''),
      connections: { salesforce: org.connection, mail: postbox.connection },
    })
    const round = (n: number) => closeAndAnswer(connected, org, postbox, n * perMessage, (n + 1) * perMessage)
    const counted = async (): Promise<Counted> =>
      (await fetch(`${bridge.running.url}/counted/${connected.connected.orgKey}`)).json() as Promise<Counted>
    await round(0) // the first token, the entry in the directory
    const [before, meter] = [await counted(), new CpuMeter(bridge.running.pid)]
    const [cpu, begin] = [meter.micros(), performance.now()]
    for (let n = 1; n <= rounds; n++) await round(n)
    const seconds = (performance.now() - begin) / 1000
    const micros = meter.micros() - cpu
    const after = await counted()
    const of = (name: keyof Counted): number => (after[name] - before[name]) / (rounds * perMessage)
    const requests = requestsOfCustomer + 1 / perMessage
    return {
      workerRequests: requests,
      workerCpuMs: micros / 1000 / (rounds * perMessage), // of edge and object together, though an object's is not charged
      objectRequests: requests + of('alarms'),
      gigabyteSeconds: (seconds * 0.128) / (rounds * perMessage), // the object is charged 128 MB while it works or waits for a call
      rowsRead: of('rowsRead'),
      rowsWritten: of('rowsWritten'),
      storedBytes: of('bytes'),
    }
  } finally {
    await bridge.running.stop()
    await Promise.all([org.stop(), postbox.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
}

function print(title: string, usage: Usage): void {
  console.log(
    `\n${title}\n\n| 1,000 surveys use | | $ beyond the plan | surveys a month within the plan |\n|---|---|---|---|`,
  )
  const lines = linesOf(usage)
  for (const { what, perThousand, dollars, freeSurveys } of lines)
    console.log(`| ${names[what]} | ${round(perThousand)} | ${dollars.toFixed(4)} | ${round(freeSurveys)} |`)
  const sum = lines.reduce((sum, { dollars }) => sum + dollars, 0)
  console.log(`| together | | ${sum.toFixed(3)} | ${round(Math.min(...lines.map(({ freeSurveys }) => freeSurveys)))} |`)
  console.log(`| kept for a month | ${round(usage.storedBytes)} KB | ${storageDollars(usage).toFixed(4)} | |`)
}

const round = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en')

mkdirSync('.bench', { recursive: true })
const worker = 'test/support/counted-worker.ts'
execFileSync('node_modules/.bin/wrangler', ['deploy', worker, '--dry-run', '--minify', '--outdir', bundle], {
  env: wranglerEnv,
})
execFileSync('mv', [join(bundle, 'counted-worker.js'), join(bundle, 'index.js')])
print('One case at a time, each alone', await measure(1, 12))
print('A hundred cases a message', await measure(100, 5))
