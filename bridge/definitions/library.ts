import type { Mapping } from './mappings/mapping.ts'
import type { Program } from './program.ts'
import type { Survey } from './survey.ts'

export type Kind = 'survey' | 'program' | 'mapping'
type Bodies = { survey: Survey; program: Program; mapping: Mapping }
export type Stored<K extends Kind = Kind> = { kind: K; name: string; version: number; body: Bodies[K] }

/** The org's documents, each read and parsed at most once in a commit. */
export type Library = {
  /** The newest version, or null. */
  current: <K extends Kind>(kind: K, name: string) => Stored<K> | null
  /** The version an invitation is bound to. */
  at: <K extends Kind>(kind: K, name: string, version: number) => Stored<K> | null
  all: <K extends Kind>(kind: K) => Stored<K>[]
}

type Row = { kind: string; name: string; version: number; body_json: string }

/** Reads lazily from the table `documents`; make a new one in every commit. */
export function openLibrary(sql: SqlStorage): Library {
  const known = new Map<string, Stored | null>()
  const once = (key: string, read: () => Row | undefined): Stored | null => {
    if (!known.has(key)) known.set(key, stored(read()))
    return known.get(key) ?? null
  }
  const newest = (kind: Kind) =>
    sql
      .exec<Row>(
        `SELECT kind, name, max(version) AS version, body_json FROM documents WHERE kind = ?1 GROUP BY name ORDER BY name`,
        kind,
      )
      .toArray()
  const lists = new Map<Kind, Stored[]>()
  return {
    current: (kind, name) =>
      once(`${kind} ${name}`, () =>
        sql
          .exec<Row>('SELECT * FROM documents WHERE kind = ?1 AND name = ?2 ORDER BY version DESC LIMIT 1', kind, name)
          .toArray()
          .at(0),
      ) as Stored<typeof kind> | null,
    at: (kind, name, version) =>
      once(`${kind} ${name} ${version}`, () =>
        sql
          .exec<Row>('SELECT * FROM documents WHERE kind = ?1 AND name = ?2 AND version = ?3', kind, name, version)
          .toArray()
          .at(0),
      ) as Stored<typeof kind> | null,
    all: (kind) => {
      if (!lists.has(kind))
        lists.set(
          kind,
          newest(kind).flatMap((row) => stored(row) ?? []),
        )
      return lists.get(kind) as Stored<typeof kind>[]
    },
  }
}

const stored = (row: Row | undefined): Stored | null =>
  row === undefined
    ? null
    : {
        kind: row.kind as Kind,
        name: row.name,
        version: row.version,
        body: JSON.parse(row.body_json) as Stored['body'],
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
