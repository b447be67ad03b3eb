import { describe, expect, it } from 'vitest'
import { Results, type Check } from '../machine/figures.ts'
import { figure, judge, ratio, type Target } from './judge.ts'

const right: Check = { taken: 10, lost: 0, doubled: 0, mixedUp: 0 }

/** The bridge and one peer, measured in turns. */
function measured(bridge: number[], peer: number[], checks: { bridge?: Check; peer?: Check } = {}): Results {
  const results = new Results()
  for (const cpu of bridge) results.add('om100', 'bridge', { cpu })
  for (const cpu of peer) results.add('om100', 'peer', { cpu })
  if (bridge.length > 0) results.check('om100', 'bridge', checks.bridge ?? right)
  if (peer.length > 0) results.check('om100', 'peer', checks.peer ?? right)
  return results
}

const lead = ratio(
  { workload: 'om100', target: 'peer', figures: ['cpu'] },
  { workload: 'om100', target: 'bridge', figures: ['cpu'] },
)
const twice: Target = { name: 'twice as fast', of: lead, atLeast: 2, holds: 4 }
const verdict = (target: Target, results: Results) => judge([{ line: 'all', targets: [target] }], results)[0]

describe('a ratio', () => {
  it('is that of the medians, and its ends are those of the pairs', () => {
    expect(verdict(twice, measured([10, 20, 30], [80, 80, 60]))).toMatchObject({ value: 4, low: 2, high: 8 })
  })

  it('may fall by a quarter below what it has been, not further, even where the target is met', () => {
    expect(verdict(twice, measured([10], [31]))).toMatchObject({ standing: 'met', holds: true })
    expect(verdict(twice, measured([10], [29]))).toMatchObject({ standing: 'met', holds: false })
  })

  it('fails nobody when the peer is missing or cannot count', () => {
    expect(verdict(twice, measured([10], []))).toMatchObject({ standing: 'not measured', holds: true })
    const loses = measured([10], [100], { peer: { ...right, lost: 1 } })
    expect(verdict(twice, loses)).toMatchObject({ standing: 'not measured', holds: true })
  })
})

describe('a bridge that was not right', () => {
  it.each(['lost', 'doubled', 'mixedUp'] as const)('scores nothing with one %s, however fast it was', (what) => {
    const results = measured([1], [100], { bridge: { ...right, [what]: 1 } })
    expect(verdict(twice, results)).toMatchObject({ standing: 'wrong', holds: false })
    const absolute: Target = { name: 'µs', of: figure('om100', 'bridge', 'cpu'), atMost: 25 }
    expect(verdict(absolute, results)).toMatchObject({ standing: 'wrong', holds: false })
  })
})

describe('a figure of one machine', () => {
  const absolute: Target = { name: 'µs', of: figure('om100', 'bridge', 'cpu'), atMost: 25, reason: 'XML is read twice' }

  it('is told when it misses, with the reason, and fails no check on another', () => {
    expect(verdict(absolute, measured([40], []))).toMatchObject({
      standing: 'missed',
      holds: true,
      reason: 'XML is read twice',
    })
  })

  it('needs no reason when it is reached', () => {
    expect(verdict(absolute, measured([25], []))).toMatchObject({ standing: 'met', reason: null })
  })
})
