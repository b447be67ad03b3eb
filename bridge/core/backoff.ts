const stepsMs = [5_000, 30_000, 120_000, 600_000, 1_800_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, 86_400_000]

/** A random number from 0 up to 1, passed in so that tests choose it. */
export type Random = () => number

/** How long to wait before the try after `attempts` failed ones (full jitter, at most 68.7 h in all), or null: enough tries. */
export function backoffMs(attempts: number, random: Random): number | null {
  const step = stepsMs[attempts - 1]
  return step === undefined ? null : Math.round(step * random())
}

/** How long a row waits that met somebody else on a record; the holder is done within seconds, or it is a long job. */
export const lockMs = (random: Random): number => 1_000 + Math.round(4_000 * random())

/** Failures in a row that open a connection's circuit: from then on one row at a time tries whether it is over. */
export const opensAfter = 5
const firstProbeMs = 30_000
const lastProbeMs = 600_000

/** How long a connection rests after its nth failed call in a row: the first are probably a hiccup, later ones an outage. */
export function restMs(failures: number, random: Random): number {
  if (failures < opensAfter) return Math.round(Math.min(stepsMs[failures - 1] ?? firstProbeMs, firstProbeMs) * random())
  return Math.min(firstProbeMs * 2 ** (failures - opensAfter), lastProbeMs)
}
