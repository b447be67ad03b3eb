import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { Problem } from '../problem.ts'
import { type Element, readXml } from './xml.ts'

/** A file as it lies in the repository. */
export type Source = { path: string; text: string }

/** What a file is for: `main` is the package; the others are deployed by setup, each on its own. */
export const areas = ['main', 'connection', 'trigger', 'legacy', 'dashboard', 'translations'] as const
export type Area = (typeof areas)[number]

export type MetadataFile = {
  path: string
  area: Area
  /** `field` for `…/NPS__c.field-meta.xml`, `flow`, `workflow`, `permissionset`… */
  type: string
  name: string
  /** The folder of the object (or translation) a decomposed file belongs to. */
  parent: string
  root: Element
}

export const metadataFolder = 'lwc-package'

/** What lies in a folder of its own inside the object's. */
const ofObject = ['compactLayout', 'field', 'listView', 'webLink']

/** Every metadata file of the package and its templates. */
export function readSources(root: string): Source[] {
  return areas.flatMap((area) =>
    readdirSync(join(root, metadataFolder, area), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('-meta.xml'))
      .sort()
      .map((path) => posix.join(metadataFolder, area, path.replaceAll('\\', '/')))
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  )
}

/** What was read before is not read again: tests change one file of hundreds, many times. */
const read = new WeakMap<Source, MetadataFile>()

/** A file that is not well formed is a problem and keeps no other from being read. */
export function parseSources(sources: Source[]): { files: MetadataFile[]; problems: Problem[] } {
  const files: MetadataFile[] = []
  const problems: Problem[] = []
  for (const source of sources) {
    try {
      const file = read.get(source) ?? parse(source)
      read.set(source, file)
      files.push(file)
    } catch (error) {
      problems.push({ file: source.path, line: 1, message: `not well formed: ${(error as Error).message}` })
    }
  }
  return { files, problems }
}

function parse({ path, text }: Source): MetadataFile {
  const [, name = '', type = ''] = /^(.+)\.([A-Za-z]+)-meta\.xml$/.exec(posix.basename(path)) ?? []
  const folder = posix.dirname(path)
  const parent = posix.basename(ofObject.includes(type) ? posix.dirname(folder) : folder)
  return { path, area: path.split('/')[1] as Area, type, name, parent, root: readXml(text) }
}

export const problem = (file: MetadataFile, element: Element, message: string): Problem => ({
  file: file.path,
  line: element.line,
  message,
})
