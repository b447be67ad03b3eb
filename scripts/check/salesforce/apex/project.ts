import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, sep } from 'node:path'
import type { Source } from '../../metadata/sources.ts'

/** The classes and triggers of a package directory. */
export const readApex = (root: string, folder: string): Source[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(cls|trigger)$/.test(path))
    .sort()
    .map((path) => join(folder, path).replaceAll(sep, '/'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

/** A copy of the project without components and without the folders of standard objects; gone when the work has ended. */
export async function inCopy<T>(root: string, folder: string, work: (copy: string) => Promise<T>): Promise<T> {
  const copy = mkdtempSync(join(tmpdir(), 'apex-'))
  try {
    mkdirSync(join(copy, folder), { recursive: true })
    cpSync(join(root, 'sfdx-project.json'), join(copy, 'sfdx-project.json'))
    cpSync(join(root, folder), join(copy, folder), { recursive: true, filter: (path) => isForApex(path) })
    return await work(copy)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

const isForApex = (path: string): boolean =>
  basename(path) !== 'lwc' &&
  !(basename(dirname(path)) === 'objects' && statSync(path).isDirectory() && !/__\w+$/.test(basename(path)))
