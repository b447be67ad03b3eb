import { mkdirSync, writeFileSync } from 'node:fs'
import { install } from './install.ts'
import { flows } from './node-red-flows.ts'
import { startPeer, storedIn } from './start-peer.ts'
import type { Place, Start } from './target.ts'

const dependencies = { 'node-red': '5.0.7', 'node-red-node-sqlite': '1.1.1' }

/** Node-RED as its palette suggests (a message is split, each notification stored, the Ack joined), and as an expert tunes it (one INSERT). */
export const nodeRed =
  (name: string, path: '/om' | '/om-palette'): Start =>
  (place, say) => {
    const packages = install({ name: 'node-red', dependencies }, say)
    write(place, packages)
    return startPeer(name, place, {
      command: [process.execPath, `${packages}/node_modules/node-red/red.js`, '--settings', settingsOf(place)],
      acceptPath: path,
      takesAnswers: true,
      stored: (folder) => storedIn(`${folder}/node-red.sqlite`),
    })
  }

const settingsOf = ({ folder }: Place): string => `${folder}/settings.cjs`

function write(place: Place, packages: string): void {
  const user = `${place.folder}/user`
  mkdirSync(user, { recursive: true })
  writeFileSync(`${user}/flows.json`, JSON.stringify(flows(`${place.folder}/node-red.sqlite`, place.orgUrl)))
  const settings = {
    uiPort: place.port,
    uiHost: '127.0.0.1',
    flowFile: 'flows.json',
    userDir: user,
    // Node-RED looks for nodes beside its user folder.
    nodesDir: [`${packages}/node_modules/node-red-node-sqlite`],
    credentialSecret: 'bench',
    httpAdminRoot: false,
    apiMaxLength: '20mb',
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'warn', metrics: false, audit: false } },
  }
  writeFileSync(settingsOf(place), `module.exports = ${JSON.stringify(settings)}`)
}
