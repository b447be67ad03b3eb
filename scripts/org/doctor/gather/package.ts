import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Connection } from '@salesforce/core'
import { apiVersion } from '../../frame/login.ts'
import type { PackageFacts } from '../facts.ts'
import { asList } from './see.ts'

const root = join(import.meta.dirname, '../../../..')

/** `CustomField` → `Case.Last_Survey_Score__c`, … */
export type Parts = Map<string, string[]>

/** Which parts of the package the org has. The package holds no version of its own: a part that is missing was added since. */
export async function readPackage(connection: Connection): Promise<PackageFacts> {
  const { partsOf } = await import('./parts.ts') // the library takes a second to load
  const wanted = await partsOf([join(root, 'lwc-package/main')])
  const there = await listParts(connection, [...wanted.keys(), 'Translations', 'CustomObjectTranslation'])
  const names = [...wanted]
    .filter(([type]) => !type.endsWith('Folder')) // they come and go with what is in them
    .flatMap(([type, parts]) => parts.map((name) => ({ type, name })))
  return {
    version: versionHere(),
    count: names.length,
    missing: names.filter(({ type, name }) => !there.get(type)?.has(name)).map(({ type, name }) => `${type} ${name}`),
    isFrenchActive: there.get('Translations')?.has('fr') ?? false,
    isFrenchDeployed: [...(there.get('CustomObjectTranslation') ?? [])].some((name) => /^Survey_\w+__c-fr$/.test(name)),
  }
}

/** What of these types the org has, by name. At most three queries a call (META/meta_listmetadata). */
export async function listParts(connection: Connection, types: string[]): Promise<Map<string, Set<string>>> {
  const queries = types.map((type) => (isInFolders(type) ? { type, folder: 'Survey_Bridge' } : { type }))
  const calls = Array.from({ length: Math.ceil(queries.length / 3) }, (_, index) =>
    queries.slice(index * 3, index * 3 + 3),
  )
  const lists = await Promise.all(calls.map((some) => listed(connection, some)))
  const found = new Map(types.map((type) => [type, new Set<string>()]))
  for (const { type, fullName } of lists.flat()) found.get(type)?.add(decodeURIComponent(fullName))
  return found
}

type Query = { type: string; folder?: string }
type Listed = { type: string; fullName: string }

/**
 * An org that lacks a feature refuses the whole call for one type: `INVALID_TYPE: Cannot use: Translations in this organization`
 * (source-deploy-retrieve, `connectionResolver`, takes such a type for empty, too).
 */
async function listed(connection: Connection, some: Query[]): Promise<Listed[]> {
  try {
    return asList(await connection.metadata.list(some, apiVersion))
  } catch (thrown) {
    if (!(thrown instanceof Error) || !thrown.message.includes('INVALID_TYPE')) throw thrown
    if (some.length === 1) return []
    return (await Promise.all(some.map((one) => listed(connection, [one])))).flat()
  }
}

/** Of these only one folder can be listed at a time; ours are in one. */
const isInFolders = (type: string): boolean => type === 'Report' || type === 'Dashboard'

const versionHere = (): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
