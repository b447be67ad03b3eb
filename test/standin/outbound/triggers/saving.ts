import type { Row } from '../../data/record.ts'

/** One committed save, as triggers see it; `before` is null when the record was created. */
export type Saving = { before: Row | null; after: Row; permissions: ReadonlySet<string> }
export type Value = string | number | boolean | null
export type Test = (saving: Saving) => boolean

/** What a reference such as `IsClosed`, `$Record.IsClosed`, `$Record__Prior.Status` or `$Permission.X` stands for. */
export function valueOf(reference: string, { before, after, permissions }: Saving): Value {
  const [scope, name] = reference.startsWith('$') ? split(reference) : ['$Record', reference]
  if (scope === '$Permission') return permissions.has(name)
  if (scope === '$Record__Prior') return plain(before?.[name])
  if (scope === '$Record') return plain(after[name])
  throw new Error(`Triggers here know $Record, $Record__Prior and $Permission, not ${reference}`)
}

/** Whether a field has another value than before the save; never so on a new record. */
export const isChanged = (field: string, { before, after }: Saving): boolean =>
  before !== null && plain(before[field]) !== plain(after[field])

/** The same question asked of the record before the save. */
export const beforeSave = ({ before, permissions }: Saving): Saving | null =>
  before && { before: null, after: before, permissions }

const split = (reference: string): [string, string] => {
  const dot = reference.indexOf('.')
  return [reference.slice(0, dot), reference.slice(dot + 1)]
}

const plain = (value: unknown): Value =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
