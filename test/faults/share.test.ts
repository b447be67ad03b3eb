import { afterAll, describe, expect, inject, it } from 'vitest'
import { tell } from './figures/tell.ts'
import { everywhere } from './kinds/share.ts'
import { endOfWorld } from './road/place.ts'
import { Road } from './road/road.ts'

afterAll(endOfWorld)

const { seeds } = inject('faults')
const waves = 4
const closes = 20

describe('outside calls, calls of the object and its awaits that fail at random', { timeout: 300_000 }, () => {
  const runs = [1, 10].flatMap((percent) => seeds.filter((_, n) => n % 20 === 0).map((seed) => ({ percent, seed })))

  it.each(runs)('$percent % of them, seed $seed: nothing is lost or doubled', async ({ percent, seed }) => {
    const run = await Road.run(
      seed,
      Array.from({ length: waves }, (_, n) => ({ closes, kinds: everywhere(percent / 100, seed * waves + n) })),
    )
    await tell(`${percent} % of all calls`, run)
    expect(run.violations, `SEED=${seed} repeats it`).toEqual([])
    expect(Object.values(run.fired).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0)
  })
})
