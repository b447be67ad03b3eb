const stepsMs = [5_000, 30_000, 120_000, 600_000, 1_800_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, 86_400_000]

/** A random number from 0 up to 1, passed in so that tests choose it. */
export type Random = () => number

/** How long to wait before the try after `attempts` failed ones (full jitter, at most 68.7 h in all), or null: enough tries. */
export function backoffMs(attempts: number, random: Random): number | null {
  const step = stepsMs[attempts - 1]
  return step === undefined ? null : Math.round(step * random())
}

const opensAfter = 5 // failures in a row that close a connection's circuit
const firstProbeMs = 30_000
const lastProbeMs = 600_000

/** How long a connection rests after its nth failed call in a row: the first are probably a hiccup, later ones an outage. */
export function restMs(failures: number, random: Random): number {
  if (failures < opensAfter) return backoffMs(failures, random) ?? firstProbeMs
  return Math.min(firstProbeMs * 2 ** (failures - opensAfter), lastProbeMs)
}
