import type { Kind, Way } from './kind.ts'

const way = (name: string, given: Way): Kind => ({ name, on: 'edge', way: given })
const hour = 3_600_000

/** What senders and customers do on the way to us. */
export const ofEdge: Kind[] = [
  way('the same request five times at once', 'repeated'),
  way('the body is cut', 'cut'),
  way('the client is gone', 'gone'),
  way('the reply is lost on its way back', 'unread'),
  way("another org's message at our address", 'stranger'),
]

/** The world's clock jumps, or the bridge's alone. */
export const ofClock: Kind[] = [
  { name: 'the clock jumps six hours ahead', on: 'clock', worldMs: 6 * hour },
  { name: 'the clock jumps two hours back', on: 'clock', worldMs: -2 * hour },
  { name: "the bridge's clock is ahead", on: 'clock', bridgeMs: 45_000 },
  { name: "the bridge's clock is behind", on: 'clock', bridgeMs: -60_000 },
]
