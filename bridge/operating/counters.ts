/** What an org's object counted, by name and labels: `mails|sent`. */
export type Counts = Record<string, number>

/** One row, however many counts: it costs one row written. */
export const countersTable = `
  CREATE TABLE counters (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    json TEXT NOT NULL                 -- {count: number} since the org was connected
  ) STRICT`

/**
 * Counts in memory and writes with a commit that is made anyway, at the end of a lane: the road pays nothing for being counted. A crash
 * forgets the counts of the last second, never a row: what must be right is read from the tables.
 */
export class Tally {
  #counted: Counts = {}

  add(name: string, n = 1): void {
    if (n > 0) this.#counted[name] = (this.#counted[name] ?? 0) + n
  }

  /** Events that are all known already start no lane: their count is stored at once. */
  accepted(sql: SqlStorage, door: string, all: number, fresh: number): void {
    this.add(`messages|${door}`)
    this.add('notifications|new', fresh)
    this.add('notifications|known', all - fresh)
    if (fresh === 0) this.store(sql)
  }

  refused(sql: SqlStorage, code: string): void {
    this.add(`refused|${code}`)
    this.store(sql)
  }

  store(sql: SqlStorage): void {
    if (Object.keys(this.#counted).length === 0) return
    sql.exec(
      'INSERT INTO counters (one, json) VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET json = excluded.json',
      JSON.stringify(this.sum(readCounts(sql))),
    )
    this.#counted = {}
  }

  /** What is stored and what is not yet. */
  sum(stored: Counts): Counts {
    const sum = { ...stored }
    for (const [name, n] of Object.entries(this.#counted)) sum[name] = (sum[name] ?? 0) + n
    return sum
  }
}

/** What is stored; the last second's counts are still with the `Tally`. */
export function readCounts(sql: SqlStorage): Counts {
  const [row] = sql.exec<{ json: string }>('SELECT json FROM counters').toArray()
  return row ? (JSON.parse(row.json) as Counts) : {}
}
