import type { History, Ledger, Sighting } from './history.ts'

export type Rule =
  | 'lost' // accepted, and no effect
  | 'doubled' // more than one effect
  | 'phantom' // an effect nobody asked for, or of a value nobody gave
  | 'stale' // the effect is older than what was accepted last
  | 'over_cap' // one person was asked too often
  | 'backward' // a state went back, or left its end
  | 'not_replayable' // dead, and a replay after the mending did not do it
  | 'misjudged' // an error that heals by itself took a person, or one that needs a person told nobody
  | 'unlisted' // a mail of unknown fate that nobody is shown
  | 'unbalanced' // something accepted is in no state
  | 'defect' // the bridge complains of itself
export type Violation = { rule: Rule; of: string; key: string; detail: string }

/** Reads what was accepted, tried and done, and says what was broken. Pure. */
export const check = (history: History): Violation[] => [
  ...history.ledgers.flatMap(effects),
  ...overCap(history),
  ...backward(history.sightings),
  ...deaths(history),
  ...history.unmailed
    .filter(({ ended, listed }) => !ended && !listed)
    .map(({ key }) => violation('unlisted', 'mail', key, 'no mail, no end, and nobody is shown it')),
  ...history.balances.flatMap(balance),
  ...history.stops
    .filter(({ stopped }) => !stopped)
    .map(({ fault }) => violation('misjudged', 'connection', fault, 'did not stop the connection')),
  ...history.complaints.map((detail) => violation('defect', 'bridge', '', detail)),
]

const violation = (rule: Rule, of: string, key: string, detail: string): Violation => ({ rule, of, key, detail })

/** Each accepted thing has its effect, once, and no effect is without cause. */
function effects({ of, wanted, done }: Ledger): Violation[] {
  const found = Map.groupBy(done, ({ key }) => key)
  const known = new Map(wanted.map((one) => [one.key, one]))
  const phantoms = [...found.keys()]
    .filter((key) => !known.has(key))
    .map((key) => violation('phantom', of, key, 'nobody asked for it'))
  return [
    ...phantoms,
    ...wanted.flatMap(({ key, tried, accepted }) => {
      const values = (found.get(key) ?? []).map(({ value }) => value)
      if (values.length > 1) return [violation('doubled', of, key, values.join(' and '))]
      const [value] = values
      if (value === undefined)
        return accepted < 0 ? [] : [violation('lost', of, key, `accepted: ${tried[accepted] ?? ''}`)]
      const at = tried.lastIndexOf(value)
      if (at < 0) return [violation('phantom', of, key, `${value} is none of ${tried.join(', ')}`)]
      if (at < accepted) return [violation('stale', of, key, `${value} in the place of ${tried[accepted] ?? ''}`)]
      return []
    }),
  ]
}

/** In no stretch of `withinMs` is one person asked more than `most` times. */
function overCap({ asks, cap }: History): Violation[] {
  const broken: Violation[] = []
  for (const [person, all] of Map.groupBy(asks, (ask) => ask.person)) {
    const times = all.map(({ at }) => at).sort((a, b) => a - b)
    const tooSoon = times.findIndex((at, n) => n >= cap.most && at - times[n - cap.most]! < cap.withinMs)
    if (tooSoon >= 0) broken.push(violation('over_cap', 'mail', person, `${times.length} times`))
  }
  return broken
}

function backward(sightings: Sighting[]): Violation[] {
  const last = new Map<string, Sighting>()
  const broken: Violation[] = []
  for (const now of sightings) {
    const before = last.get(now.id)
    last.set(now.id, now)
    if (!before || (before.state === now.state && before.rank === now.rank)) continue
    if (now.rank < before.rank || before.final)
      broken.push(violation('backward', 'state', now.id, `${before.state} became ${now.state}`))
  }
  return broken
}

function deaths({ dead, needsPerson }: History): Violation[] {
  return dead.flatMap(({ key, status, replayed }) => [
    ...(needsPerson.includes(status) ? [] : [violation('misjudged', 'write', key, `${status} heals by itself`)]),
    ...(replayed === 'done' ? [] : [violation('not_replayable', 'write', key, `after a replay it is ${replayed}`)]),
  ])
}

function balance({ of, accepted, parts }: History['balances'][number]): Violation[] {
  const sum = Object.values(parts).reduce((total, part) => total + part, 0)
  return sum === accepted ? [] : [violation('unbalanced', of, '', `${accepted} accepted, but ${JSON.stringify(parts)}`)]
}
