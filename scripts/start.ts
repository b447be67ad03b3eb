import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { startStandIn } from '../test/standin/index.ts'
import { builtComponents } from '../test/standin/lightning/components/build.ts'
import { build } from './run/build.ts'
import { finishSetup, ask, connectOrg, livePrograms, type StandInOrg } from './run/demo.ts'
import { playRoad } from './run/play.ts'
import { freePort } from './run/ports.ts'
import { startWorkerd, type RunningBridge, type Secrets } from './run/workerd.ts'
import { startWrangler } from './run/wrangler.ts'

const state = '.state/demo'
const preferredPort = 8787

const { values: options } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    dev: { type: 'boolean', default: false },
  },
})
const startedAt = Date.now()
/** Each step with its time. With --json standard output holds one line that begins with `{`, and the story goes beside it. */
const say = (line: string): void => {
  const text = `${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`
  if (options.json) console.error(text)
  else console.log(text)
}

const stops: (() => Promise<void>)[] = []
async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop().catch(() => {})
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stopAll().then(() => process.exit(0)))
}

try {
  await main()
} catch (cause) {
  console.error(`\nIt did not work: ${cause instanceof Error ? cause.message : String(cause)}`)
  if (cause instanceof Error && cause.cause) console.error(cause.cause)
  console.error('Run `npm start -- --fresh` to begin with an empty state, or `npm test` to see what is broken.')
  await stopAll()
  process.exit(1)
}

async function main(): Promise<void> {
  if (options.fresh) rmSync(state, { recursive: true, force: true })
  mkdirSync(state, { recursive: true })
  const standIn = await startStandIn({ stateDir: `${state}/standin` })
  stops.push(() => standIn.stop())
  const org = await demoOrg(standIn.controlUrl)
  say(`stand-in Salesforce ${org.orgUrl}   mailbox ${org.inboxUrl}`)

  const bridge = await startBridge()
  stops.push(() => bridge.stop())
  say(`bridge ${bridge.url} (${options.dev ? 'wrangler dev' : 'the built bundle on plain workerd'})`)

  const secrets = demoSecrets()
  const connected = await connectOrg(bridge.url, secrets, org)
  const api = `${bridge.url}/api/orgs/${connected.orgKey}`
  await ask('PUT', `${api}/documents`, livePrograms(['case-closed', 'purchase']), connected.adminToken)
  await ask('PUT', `${org.controlUrl}/triggers`, { endpoint: connected.triggerUrl })
  await finishSetup(org, connected)
  say(`org ${connected.orgKey} connected, programs live, triggers deployed`)

  await playRoad({ org, bridgeUrl: bridge.url, connected, say })
  if (options.json) {
    const { orgKey, orgId, triggerUrl, adminToken } = connected
    const { operatorToken } = secrets
    console.log(
      JSON.stringify({
        bridgeUrl: bridge.url,
        triggerUrl,
        adminToken,
        operatorToken,
        orgUrl: org.orgUrl,
        orgKey,
        orgId,
        inboxUrl: org.inboxUrl,
      }),
    )
  }
  if (options.once) {
    await stopAll()
    process.exit(0)
  }
  const components = await builtComponents().then(
    () => 'close a case there, and see the answer arrive on its record',
    (cause: unknown) => `close a case there (the package's components could not be built: ${String(cause)})`,
  )
  say('')
  say(`Salesforce   ${org.orgUrl}   ${components}`)
  say(`Mailbox      ${org.inboxUrl}   answer the mail there`)
  say(`Setup        ${org.orgUrl}/lightning/n/Survey_Setup_Assistant   ?lang=fr after any address for French`)
  say(`Deliveries   ${org.statusUrl}`)
  say('Ctrl-C stops everything.')
}

async function startBridge(): Promise<RunningBridge> {
  const secrets = demoSecrets()
  const port = await freePort(preferredPort)
  const logFile = `${state}/bridge.log`
  const onLog = (line: string) => writeFileSync(logFile, `${line}\n`, { flag: 'a' })
  if (options.dev)
    return startWrangler({ port, stateDir: `${state}/wrangler`, secrets, onLog: (line) => console.error(line) })
  await build()
  return startWorkerd({ port, stateDir: `${state}/bridge`, secrets, onLog })
}

/** The org of an earlier start when its state is still there, else a new one with sample customers. */
async function demoOrg(controlUrl: string): Promise<StandInOrg> {
  const known = await ask<StandInOrg[]>('GET', `${controlUrl}/control/orgs`)
  return known[0] ?? ask<StandInOrg>('POST', `${controlUrl}/control/orgs`, { seed: true, ordersEnabled: true })
}

/** Made once and kept with the state, so that links of an earlier start still open. */
function demoSecrets(): Secrets {
  const file = `${state}/secrets.json`
  if (!existsSync(file)) {
    const secrets: Secrets = {
      bridgeKeys: randomBytes(32).toString('base64'),
      operatorToken: randomBytes(24).toString('hex'),
    }
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 })
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets
}
