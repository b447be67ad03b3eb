import { describe, expect, it } from 'vitest'
import type { CallFailure } from '../../../bridge/core/failures.ts'
import { aFailure } from '../../support/invitation/ports.ts'
import { aWrite, inWriteBack, type WriteBack } from '../../support/write-back.ts'

const rejected = aFailure('rejected', { status: 'STRING_TOO_LONG', field: 'Comment__c', hint: 'Shorten it.' })
const busy = aFailure('transient', { status: 'SERVER_UNAVAILABLE' })
const timedOut = aFailure('transient', { status: 'TIMEOUT', unknownOutcome: true })
const locked = aFailure('lock', { status: 'UNABLE_TO_LOCK_ROW' })
const minute = 60_000

/** The milliseconds until a moment. */
const from = (leg: WriteBack, at: Date | null): number | null => at && at.getTime() - leg.now.getTime()
const many = (count: number) => Array.from({ length: count }, (_, n) => aWrite(`${String(n).padStart(5, '0')}|m`))

describe('a batch', () => {
  it('is claimed, called and recorded: each row with its record, each call in its log', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('1|m'), aWrite('2|m'))
      leg.fake.meanwhile = () => expect(leg.states()).toEqual({ '1|m': 'in_flight', '2|m': 'in_flight' })
      expect(await leg.deliver()).toBe(2)
      expect(leg.states()).toEqual({ '1|m': 'done', '2|m': 'done' })
      expect(leg.write('1|m')).toMatchObject({ recordId: expect.stringMatching(/^a00/), attempts: 0, endedAt: leg.now })
      expect(leg.tries('1|m')).toEqual(['done'])
      expect(await leg.deliver()).toBe(0)
      expect(leg.fake.calls).toHaveLength(1)
    }))

  it('of 10,000 rows takes ten calls, and a statement for ten rows', () =>
    inWriteBack(async (leg) => {
      leg.ask(...many(10_000))
      let statements = 0
      const sql = new Proxy(leg.sql, {
        get: (target, name) =>
          name === 'exec'
            ? (...given: Parameters<SqlStorage['exec']>) => (statements++, target.exec(...given))
            : Reflect.get(target, name),
      })
      const { commit } = leg
      leg.commit = (work) => commit((_, now) => work(sql, now))
      await leg.deliver()
      expect(leg.fake.calls.map(({ rows }) => rows.length)).toEqual(Array(10).fill(1000))
      expect(statements / 10_000).toBeLessThanOrEqual(0.11)
    }))

  it('has at most five collections, each full and of one object, also when two objects come in turns', () =>
    inWriteBack(async (leg) => {
      leg.ask(
        ...many(1_500).flatMap((response) => [
          response,
          aWrite(`${response.subjectId}|answers#csat`, { subjectKind: 'answer' }),
        ]),
      )
      await leg.deliver()
      const collections = leg.fake.calls.map(({ rows }) => {
        const responses = rows.filter(({ entity }) => entity === 'Survey_Response__c').length
        return Math.ceil(responses / 200) + Math.ceil((rows.length - responses) / 200)
      })
      expect(leg.fake.calls.map(({ rows }) => rows.length)).toEqual([1_000, 1_000, 900, 100])
      expect(Math.max(...collections)).toBe(5)
    }))

  it('holds rows of one parent side by side, parents first, and of two changes of one record the later last', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('late|m'))
      leg.later(-minute)
      leg.ask(aWrite('a|m'), aWrite('b|m'), aWrite('c|m'), aWrite('early|m'), aWrite('child|m', { depth: 1 }))
      leg.later(minute)
      for (const [key, Case__c] of [
        ['a|m', '5001'],
        ['b|m', '5002'],
        ['c|m', '5001'],
      ] as const)
        leg.fields.set(key, { Case__c })
      await leg.deliver()
      expect(leg.fake.calls[0]!.rows.map(({ writeKey }) => writeKey)).toEqual([
        'early|m',
        'late|m',
        'a|m',
        'c|m',
        'b|m',
        'child|m',
      ])
    }))
})

