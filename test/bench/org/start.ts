import { generateKeyPairSync } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { ask } from '../../../scripts/run/demo.ts'
import { freePort, until } from '../../../scripts/run/ports.ts'
import { loadCore, run } from '../machine/pinned.ts'
import type { Behaviour, KeptRow, Stats } from './quick-org.ts'

const program = fileURLToPath(new URL('./quick-org.ts', import.meta.url))
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

export type Org = {
  url: string
  orgId: string
  /** As the bridge connects to it. */
  connection: Record<string, unknown>
  behave: (behaviour: Partial<Behaviour>) => Promise<unknown>
  stats: () => Promise<Stats>
  reset: () => Promise<unknown>
  rows: () => Promise<KeptRow[]>
  stop: () => Promise<void>
}

let count = 0
/** A quick org of its own, on the core of the load. */
export async function startOrg(folder: string): Promise<Org> {
  const orgId = `00D${String(++count).padStart(12, '0')}AAA`
  const port = await freePort()
  const running = run(loadCore, [process.execPath, program, String(port), orgId], { log: `${folder}/org.txt` })
  const url = `http://127.0.0.1:${port}`
  await until('the quick org', async () => (await fetch(`${url}/stats`)).ok)
  return {
    url,
    orgId,
    connection: {
      app: 'salesforce',
      config: { loginUrl: url, consumerKey: 'bench-consumer-key', username: 'integration@example.com' },
      credentials: { privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }) },
    },
    behave: (behaviour) => ask('POST', `${url}/control`, behaviour),
    stats: () => ask('GET', `${url}/stats`),
    reset: () => ask('POST', `${url}/reset`, {}),
    rows: () => ask('GET', `${url}/rows`),
    stop: running.stop,
  }
}
