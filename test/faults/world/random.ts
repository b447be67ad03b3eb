/** A number from 0 up to 1; the same sequence for the same seed, on every machine. */
export type Random = () => number

/** mulberry32: small and even enough. */
export function randomOf(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A whole number from 0 up to `below`. */
export const upTo = (random: Random, below: number): number => Math.floor(random() * below)

export const pick = <T>(random: Random, among: readonly T[]): T => among[upTo(random, among.length)]!

export function shuffled<T>(random: Random, given: readonly T[]): T[] {
  const left = [...given]
  return given.map(() => left.splice(upTo(random, left.length), 1)[0]!)
}

/** What a seed is dealt from a deck that is shuffled anew each time it is used up: every card comes equally often, and any hand can be dealt alone. */
export function hand<T>(deck: readonly T[], seed: number, size: number): T[] {
  const first = (seed - 1) * size
  return Array.from({ length: size }, (_, n) => {
    const round = Math.floor((first + n) / deck.length)
    return shuffled(randomOf(round + 1), deck)[(first + n) % deck.length]!
  })
}
