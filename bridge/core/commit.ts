/** Synchronous work in one transaction; the alarm moves in the same transaction. The only way to write. */
export type Commit = <T>(work: (sql: SqlStorage, now: Date) => T) => T
