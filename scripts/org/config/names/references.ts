import type { Problem } from '../problem.ts'
import type { NamedKind, OrgSchema } from './schema.ts'

const kinds = ['recordType', 'queue', 'user', 'listView', 'notification'] as const
type Reference = { kind: (typeof kinds)[number]; name: string; path: string }

/** `{ queue: Survey_Recovery }` and the like, wherever they stand: how a document names what has an id in Salesforce. */
export function referencesIn(value: unknown, path = ''): Reference[] {
  if (typeof value !== 'object' || value === null) return []
  const entries = Object.entries(value)
  const [only] = entries
  const kind = kinds.find((one) => one === only?.[0])
  if (kind && entries.length === 1 && typeof only?.[1] === 'string') return [{ kind, name: only[1], path }]
  return entries.flatMap(([key, part]) => referencesIn(part, path ? `${path}.${key}` : key))
}

/** Each of them must be found in this org. */
export async function checkReferences(document: unknown, schema: OrgSchema): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const { kind, name, path } of referencesIn(document)) {
    if (!(await isThere(schema, kind, name))) problems.push({ path, message: `this org has no ${words[kind]} ${name}` })
  }
  return problems
}

const words: Record<Reference['kind'], string> = {
  recordType: 'active record type',
  queue: 'queue',
  user: 'active user with the federation id or username',
  listView: 'list view',
  notification: 'notification type',
}

async function isThere(schema: OrgSchema, kind: Reference['kind'], name: string): Promise<boolean> {
  if (kind !== 'recordType') return schema.has(kind satisfies NamedKind, name)
  const [object = '', recordType = ''] = name.split('.')
  return (await schema.object(object))?.recordTypes.includes(recordType) ?? false
}
