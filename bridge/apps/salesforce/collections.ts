import type { Row, RowResult, Update } from '../../write-back/records.ts'
import { fail } from '../../core/failures.ts'
import { ourFault, type Place } from './errors/classify.ts'

/** REST guide "sObject Collections": up to 200 records of one object, saved each for itself. */
const rowsPerCollection = 200
/** A message may have 50 MB and a Worker 128; five collections of this size leave room in both. */
const charactersPerCollection = 1_000_000

type Planned = { index: number; path: string; place: Place; identity: string; record: Record<string, unknown> }
/** `direct`: not as part of a composite call. `again`: how often it was sent without the rows that spoiled it. */
export type Collection = {
  path: string
  place: Place
  rows: Planned[]
  identities: Set<string>
  size: number
  direct: boolean
  again: number
}

/** Rows without a value for their key are settled here, where we can say which field lacks it. */
export function upsertCollections(
  version: string,
  rows: Row[],
  chunk: number,
  settled: Map<number, RowResult>,
): Collection[] {
  const planned: Planned[] = []
  for (const [index, { entity, key, fields }] of rows.entries()) {
    const place = { object: entity, key }
    const identity = String(fields[key] ?? '').trim()
    const path = `${collectionsPath(version)}/${encodeURIComponent(entity)}/${encodeURIComponent(key)}`
    // The key's value stands in the body, where nothing of it needs encoding.
    const record = { attributes: { type: entity }, ...fields }
    if (identity === '') settled.set(index, fail(ourFault('NO_KEY_VALUE', place)))
    // Most external ids do not tell capitals from small letters: two such keys must not meet in one collection.
    else planned.push({ index, path, place, identity: identity.toLowerCase(), record })
  }
  return collect(planned, Math.max(1, Math.min(chunk, rowsPerCollection)))
}

/** Found by the record's own id, so there is no key that could be missing. */
export const updateCollections = (version: string, rows: Update[]): Collection[] =>
  collect(
    rows.map(({ entity, id, fields }, index) => ({
      index,
      path: collectionsPath(version),
      place: { object: entity },
      identity: id.slice(0, 15),
      record: { attributes: { type: entity }, id, ...fields },
    })),
    rowsPerCollection,
  )

/** Each row is saved for itself: one that is refused refuses no other. */
export const bodyOf = ({ rows }: Collection) => ({ allOrNone: false, records: rows.map(({ record }) => record) })

const collectionsPath = (version: string): string => `/services/data/v${version}/composite/sobjects`

/** Rows of one object and key together, in their order, never two of one record: Salesforce refuses both then. */
function collect(rows: Planned[], limit: number): Collection[] {
  const collections: Collection[] = []
  const open = new Map<string, Collection>()
  for (const row of rows) {
    const text = JSON.stringify(row.record)
    // In composite calls `@{name.field}` refers to another part wherever it stands, and cannot be escaped (REST guide
    // "Composite"): a customer who types it would fail a whole collection.
    const direct = text.includes('@{')
    const name = `${direct} ${row.path} ${row.place.object}`
    let collection = open.get(name)
    if (!collection || !hasRoom(collection, row, text.length, limit)) {
      collection = { path: row.path, place: row.place, rows: [], identities: new Set(), size: 0, direct, again: 0 }
      collections.push(collection)
      open.set(name, collection)
    }
    collection.rows.push(row)
    collection.identities.add(row.identity)
    collection.size += text.length
  }
  return collections
}

const hasRoom = ({ rows, identities, size }: Collection, row: Planned, length: number, limit: number): boolean =>
  rows.length < limit && size + length <= charactersPerCollection && !identities.has(row.identity)
