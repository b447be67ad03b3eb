/** Synchronous work in one transaction; the alarm moves in the same transaction. The only way to write. */
export type Commit = <T>(work: (sql: SqlStorage, now: Date) => T) => T

/**
 * Works through many rows a slice at a time. Between two goes whatever came in meanwhile: a long transaction would keep every Ack waiting.
 */
export async function inSlices<T>(all: readonly T[], size: number, work: (slice: T[]) => void): Promise<void> {
  for (let at = 0; at < all.length; at += size) {
    if (at > 0) await scheduler.wait(0)
    work(all.slice(at, at + size))
  }
}
