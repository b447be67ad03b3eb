import { countersTable } from '../../operating/counters.ts'
import { fromPackage } from './from-package.ts'
import { privacy } from './privacy.ts'
import { road } from './road.ts'

/** Append only: a released entry is never edited, reordered or removed. Orgs wake up months apart and apply what they miss. */
export const migrations: readonly string[] = [road, countersTable, privacy, fromPackage]

/**
 * Brings the tables up to date; called by the constructor.
 * @throws what SQLite says when a migration fails; the object then answers *unavailable*
 */
export function migrate(storage: DurableObjectStorage, steps: readonly string[] = migrations): void {
  const { sql } = storage
  // PRAGMA user_version is refused by the platform, hence a table.
  sql.exec('CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY) STRICT')
  const applied = sql.exec('SELECT version FROM migrations').toArray().length
  for (const [index, statements] of steps.entries()) {
    if (index < applied) continue
    storage.transactionSync(() => {
      sql.exec(statements)
      sql.exec('INSERT INTO migrations (version) VALUES (?1)', index + 1)
    })
  }
}
