import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { onAllCores } from '../machine/pinned.ts'

/** Git-ignored and kept between runs; what is in it is needed by nobody but the benchmark. */
const peersFolder = '.bench/peers'

export type Packages = {
  name: string
  dependencies: Record<string, string>
  overrides?: Record<string, string>
  /** Only these are compiled; what others would fetch or build is not needed for the benchmark. */
  compile?: string[]
}

/** Installs what is compared with, once (two minutes for Node-RED: its SQLite is compiled), and gives the folder. @throws with what npm said */
export function install({ name, compile, ...wanted }: Packages, say: (line: string) => void): string {
  const folder = resolve(peersFolder, name)
  const manifest = JSON.stringify({ private: true, ...wanted }, null, 2)
  const stamp = `${folder}/node_modules/.installed`
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === manifest) return folder
  say(`  installing ${Object.keys(wanted.dependencies).join(', ')} into ${peersFolder}/${name}/ …`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/package.json`, manifest)
  run(folder, ['install', '--no-audit', '--no-fund', ...(compile ? ['--ignore-scripts'] : [])])
  if (compile) run(folder, ['rebuild', ...compile])
  writeFileSync(stamp, manifest)
  return folder
}

function run(cwd: string, args: string[]): void {
  const [npm = '', ...command] = onAllCores(['npm', ...args, '--loglevel=error'])
  const { status, stderr } = spawnSync(npm, command, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm ${args[0]} failed: ${firstLines(stderr)}`)
}

const firstLines = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 3)
    .join(' ')
