import { globSync } from 'node:fs'
import { join, sep } from 'node:path'
import { ComponentSet, MetadataConverter } from '@salesforce/source-deploy-retrieve'
import type { Findings } from '../run-steps.ts'
import { openZip } from './objects/zip.ts'

/** The zip that a deploy sends, made by Salesforce's own library; what `npm run org -- setup` sends is made the same way. */
export async function convert(root: string, folder: string): Promise<Buffer> {
  const components = ComponentSet.fromSource(join(root, folder))
  components.sourceApiVersion = '66.0'
  const { zipBuffer } = await new MetadataConverter().convert(components, 'metadata', { type: 'zip' })
  if (!zipBuffer) throw new Error('the converter made no zip')
  return zipBuffer
}

/** The zip holds every source file of the folder in its place, and nothing else: no test, no file that nobody knows. */
export async function checkConversion(root: string, folder: string): Promise<Findings> {
  const sources = globSync(`${folder}/**/*.*`, { cwd: root, exclude: ['**/__tests__/**'] }).map((path) =>
    path.replaceAll(sep, '/'),
  )
  const held = new Set(openZip(await convert(root, folder)).names.map((name) => name.replace(/^unpackaged\//, '')))
  const expected = new Map(sources.map((path) => [placeInZip(path), path]))
  expected.set('package.xml', folder)
  return {
    problems: [
      ...[...expected]
        .filter(([place]) => !held.has(place))
        .map(([place, path]) => ({
          file: path,
          line: 1,
          message: `the zip has no ${place}: a deploy would leave it out`,
        })),
      ...[...held]
        .filter((name) => !expected.has(name))
        .map((name) => `the zip holds ${name}, which no source file makes`),
    ],
    note: `${sources.length} source files, ${held.size} in the zip`,
  }
}

/** Folders of the source format that the Metadata API knows by one file: an object with its fields, all labels. */
const composed: Record<string, string> = { objects: 'object', objectTranslations: 'objectTranslation' }
/** These keep `-meta.xml`, because the file beside it is the content. */
const withContent = /\.(cls|trigger|js|resource)-meta\.xml$/

/** `main/setup/flows/A.flow-meta.xml` is `flows/A.flow` in a zip, whatever the feature folder. */
export function placeInZip(path: string): string {
  const parts = path.split('/')
  const at = parts.findLastIndex((part) => folders.has(part))
  const [folder = '', ...rest] = parts.slice(at < 0 ? -2 : at)
  const ending = composed[folder]
  if (ending !== undefined) return `${folder}/${rest[0]}.${ending}`
  const name = folder === 'classes' ? rest.at(-1)! : rest.join('/') // folders among classes are for people
  if (name.endsWith('Folder-meta.xml')) return `${folder}/${name.replace(/\.\w+-meta\.xml$/, '-meta.xml')}`
  return `${folder}/${withContent.test(name) ? name : name.replace(/-meta\.xml$/, '')}`
}

/** What a folder of the source format may be called; `lwc` inside `setup` is one, `setup` is for people. */
const folders = new Set(
  `applications classes customPermissions dashboards externalCredentials flexipages flows labels layouts lwc namedCredentials
  notificationtypes objects objectTranslations pathAssistants permissionsetgroups permissionsets quickActions reportTypes reports
  tabs translations triggers`.split(/\s+/),
)
