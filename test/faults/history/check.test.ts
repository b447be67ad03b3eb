import { describe, expect, it } from 'vitest'
import { check, type Rule } from './check.ts'
import { noHistory, type History, type Ledger, type Sighting } from './history.ts'

const day = 86_400_000
const ledger = (wanted: Ledger['wanted'], done: Ledger['done']): History => ({
  ...noHistory,
  ledgers: [{ of: 'response', wanted, done }],
})
const saw = (...states: [string, number, boolean?][]): History => ({
  ...noHistory,
  sightings: states.map(([state, rank, final = false]): Sighting => ({ id: 'i1', state, rank, final })),
})
const rules = (history: History): Rule[] => check(history).map(({ rule }) => rule)

/** A run in which everything went as promised, with something of each kind. */
const good: History = {
  ledgers: [
    {
      of: 'response',
      wanted: [
        { key: 'accepted', tried: ['1', '2', '3'], accepted: 1 },
        { key: 'tried in vain', tried: ['4'], accepted: -1 },
        { key: 'done, but the reply was lost', tried: ['5'], accepted: -1 },
      ],
      done: [
        { key: 'accepted', value: '3' },
        { key: 'done, but the reply was lost', value: '5' },
      ],
    },
  ],
  asks: [
    { person: 'a', at: 0 },
    { person: 'b', at: 1 },
    { person: 'a', at: 90 * day },
  ],
  cap: { most: 1, withinMs: 90 * day },
  sightings: [
    { id: 'i1', state: 'Queued', rank: 0, final: false },
    { id: 'i2', state: 'Not Sent', rank: 6, final: true },
    { id: 'i1', state: 'Sent', rank: 2, final: false },
    { id: 'i1', state: 'Sent', rank: 2, final: false },
    { id: 'i2', state: 'Not Sent', rank: 6, final: true },
  ],
  dead: [{ key: 'w1', status: 'REQUIRED_FIELD_MISSING', replayed: 'done' }],
  needsPerson: ['REQUIRED_FIELD_MISSING'],
  unmailed: [
    { key: 'u1', ended: false, listed: true },
    { key: 'u2', ended: true, listed: false },
  ],
  balances: [{ of: 'writes', accepted: 4, parts: { done: 1, waiting: 1, in_flight: 1, dead: 1 } }],
  stops: [{ fault: 'wrong org', stopped: true }],
  complaints: [],
}

describe('the history checker', () => {
  it('has nothing to say of a run in which all went as promised', () => {
    expect(check(good)).toEqual([])
  })

  it.each<[Rule, string, History]>([
    ['lost', 'an accepted answer without a record', ledger([{ key: 'a', tried: ['1'], accepted: 0 }], [])],
    [
      'doubled',
      'two records of one answer',
      ledger(
        [{ key: 'a', tried: ['1'], accepted: 0 }],
        [
          { key: 'a', value: '1' },
          { key: 'a', value: '1' },
        ],
      ),
    ],
    ['phantom', 'a record nobody asked for', ledger([], [{ key: 'a', value: '1' }])],
    [
      'phantom',
      'a record with contents nobody gave',
      ledger([{ key: 'a', tried: ['1'], accepted: 0 }], [{ key: 'a', value: '7' }]),
    ],
    [
      'stale',
      'a record that stayed behind the last accepted edit',
      ledger([{ key: 'a', tried: ['1', '2'], accepted: 1 }], [{ key: 'a', value: '1' }]),
    ],
    ['over_cap', 'two mails within the window', { ...good, asks: [...good.asks, { person: 'b', at: 2 + 89 * day }] }],
    ['backward', 'a Completed that became Sent', saw(['Completed', 5], ['Sent', 2])],
    ['backward', 'an end that was left', saw(['sent', 1, true], ['unknown', 1, true])],
    [
      'not_replayable',
      'a dead write that stays dead',
      { ...good, dead: [{ key: 'w', status: 'REQUIRED_FIELD_MISSING', replayed: 'dead' }] },
    ],
    [
      'misjudged',
      'a lock that killed a write',
      { ...good, dead: [{ key: 'w', status: 'UNABLE_TO_LOCK_ROW', replayed: 'done' }] },
    ],
    ['misjudged', 'a token of another org that was used', { ...good, stops: [{ fault: 'wrong org', stopped: false }] }],
    ['unlisted', 'an unknown mail nobody is shown', { ...good, unmailed: [{ key: 'u', ended: false, listed: false }] }],
    [
      'unbalanced',
      'an accepted write in no state',
      { ...good, balances: [{ of: 'writes', accepted: 2, parts: { done: 1 } }] },
    ],
    ['defect', 'a complaint of the bridge about itself', { ...good, complaints: ['lane_failed:mail'] }],
  ])('catches %s: %s', (rule, _what, history) => {
    expect(rules(history)).toEqual([rule])
  })

  it('finds the one that is wrong among many', () => {
    const wanted = Array.from({ length: 500 }, (_, n) => ({ key: `k${n}`, tried: [`${n}`], accepted: 0 }))
    const done = wanted.map(({ key, tried }) => ({ key, value: tried[0]! })).toSpliced(250, 1)
    expect(check(ledger(wanted, done))).toMatchObject([{ rule: 'lost', of: 'response', key: 'k250' }])
  })
})
