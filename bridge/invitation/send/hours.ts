/** A delivery window in local time, `09:00` to `19:00`. `to` before `from` runs over midnight. */
export type Hours = { from: string; to: string; zone: string }

/** The first moment not before `at` that lies inside the window. */
export function insideHours(at: Date, hours: Hours | undefined): Date {
  if (!hours) return at
  const minutes = localMinutes(at, hours.zone)
  const from = minutesOf(hours.from)
  const to = minutesOf(hours.to)
  const inside = from <= to ? minutes >= from && minutes < to : minutes >= from || minutes < to
  if (inside || from === to) return at
  const wait = (from - minutes + 1440) % 1440
  const opened = new Date(Math.floor(at.getTime() / 60_000) * 60_000 + wait * 60_000)
  // A change to or from summer time in between moves the clock: look again and correct once.
  const drift = from - localMinutes(opened, hours.zone)
  return Math.abs(drift) === 60 ? new Date(opened.getTime() + drift * 60_000) : opened
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

function localMinutes(at: Date, timeZone: string): number {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return minutesOf(clock.format(at))
}