describe('one bad row', () => {
  const kinds: [string, CallFailure, string, Record<string, unknown>][] = [
    ['rejected', rejected, 'dead', { kind: 'rejected', status: 'STRING_TOO_LONG', hint: 'Shorten it.', value: 'long' }],
    ['transient', busy, 'waiting', { status: 'SERVER_UNAVAILABLE' }],
    ['of unknown outcome', timedOut, 'waiting', { status: 'TIMEOUT' }],
    ['locked', locked, 'waiting', { status: 'UNABLE_TO_LOCK_ROW' }],
    ['gone itself', aFailure('gone', { status: 'ENTITY_IS_DELETED' }), 'dead', { kind: 'gone' }],
  ]

  it.each(kinds)('that is %s never fails its batch', (_, failure, state, error) =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('good1|m'), aWrite('bad|m'), aWrite('good2|m'))
      leg.fields.set('bad|m', { Comment__c: 'long' })
      leg.fake.failures.set('bad|m', failure)
      await leg.deliver()
      expect(leg.states()).toEqual({ 'bad|m': state, 'good1|m': 'done', 'good2|m': 'done' })
      expect(leg.write('bad|m').error).toMatchObject(error)
      expect(leg.connection()).toMatchObject({ failures: 0 })
    }),
  )

  it('of each kind in one call leaves every row in exactly one state', () =>
    inWriteBack(async (leg) => {
      leg.ask(...kinds.map(([name]) => aWrite(`${name}|m`)), aWrite('merged|m'), aWrite('good|m'))
      for (const [name, failure] of kinds) leg.fake.failures.set(`${name}|m`, failure)
      const [loser, winner] = ['003000000000001AAA', '003000000000002AAA']
      leg.fields.set('merged|m', { Contact__c: loser })
      leg.fake.failures.set('merged|m', aFailure('gone'))
      leg.fake.winners.set(loser, winner)
      await leg.deliver()
      expect(leg.states()).toEqual({
        'good|m': 'done',
        'rejected|m': 'dead',
        'gone itself|m': 'dead',
        'transient|m': 'waiting',
        'of unknown outcome|m': 'waiting',
        'locked|m': 'waiting',
        'merged|m': 'waiting', // on its way to the winner
      })
      expect(leg.write('merged|m').lookups).toEqual({ Contact__c: winner })
    }))

  it('that nobody can find is left alone in ever smaller company', () =>
    inWriteBack(async (leg) => {
      leg.ask(...many(600))
      const poison = '00123|m'
      // Salesforce refuses a collection whole and does not say which row spoiled it.
      leg.fake.upsert = async (rows, chunk) => {
        leg.fake.calls.push({ rows, chunk })
        const results = rows.map(({ writeKey }, index) => {
          const start = index - (index % chunk)
          const company = rows.slice(start, start + chunk)
          if (!company.some((row) => row.writeKey === poison)) return leg.fake.fate(writeKey)
          return { ok: false as const, failure: company.length === 1 ? rejected : locked }
        })
        return { result: { ok: true, value: results }, usage: null, calls: 1 }
      }
      for (let run = 0; run < 12; run++) {
        await leg.deliver()
        leg.later(6_000)
      }
      expect(leg.states()[poison]).toBe('dead')
      expect(Object.values(leg.states()).filter((state) => state !== 'done')).toEqual(['dead'])
      expect(leg.fake.calls.length).toBeLessThanOrEqual(12)
    }))

  it('that the reply left out goes again, and once more when an older call can no longer commit', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('1|m'), aWrite('2|m'))
      const { upsert } = leg.fake
      leg.fake.upsert = async (rows) => ({
        result: { ok: true, value: [leg.fake.fate(rows[0]!.writeKey)] },
        usage: null,
        calls: 1,
      })
      await leg.deliver()
      expect(leg.write('2|m')).toMatchObject({ state: 'waiting', error: { status: 'NO_RESULT' } })
      expect(leg.write('2|m').suspectUntil).not.toBeNull()
      leg.fake.upsert = upsert
    }))
})

describe('a row’s own tries', () => {
  it('come on schedule and end after the tenth wait', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('1|m'))
      leg.fake.failures.set('1|m', busy)
      const waits: number[] = []
      for (;;) {
        await leg.deliver()
        const due = from(leg, leg.write('1|m').dueAt)
        if (due === null) break
        waits.push(due)
        leg.later(due)
      }
      const steps = [5, 30, 120, 600, 1800, 7200, 21_600, 43_200, 86_400, 86_400]
      expect(waits).toHaveLength(steps.length)
      for (const [index, step] of steps.entries()) {
        expect(waits[index]).toBeGreaterThanOrEqual(step * 1000)
        expect(waits[index]).toBeLessThanOrEqual(step * 1000 + 1000) // rounded up to the second
      }
      expect(leg.write('1|m')).toMatchObject({ state: 'dead', attempts: 11 })
    }))

  it('are quick ten times when it is locked, and then on schedule: it may be a long job of the org', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('1|m'))
      leg.fake.failures.set('1|m', locked)
      const waits: number[] = []
      for (let tries = 0; tries < 13; tries++) {
        await leg.deliver()
        const due = from(leg, leg.write('1|m').dueAt)!
        waits.push(Math.floor(due / 1000))
        leg.later(due)
      }
      expect(Math.max(...waits.slice(0, 10))).toBeLessThanOrEqual(6)
      expect(waits.slice(10)).toEqual([5, 30, 120].map((wait) => expect.closeTo(wait, -1)))
      expect(leg.states()).toEqual({ '1|m': 'waiting' })
    }))

  it('are logged, the oldest twenty lines at most', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('1|m'))
      leg.fake.callFailures.push(...Array<CallFailure>(25).fill(locked))
      for (let run = 0; run < 25; run++) {
        await leg.deliver()
        leg.later(10 * minute)
      }
      expect(leg.tries('1|m')).toHaveLength(20)
      await leg.deliver()
      expect(leg.tries('1|m').at(-1)).toBe('done')
    }))
})
