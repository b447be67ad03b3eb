/** One thing that is to happen once: what was tried for it, in order, and from which try on it was accepted (-1: none was). */
export type Wanted = { key: string; tried: string[]; accepted: number }

/** What one door, operation or kind of write was asked for and what came of it. `value` tells contents apart; '' where there is only one. */
export type Ledger = { of: string; wanted: Wanted[]; done: { key: string; value: string }[] }

/** How something stood when somebody looked. A higher rank is further on; from a `final` state nothing leads away. */
export type Sighting = { id: string; state: string; rank: number; final: boolean }

/** All that was accepted, tried and done in one run: from the bridge's API, the mailbox and the records in Salesforce. */
export type History = {
  ledgers: Ledger[]
  /** Every mail that reached a person, and how many may in which time. */
  asks: { person: string; at: number }[]
  cap: { most: number; withinMs: number }
  /** In the order in which they were made. */
  sightings: Sighting[]
  /** Writes that died, the code they died of, and the state a replay after the mending led to. */
  dead: { key: string; status: string; replayed: string }[]
  /** Codes that need a person; every other error heals by itself. */
  needsPerson: string[]
  /** Asks that no mail is known of: whether an end is recorded (refused, bounced, not sent), and whether a person is shown the mail as unknown. */
  unmailed: { key: string; ended: boolean; listed: boolean }[]
  /** accepted = done + waiting + in flight + dead (+ unknown, refused). */
  balances: { of: string; accepted: number; parts: Record<string, number> }[]
  /** Faults that must stop a connection, and whether it stopped while they lasted. */
  stops: { fault: string; stopped: boolean }[]
  /** Connections that were stopped without such a fault, errors of the bridge itself. */
  complaints: string[]
}

export const noHistory: History = {
  ledgers: [],
  asks: [],
  cap: { most: 1, withinMs: 0 },
  sightings: [],
  dead: [],
  needsPerson: [],
  unmailed: [],
  balances: [],
  stops: [],
  complaints: [],
}
