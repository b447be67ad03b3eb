import type { Mapping } from './mappings/mapping.ts'
import type { Program } from './program.ts'
import type { Survey } from './survey.ts'

export type Kind = 'survey' | 'program' | 'mapping'
type Bodies = { survey: Survey; program: Program; mapping: Mapping }
export type Stored<K extends Kind = Kind> = { kind: K; name: string; version: number; body: Bodies[K] }

/** The org's documents, each looked up at most once in a commit. */
export type Library = {
  /** The newest version, or null. */
  current: <K extends Kind>(kind: K, name: string) => Stored<K> | null
  /** The version an invitation is bound to. */
  at: <K extends Kind>(kind: K, name: string, version: number) => Stored<K> | null
  all: <K extends Kind>(kind: K) => Stored<K>[]
}

type Head = { name: string; version: number; published_at: number }

/** Reads lazily from the table `documents`; make a new one in every commit. */
export function openLibrary(sql: SqlStorage): Library {
  const known = new Map<string, Stored | null>()
  const once = (kind: Kind, key: string, read: () => Head | undefined): Stored | null => {
    if (!known.has(key)) known.set(key, stored(sql, kind, read()))
    return known.get(key) ?? null
  }
  const lists = new Map<Kind, Stored[]>()
  return {
    current: (kind, name) =>
      once(kind, `${kind} ${name}`, () =>
        sql
          .exec<Head>(
            'SELECT name, version, published_at FROM documents WHERE kind = ?1 AND name = ?2 ORDER BY version DESC LIMIT 1',
            kind,
            name,
          )
          .toArray()
          .at(0),
      ) as Stored<typeof kind> | null,
    at: (kind, name, version) =>
      once(kind, `${kind} ${name} ${version}`, () =>
        sql
          .exec<Head>(
            'SELECT name, version, published_at FROM documents WHERE kind = ?1 AND name = ?2 AND version = ?3',
            kind,
            name,
            version,
          )
          .toArray()
          .at(0),
      ) as Stored<typeof kind> | null,
    all: (kind) => {
      const list = lists.get(kind) ?? newest(sql, kind).flatMap((head) => stored(sql, kind, head) ?? [])
      lists.set(kind, list)
      return list as Stored<typeof kind>[]
    },
  }
}

const newest = (sql: SqlStorage, kind: Kind): Head[] =>
  sql
    .exec<Head>(
      `SELECT name, max(version) AS version, published_at FROM documents WHERE kind = ?1 GROUP BY name ORDER BY name`,
      kind,
    )
    .toArray()

/** A version never changes, so it is parsed once in the life of an object. Its time is in the key in case its transaction was undone. */
const parsed = new WeakMap<SqlStorage, Map<string, Stored>>()
const mostParsed = 500

function stored(sql: SqlStorage, kind: Kind, head: Head | undefined): Stored | null {
  if (!head) return null
  const { name, version, published_at } = head
  const ofObject = parsed.get(sql) ?? new Map<string, Stored>()
  parsed.set(sql, ofObject)
  const key = `${kind} ${name} ${version} ${published_at}`
  const found = ofObject.get(key)
  if (found) return found
  if (ofObject.size >= mostParsed) ofObject.clear()
  const { body_json } = sql
    .exec<{ body_json: string }>(
      'SELECT body_json FROM documents WHERE kind = ?1 AND name = ?2 AND version = ?3',
      kind,
      name,
      version,
    )
    .one()
  const document: Stored = { kind, name, version, body: JSON.parse(body_json) as Stored['body'] }
  ofObject.set(key, document)
  return document
}

/** Stores what changed as a new version and leaves the rest. Versions are never edited. Gives the versions now in force. */
export function publish(
  sql: SqlStorage,
  documents: { kind: Kind; name: string; body: unknown }[],
  now: Date,
): { kind: Kind; name: string; version: number; changed: boolean }[] {
  const library = openLibrary(sql)
  return documents.map(({ kind, name, body }) => {
    const found = library.current(kind, name)
    const json = JSON.stringify(body)
    if (found && JSON.stringify(found.body) === json) return { kind, name, version: found.version, changed: false }
    const version = (found?.version ?? 0) + 1
    sql.exec(
      'INSERT INTO documents (kind, name, version, body_json, published_at) VALUES (?1, ?2, ?3, ?4, ?5)',
      kind,
      name,
      version,
      json,
      now.getTime(),
    )
    return { kind, name, version, changed: true }
  })
}
