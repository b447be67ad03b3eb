import type { Clock } from './clock.ts'
import type { CallFaults } from '../faults.ts'
import type { Schema } from '../schema/schema.ts'
import type { Change, User } from './record.ts'
import type { Store } from './store.ts'

/** What the rules of data need of an org. */
export type Engine = {
  store: Store
  schema: Schema
  clock: Clock
  newId: (keyPrefix: string) => string
  queueFor: (object: string) => string | null // the owner that the active assignment rule chooses
  publish: (changes: Change[]) => void
}

/** Who works, and how: the page (`body` null) or a call with its text. */
export type Origin = { user: User; faults: CallFaults; body: string | null }

/** One transaction; what is thrown inside `attempt` undoes that attempt only. */
export class Transaction {
  readonly engine: Engine
  readonly origin: Origin
  readonly now: Date
  readonly changes: Change[] = []
  readonly created = new Set<string>()
  autoAssign = false // each call, and each part of a composite call, says so for itself
  #depth = 0

  constructor(engine: Engine, origin: Origin) {
    this.engine = engine
    this.origin = origin
    this.now = engine.clock.now()
  }

  attempt<T>(work: () => T): T {
    const { database } = this.engine.store
    const savepoint = `attempt_${++this.#depth}`
    const changesBefore = this.changes.length
    database.exec(`SAVEPOINT ${savepoint}`)
    try {
      const value = work()
      database.exec(`RELEASE ${savepoint}`)
      return value
    } catch (error) {
      database.exec(`ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`)
      this.changes.length = changesBefore
      throw error
    } finally {
      this.#depth--
    }
  }
}

/** All or nothing; whoever listens hears of the changes once they are committed. */
export function transact<T>(engine: Engine, origin: Origin, work: (tx: Transaction) => T): T {
  const tx = new Transaction(engine, origin)
  const { database } = engine.store
  database.exec('BEGIN IMMEDIATE')
  let value: T
  try {
    value = work(tx)
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
  if (tx.changes.length > 0) engine.publish(tx.changes)
  return value
}
