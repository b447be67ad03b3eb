const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A duration as documents write it (`90s`, `10m`, `2h`, `30d`) in ms, or null when it is none. */
export function parseDuration(text: string): number | null {
  const found = /^(\d{1,5})([smhd])$/.exec(text)
  return found ? Number(found[1]) * unitMs[found[2] as keyof typeof unitMs] : null
}

/** When something that may wait `waitMs` is due: the next whole second, so that neighbours share one alarm and one call. Always after `now`. */
export const dueAfter = (now: Date, waitMs = 0): number => (Math.floor((now.getTime() + waitMs) / 1000) + 1) * 1000

/** A row's `…_at INTEGER` column as a moment. */
export const moment = (ms: number | null): Date | null => (ms === null ? null : new Date(ms))

/** `YYYY-MM-DD` in UTC. */
export const isoDate = (at: Date): string => at.toISOString().slice(0, 10)

/** ms since the epoch as ISO 8601 in UTC, for those who read it outside. */
export const isoOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
