import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { ask, type Connected } from '../../../scripts/run/demo.ts'
import { orgKeyOf } from '../../../bridge/core/keys.ts'
import { startWorkerd, type RunningBridge, type Secrets } from '../../../scripts/run/workerd.ts'
import { pin, serverCore } from '../machine/pinned.ts'
import type { Place } from '../peers/target.ts'

/** Built once for all runs, beside nothing a colleague or another command would overwrite. */
export const bundleFolder = '.bench/bundle'

export type Bridge = {
  running: RunningBridge
  secrets: Secrets
  connected: Connected
  /** The file that holds the org's object; only while the bridge is stopped it may be written. */
  file: () => string
  restart: () => Promise<void>
  api: <T>(path: string, method?: string, body?: unknown) => Promise<T>
}

export type BridgeOptions = {
  /** Documents to publish beside the defaults. */
  documents?: string
  connections?: Record<string, unknown>
}

/** The production bundle on plain workerd, on the measured core, with one org connected. */
export async function startBridge(place: Place, options: BridgeOptions = {}): Promise<Bridge> {
  const secrets = { bridgeKeys: randomBytes(32).toString('base64'), operatorToken: randomBytes(24).toString('hex') }
  const start = async () => {
    const running = await startWorkerd({ port: place.port, stateDir: place.folder, secrets, bundle: bundleFolder })
    pin(running.pid, serverCore)
    return running
  }
  const running = await start()
  const connected = await ask<Connected>(
    'PUT',
    `${running.url}/api/orgs/${orgKeyOf(place.orgId)}`,
    { organizationId: place.orgId, baseUrl: running.url, connections: options.connections ?? {} },
    secrets.operatorToken,
  )
  const bridge: Bridge = {
    running,
    secrets,
    connected,
    file: () => objectFile(place.folder),
    restart: async () => {
      await bridge.running.stop()
      bridge.running = await start()
    },
    api: (path, method = 'GET', body) =>
      ask(method, `${running.url}/api/orgs/${connected.orgKey}/${path}`, body, connected.adminToken),
  }
  await bridge.api('documents', 'PUT', options.documents ?? caseClosed('off'))
  return bridge
}

/** The default program of a closed case in another mode, without the hold that every load would run into. */
export const caseClosed = (mode: 'off' | 'live', after = '2h'): string =>
  readFileSync('bridge/definitions/defaults/case-closed.yaml', 'utf8')
    .replace(/^mode: watch\b.*$/m, `mode: ${mode}`)
    .replace(/\bafter: \d+[smhd]\b/, `after: ${after}`)
    .replace(/^hold: .*$/m, '')

/** workerd keeps each object in a file of its own, and their alarms in `metadata.sqlite`. */
function objectFile(folder: string): string {
  const files = readdirSync(`${folder}/objects/Org`).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name))
  if (files.length !== 1) throw new Error(`${files.length} objects in ${folder}, not one`)
  return `${folder}/objects/Org/${files[0]}`
}
