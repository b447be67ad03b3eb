import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, type TestContext, vi } from 'vitest'
import { parseSources, readSources } from '../../../scripts/check/metadata/sources.ts'
import { findJava, type Java } from '../../../scripts/check/salesforce/java.ts'
import type { Findings } from '../../../scripts/check/run-steps.ts'
import { root } from '../scratch.ts'

vi.setConfig({ testTimeout: 300_000 }) // the first test that asks waits for the tool; a busy machine is no finding

const sources = readSources(root)
export const metadata = parseSources(sources).files

export const packageFolder = 'lwc-package/main'

export const classMeta = (version = '66.0'): string =>
  '<?xml version="1.0" encoding="UTF-8"?>\n<ApexClass xmlns="http://soap.sforce.com/2006/04/metadata">' +
  `<apiVersion>${version}</apiVersion><status>Active</status></ApexClass>\n`

/** A project with these files of the package, gone when the tests of the file have ended. */
export function aProject(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'planted-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  copyFileSync(join(root, 'sfdx-project.json'), join(folder, 'sfdx-project.json'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

/** Our objects and labels, with these classes and other files. */
export function anApexProject(classes: Record<string, string>, more: Record<string, string> = {}): string {
  const ours = sources.filter(({ path }) => path.startsWith(packageFolder) && /\/(objects|labels)\//.test(path))
  return aProject(
    Object.fromEntries([
      ...ours.map(({ path, text }) => [path, text]),
      ...Object.entries(classes).flatMap(([name, text]) => [
        [`${packageFolder}/planted/classes/${name}.cls`, text],
        [`${packageFolder}/planted/classes/${name}.cls-meta.xml`, classMeta()],
      ]),
      ...Object.entries(more),
    ]),
  )
}

/** What a checker said of each file: `Bad01.cls` → its messages. */
export function messagesByFile({ problems }: Findings): Map<string, string[]> {
  const said = new Map<string, string[]>()
  for (const problem of problems) {
    const file = typeof problem === 'string' ? '' : (problem.file.split('/').at(-1) ?? '')
    said.set(file, [...(said.get(file) ?? []), typeof problem === 'string' ? problem : problem.message])
  }
  return said
}

const java = await findJava()
let last: Promise<unknown> = Promise.resolve()

/** Runs it where there is Java, one after the other; a test that asks for its result says why it was skipped elsewhere. */
export function onJava<T>(work: (java: Java) => Promise<T>): (context: TestContext) => Promise<T> {
  if ('missing' in java) return async (context) => context.skip(java.missing)
  const done = last.then(() => work(java))
  last = done.catch(() => {}) // each test that asks will say so
  return () => done
}
