/** What a test can ask of the sender; the defaults are a well-behaved day. */
export type Switches = {
  /** Every message leaves this many more times at the same moment (true = once more). */
  duplicates: boolean | number
  /** `true` or 'reverse': newest first; 'shuffle': any order. */
  reorder: boolean | 'reverse' | 'shuffle'
  /** Nothing leaves while true; what was collected then leaves in full messages. */
  paused: boolean
  /** The next n replies (true = all) get lost on their way back: the receiver did its work, the sender knows nothing. */
  lostReplies: boolean | number
  /** Ids of 15 characters, as in old orgs. */
  old15CharIds: boolean
  /** A session id as messages carried it until 2026 (true = an invented one). */
  sessionId: boolean | string
  /** Real time, because the receiver lives in it. */
  timeoutMs: number
  /** Notifications that come within this real time share messages. */
  windowMs: number
  /** Messages under way at once. */
  parallel: number
}

export const usualSwitches: Switches = {
  duplicates: false,
  reorder: false,
  paused: false,
  lostReplies: false,
  old15CharIds: false,
  sessionId: false,
  timeoutMs: 60_000,
  windowMs: 50,
  parallel: 4,
}

/** Puts the items in the order the switch asks for. */
export function inOrder<T>(items: T[], reorder: Switches['reorder']): T[] {
  if (reorder === 'shuffle') {
    const drawn = items.map((item) => ({ item, at: Math.random() }))
    return drawn.sort((a, b) => a.at - b.at).map(({ item }) => item)
  }
  return reorder ? items.toReversed() : items
}
