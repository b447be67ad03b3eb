import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { workerdConfig } from '../run/capnp.ts'

/** What a release is made of; `previous` holds the same of the release before. */
const release = ['bundle', 'bridge.capnp', 'workerd', 'start', 'wake']
const templates = new URL('self-host/', import.meta.url)

/**
 * True for one that a release was written to before.
 * @throws when it holds something else
 */
export function isKnownFolder(folder: string): boolean {
  if (existsSync(join(folder, 'bridge.capnp'))) return true
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`${folder} holds something else: give an empty folder, or one this command has written before`)
  return false
}

/**
 * Writes everything a machine of one's own needs into a folder: the bundle, workerd itself, scripts and units for systemd. Neither npm nor
 * Node is needed there. A second run is an upgrade: the state stays, and the release before it is kept.
 */
export function writeSelfHost(folder: string, built: string): void {
  const next = join(folder, 'next')
  rmSync(next, { recursive: true, force: true })
  mkdirSync(next, { recursive: true })
  writeRelease(next, built)
  keepPrevious(folder)
  for (const part of release) renameSync(join(next, part), join(folder, part)) // not over a program that runs
  rmSync(next, { recursive: true })
  writeUnits(folder)
}

function writeRelease(folder: string, built: string): void {
  cpSync(built, join(folder, 'bundle'), {
    recursive: true,
    filter: (path) => path === built || /\.(js|css|yaml|txt)$/.test(path),
  })
  const config = workerdConfig({
    bundle: join(folder, 'bundle'),
    from: 'bundle',
    state: 'state/objects',
    address: '127.0.0.1:8787',
    network: ['public'],
    forwardedProto: 'X-Forwarded-Proto',
    variables: { BRIDGE_KEYS: { environment: 'BRIDGE_KEYS' }, OPERATOR_TOKEN: { environment: 'OPERATOR_TOKEN' } },
  })
  writeFileSync(join(folder, 'bridge.capnp'), config)
  copyFileSync(resolve('node_modules/.bin/workerd'), join(folder, 'workerd'))
  for (const script of ['start', 'wake']) writeFileSync(join(folder, script), template(`${script}.sh`))
  for (const program of ['workerd', 'start', 'wake']) chmodSync(join(folder, program), 0o755)
}

function keepPrevious(folder: string): void {
  const previous = join(folder, 'previous')
  const parts = release.filter((part) => existsSync(join(folder, part)))
  if (parts.length === 0) return
  rmSync(previous, { recursive: true, force: true })
  mkdirSync(previous)
  for (const part of parts) renameSync(join(folder, part), join(previous, part))
}

function writeUnits(folder: string): void {
  const units = join(folder, 'systemd')
  mkdirSync(units, { recursive: true })
  for (const unit of ['survey-bridge.service', 'survey-bridge-wake.service', 'survey-bridge-wake.timer'])
    writeFileSync(join(units, unit), template(unit).replaceAll('@FOLDER@', folder))
}

const template = (name: string): string => readFileSync(new URL(name, templates), 'utf8')
