import { fileURLToPath } from 'node:url'
import { type MetadataFile, parseSources, readSources } from '../../scripts/check/metadata/sources.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export const sources = readSources(root)

export const files: MetadataFile[] = parseSources(sources).files

export const fieldsOf = (object: string): MetadataFile[] =>
  files.filter((file) => file.area === 'main' && file.type === 'field' && file.parent === object)
