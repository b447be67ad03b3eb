/** A delivery window in local time, `09:00` to `19:00`. `to` before `from` runs over midnight. */
export type Hours = { from: string; to: string; zone: string }

const minuteMs = 60_000
const dayMinutes = 1_440

/** The first moment not before `at` that lies inside the window. */
export function insideHours(at: Date, hours: Hours | undefined): Date {
  if (!hours || hours.from === hours.to) return at
  const from = minutesOf(hours.from)
  const to = minutesOf(hours.to)
  for (let moment = at; ;) {
    const local = localMinutes(moment, hours.zone)
    const isInside = from < to ? local >= from && local < to : local >= from || local < to
    if (isInside) return moment
    const opens = laterBy((from - local + dayMinutes) % dayMinutes, moment)
    const change = changeBetween(moment, opens, hours.zone)
    if (change === null) return opens
    moment = change // the clocks move before it opens: look again from there
  }
}

/** The minute from which the zone's clocks show another difference to UTC, or null. */
function changeBetween(from: Date, to: Date, zone: string): Date | null {
  const before = offset(from, zone)
  if (offset(to, zone) === before) return null
  let [same, other] = [from, to]
  for (;;) {
    const half = laterBy(Math.floor((other.getTime() - same.getTime()) / minuteMs / 2), same)
    if (half <= same || half >= other) return other
    if (offset(half, zone) === before) same = half
    else other = half
  }
}

const laterBy = (minutes: number, at: Date): Date =>
  new Date((Math.floor(at.getTime() / minuteMs) + minutes) * minuteMs)

/** Minutes ahead of UTC, from 0 up to a day. */
const offset = (at: Date, zone: string): number =>
  (localMinutes(at, zone) - (Math.floor(at.getTime() / minuteMs) % dayMinutes) + dayMinutes) % dayMinutes

const localMinutes = (at: Date, zone: string): number => minutesOf(clockOf(zone).format(at))

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Making one costs a hundred times as much as using it. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  clocks.set(timeZone, made)
  return made
}
