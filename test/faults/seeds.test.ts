import { afterAll, describe, expect, inject, it } from 'vitest'
import { kinds } from './kinds/all.ts'
import { endOfWorld } from './road/place.ts'
import { Road } from './road/road.ts'
import { hand } from './world/random.ts'
import { tell } from './figures/tell.ts'

afterAll(endOfWorld)

const { seeds, kinds: only } = inject('faults')
const deck = kinds.filter(({ name }) => new RegExp(only).test(name))
const waves = 6
const together = 3
const struck = new Set<string>()

describe('the road under seeded faults', { timeout: 120_000 }, () => {
  it.each(seeds)('of seed %i loses nothing, doubles nothing and tells of everything', async (seed) => {
    const dealt = hand(deck, seed, waves * together)
    const run = await Road.run(
      seed,
      Array.from({ length: waves }, (_, n) => ({ closes: 4, kinds: dealt.slice(n * together, (n + 1) * together) })),
    )
    await tell('seeds', run)
    for (const [kind, times] of Object.entries(run.fired)) if (times > 0) struck.add(kind)
    expect(run.violations, `SEED=${seed} repeats it`).toEqual([])
  })
  it.runIf(seeds.length >= 20 && only === '')('has struck with every kind of fault', () => {
    expect(kinds.map(({ name }) => name).filter((name) => !struck.has(name))).toEqual([])
  })
})
