import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

/** Git-ignored: the peers are 250 MB and needed by nobody but the benchmark. */
export const peersFolder = '.bench'

const dependencies = {
  express: '5.2.1',
  'express-xml-bodyparser': '0.4.1',
  jsforce: '3.10.26',
  'node-red': '5.0.7',
  'node-red-node-sqlite': '1.1.1',
}

/** Installs what is compared with, once (two minutes: Node-RED's SQLite is compiled). */
export function installPeers(say: (line: string) => void): void {
  install(peersFolder, dependencies, say)
}

/** @throws with what npm said */
export function install(folder: string, wanted: Record<string, string>, say: (line: string) => void): void {
  const manifest = JSON.stringify({ private: true, dependencies: wanted }, null, 2)
  const stamp = `${folder}/node_modules/.installed`
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === manifest) return
  say(`installing ${Object.keys(wanted).join(', ')} into ${folder}/ …`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/package.json`, manifest)
  const npm = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (npm.status !== 0) throw new Error(`npm install failed in ${folder}: ${npm.stderr}`)
  writeFileSync(stamp, manifest)
}
