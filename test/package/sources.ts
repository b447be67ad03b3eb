import { fileURLToPath } from 'node:url'
import { type MetadataFile, parseSources, readSources, type Source } from '../../scripts/check/metadata/sources.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export const sources = readSources(root)

export const files: MetadataFile[] = parseSources(sources).files

export const fieldsOf = (object: string): MetadataFile[] =>
  files.filter((file) => file.area === 'main' && file.type === 'field' && file.parent === object)

/** The sources with one change, which must be a change. */
export function planted(path: string, from: string | RegExp, to: string): Source[] {
  const changed = sources.map((source) =>
    source.path === path ? { path, text: source.text.replace(from, to) } : source,
  )
  const differing = changed.filter((source, index) => source.text !== sources[index]!.text)
  if (differing.length !== 1) throw new Error(`nothing to plant in ${path}`)
  return changed
}
