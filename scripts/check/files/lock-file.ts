import * as z from 'zod'
import type { Source } from '../metadata/sources.ts'
import type { Problem } from '../problem.ts'
import type { Findings } from '../run-steps.ts'

const names = z.record(z.string(), z.string()).default({})
const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ dependencies: names, devDependencies: names, optionalDependencies: names }),
  ),
})

/**
 * What a locked package asks for is locked too. npm cannot lock a package for another platform that does not exist (yet)
 * at that version: `npm install` says nothing, and `npm ci` fails with EUSAGE on the next machine.
 */
export function checkLockFile(files: Source[]): Findings {
  const locks = lockFilesOf(files)
  if (!locks.some(({ path }) => path === 'package-lock.json')) return { problems: ['package-lock.json is missing'] }
  const checked = locks.map(checkLock)
  return { problems: checked.flatMap(({ problems }) => problems), note: checked.map(({ note }) => note).join(', ') }
}

/** The project's, and that of tools with a manifest of their own. */
export const lockFilesOf = (files: Source[]): Source[] =>
  files.filter(({ path }) => /(^|\/)package-lock\.json$/.test(path))

function checkLock(lock: Source): { problems: Problem[]; note: string } {
  const { packages } = lockFile.parse(JSON.parse(lock.text))
  const problems = Object.entries(packages).flatMap(([at, wants]) =>
    Object.keys({ ...wants.dependencies, ...wants.devDependencies, ...wants.optionalDependencies })
      .filter((name) => !placesOf(name, at).some((place) => place in packages))
      .map((name) => ({
        file: lock.path,
        line: 1,
        message: `${at || 'the project'} asks for ${name}, which is not locked: npm ci would fail; take a version that has it`,
      })),
  )
  return { problems, note: `${Object.keys(packages).length} packages` }
}

/** Where Node looks for a package from where another lies, nearest first. */
function placesOf(name: string, from: string): string[] {
  const folders = from
    .split('/node_modules/')
    .map((_, depth, all) => all.slice(0, all.length - depth).join('/node_modules/'))
  return [...folders.filter(Boolean).map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`]
}
