import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { migrate } from '../../bridge/org/tables/schema.ts'

/**
 * Stands for `cloudflare:workers` and `cloudflare:test` where tests run in Node: each object is a database of its own with our tables,
 * without alarm and without eviction. Only for counting mutants: whether the code works is said by the same tests in workerd.
 */
const objects = new Map<string, Storage>()

export const env = { ORG: { getByName: (name: string) => name } }

export const runInDurableObject = async <T>(
  name: string,
  work: (object: null, state: { storage: Storage }) => T,
): Promise<Awaited<T>> => {
  const storage = objects.get(name) ?? new Storage()
  objects.set(name, storage)
  return await work(null, { storage })
}

/** As much of `SqlStorage` as the legs use. */
class Sql {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  exec(statements: string, ...values: SQLInputValue[]): Cursor {
    if (/;\s*\S/.test(statements)) return new Cursor([this.#database.exec(statements)])
    return new Cursor(this.#database.prepare(statements).all(...values))
  }
}

class Cursor {
  readonly #rows: unknown[]

  constructor(rows: unknown[]) {
    this.#rows = rows
  }

  toArray(): unknown[] {
    return this.#rows
  }

  one(): unknown {
    if (this.#rows.length !== 1) throw new Error(`one row was expected, ${this.#rows.length} came`)
    return this.#rows[0]
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.#rows.values()
  }
}

class Storage {
  readonly #database = new DatabaseSync(':memory:')
  readonly sql = new Sql(this.#database)

  constructor() {
    migrate(this as unknown as Parameters<typeof migrate>[0])
  }

  transactionSync<T>(work: () => T): T {
    this.#database.exec('SAVEPOINT work')
    try {
      const result = work()
      this.#database.exec('RELEASE work')
      return result
    } catch (cause) {
      this.#database.exec('ROLLBACK TO work; RELEASE work')
      throw cause
    }
  }
}
