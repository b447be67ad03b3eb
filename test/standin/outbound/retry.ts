const firstWaitMs = 30_000
const longestWaitMs = 2 * 3_600_000

/** Salesforce gives a notification up when it is this old. */
export const keptMs = 24 * 3_600_000

/** How long a notification waits after its nth failed attempt: 30 s, 1 m, 2 m, 4 m … 2 h. */
export const waitAfter = (attempts: number): number => Math.min(firstWaitMs * 2 ** (attempts - 1), longestWaitMs)
