import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { orgKeyOf } from '../../../bridge/core/keys.ts'
import { ask, type Connected } from '../../../scripts/run/demo.ts'
import { startWorkerd, type RunningBridge, type Secrets } from '../../../scripts/run/workerd.ts'
import { pin, serverCore } from '../machine/pinned.ts'

/** Built once for all runs, in a folder of its own: other commands build too. */
export const bundleFolder = '.bench/bundle'

export type Bridge = { running: RunningBridge; secrets: Secrets; folder: string; restart: () => Promise<void> }

/** The production bundle on plain workerd, on the measured core. */
export async function startBridge(
  { folder, port, ...place }: { folder: string; port: number; bundle?: string },
  bundle = place.bundle ?? bundleFolder,
): Promise<Bridge> {
  const secrets = { bridgeKeys: randomBytes(32).toString('base64'), operatorToken: randomBytes(24).toString('hex') }
  const start = async () => {
    const running = await startWorkerd({ port, stateDir: folder, secrets, bundle })
    pin(running.pid, serverCore)
    return running
  }
  const bridge: Bridge = {
    running: await start(),
    secrets,
    folder,
    restart: async () => {
      bridge.running = await start()
    },
  }
  return bridge
}

export type OrgOptions = { documents: string; connections?: Record<string, unknown> }
export type BridgeOrg = {
  bridge: Bridge
  connected: Connected
  api: <T>(path: string, method?: string, body?: unknown) => Promise<T>
}

/** Connects an org as the operator does, and publishes documents as its admin does. */
export async function connectOrg(bridge: Bridge, orgId: string, options: OrgOptions): Promise<BridgeOrg> {
  const { url } = bridge.running
  const orgKey = orgKeyOf(orgId)
  const body = { organizationId: orgId, baseUrl: url, connections: options.connections ?? {} }
  const connected = await ask<Connected>('PUT', `${url}/api/orgs/${orgKey}`, body, bridge.secrets.operatorToken)
  const api: BridgeOrg['api'] = (path, method = 'GET', body) =>
    ask(method, `${url}/api/orgs/${orgKey}${path && `/${path}`}`, body, connected.adminToken)
  await api('documents', 'PUT', options.documents)
  return { bridge, connected, api }
}

/**
 * The default program of a closed case in another mode, without the hold that every load would run into.
 * @param more.sample percent of the events that are asked about
 */
export const caseClosed = (mode: 'off' | 'live', more: { after?: string; sample?: number } = {}): string =>
  readFileSync('bridge/definitions/defaults/case-closed.yaml', 'utf8')
    .replace(/^mode: watch\b.*$/m, `mode: ${mode}`)
    .replace(/\bafter: \d+[smhd]\b/, `after: ${more.after ?? '2h'}`)
    .replace(/\bcooldown: \w+/, `$&, sample: ${more.sample ?? 100}`)
    .replace(/^hold: .*$/m, '')

/** The file of the only org's object. workerd keeps the objects' alarms beside them, in `metadata.sqlite`. */
export function objectFile({ folder }: Bridge): string {
  const files = readdirSync(`${folder}/objects/Org`).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name))
  if (files.length !== 1) throw new Error(`${files.length} objects in ${folder}, not one`)
  return `${folder}/objects/Org/${files[0]}`
}
