import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import * as z from 'zod'
import type { Source } from '../metadata/sources.ts'
import type { Findings } from '../run-steps.ts'
import { lockFilesOf } from '../files/lock-file.ts'
import { isAllowed } from './spdx.ts'

/** These ask for a notice at most. What the bridge is built from goes to other people as part of it. */
const permissive = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
]
/** Tools do their work here and stay here. */
const forTools = [...permissive, 'MPL-2.0', 'Zlib']

/** What stands in no list above, with the reason it may stay. One that is not needed any more is a problem. */
export const exceptions: Record<string, string> = {
  '@img/sharp-libvips-*':
    'LGPL: a shared library under the image tool of the local runtime; loaded by tests, never shipped',
  '@img/sharp-wasm32': 'LGPL: the same library as WebAssembly',
  '@img/sharp-win32-*': 'LGPL: the same library for Windows',
  '@lwc/dev-server-plugin-lex': 'Salesforce’s terms of use: a part of its compiler of components, see below',
  '@lwc/metadata': 'Salesforce’s terms of use: a part of its compiler of components, see below',
  '@lwc/sfdc-compiler-utils': 'Salesforce’s terms of use: a part of its compiler of components, see below',
  '@lwc/sfdc-lwc-compiler':
    'Salesforce’s terms of use: it compiles our components here as an org does, and is handed on to nobody',
  '@lwc/state*': 'Salesforce’s terms of use: a stub that comes with its runner of component tests; we use none of it',
  argparse: 'Python-2.0: permissive; reads arguments for tools that check the Salesforce package',
  'caniuse-lite': 'CC-BY: a table of browsers under the mutation tool; only that reads it',
  exit: 'MIT by its LICENSE-MIT, written in a way that npm no longer reads; under the runner of component tests',
}

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), license: z.string().optional(), dev: z.boolean().default(false) }),
  ),
})
type Package = { name: string; lock: string; at: string; version: string; licence: string; isTool: boolean }

/**
 * Every package of the lock file has a licence that we may use it under; needs no network. The list of all of them is
 * written to `listTo`. An installed package that says something else than the lock file is a problem too.
 */
export function checkLicences(
  root: string,
  files: Source[],
  listTo: string | null,
  excused: Record<string, string> = exceptions,
): Findings {
  const locks = lockFilesOf(files)
  const packages = locks.flatMap(packagesIn)
  if (!locks.some(({ path }) => path === 'package-lock.json') || packages.length === 0)
    return { problems: ['package-lock.json is missing, or locks nothing'] }
  const say = (message: string, file = 'package-lock.json') => ({ file, line: 1, message })
  const refused = packages.filter(({ licence, isTool }) => !isAllowed(licence, new Set(isTool ? forTools : permissive)))
  const used = new Set(refused.flatMap(({ name }) => excuseOf(name, excused) ?? []))
  const problems = [
    ...refused.filter(({ name }) => excuseOf(name, excused) === null).map((one) => say(refusal(one), one.lock)),
    ...Object.keys(excused)
      .filter((name) => !used.has(name))
      .map((name) => say(`the exception for ${name} is not needed any more`)),
    ...packages.flatMap((one) => {
      const installed = licenceInstalled(root, one)
      return installed === null || installed === one.licence
        ? []
        : [say(`${one.name}: the lock file says ${one.licence}, the installed package says ${installed}`, one.lock)]
    }),
  ]
  if (listTo !== null) writeList(join(root, listTo), packages)
  return { problems, note: summary(packages) }
}

const refusal = ({ name, version, licence, isTool }: Package): string =>
  licence === 'UNKNOWN'
    ? `${name} ${version} names no licence: take another package, or ask its author`
    : `${name} ${version} is ${licence}, which ${isTool ? 'a tool' : 'what we ship'} may not be: take another package, or write an exception with its reason`

function packagesIn({ path: lock, text }: Source): Package[] {
  const { packages } = lockFile.parse(JSON.parse(text))
  return Object.entries(packages)
    .filter(([at]) => at !== '')
    .map(([at, { version = '?', license = 'UNKNOWN', dev }]) => {
      const name = at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length)
      return { name, lock, at: posix.join(posix.dirname(lock), at), version, licence: license, isTool: dev }
    })
}

const excuseOf = (name: string, excused: Record<string, string>): string | null =>
  Object.keys(excused).find((known) => (known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : name === known)) ??
  null

/** Null when it is not here: a package for another platform. */
function licenceInstalled(root: string, { at }: Package): string | null {
  const manifest = join(root, at, 'package.json')
  if (!existsSync(manifest)) return null
  const { license } = JSON.parse(readFileSync(manifest, 'utf8')) as { license?: unknown }
  return typeof license === 'string' ? license : 'UNKNOWN'
}

function writeList(path: string, packages: Package[]): void {
  const lines = packages.map(({ name, version, licence, isTool }) =>
    [isTool ? 'tool' : 'shipped', name, version, licence].join('\t'),
  )
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${[...new Set(lines)].sort().join('\n')}\n`)
}

function summary(packages: Package[]): string {
  const shipped = packages.filter(({ isTool }) => !isTool)
  const counts = Map.groupBy(shipped, ({ licence }) => licence)
  const words = [...counts]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([licence, { length }]) => `${length} ${licence}`)
  return `shipped: ${words.join(', ')}; ${packages.length - shipped.length} tools`
}
