import { describe, expect, it } from 'vitest'
import { callFailed } from '../../../bridge/core/tables/connections.ts'
import { dismiss, replay } from '../../../bridge/org/api/actions.ts'
import { list, type ListQuery } from '../../../bridge/org/api/list.ts'
import { aFailure } from '../../support/invitation/ports.ts'
import { aWrite, inWriteBack, type WriteBack } from '../../support/write-back.ts'

const minute = 60_000
const refused = aFailure('rejected', {
  status: 'STRING_TOO_LONG',
  message: 'Comment: data value too large',
  field: 'Comment__c',
  hint: 'Add a truncate transform to Comment__c in the mapping, then replay.',
})
const query: ListQuery = { after: '', limit: 50, recordId: null, invitation: null, program: null, state: null }
const listed = (leg: WriteBack, more: Partial<ListQuery> = {}) => list(leg.sql, 'writes', { ...query, ...more })
const replays = (leg: WriteBack, wanted: Parameters<typeof replay>[1]) =>
  leg.commit((sql, now) => replay(sql, wanted, now))
const audit = (leg: WriteBack) => leg.sql.exec('SELECT who, what, of FROM audit ORDER BY n').toArray()

/** Writes that died of the given errors, by key. */
async function withDead(deaths: Record<string, string>, work: (leg: WriteBack) => Promise<void>): Promise<void> {
  await inWriteBack(async (leg) => {
    for (const [key, status] of Object.entries(deaths)) {
      leg.ask(aWrite(key))
      leg.fields.set(key, { Comment__c: 'A long story.' })
      leg.fake.failures.set(key, { ...refused, status })
    }
    await leg.deliver()
    leg.fake.calls.length = 0
    await work(leg)
  })
}

describe('a dead write', () => {
  it('is listed with code, field, value, what to do, and every call it was part of', () =>
    withDead({ '1|m': 'STRING_TOO_LONG' }, async (leg) => {
      leg.ask(aWrite('2|m'))
      const { rows, next } = listed(leg, { state: 'dead' })
      expect(rows).toMatchObject([
        {
          key: '1|m',
          state: 'dead',
          error: {
            kind: 'rejected',
            status: 'STRING_TOO_LONG',
            message: 'Comment: data value too large',
            field: 'Comment__c',
            value: 'A long story.',
            hint: expect.stringContaining('truncate'),
          },
          tries: [{ at: leg.now.toISOString(), outcome: 'dead', status: 'STRING_TOO_LONG' }],
        },
      ])
      expect(next).toBeNull()
    }))

  it('is replayed under the same key, with what is true now, and ends done', () =>
    withDead({ '1|m': 'STRING_TOO_LONG' }, async (leg) => {
      leg.fake.failures.clear()
      leg.fields.set('1|m', { Comment__c: 'Short.' })
      expect(replays(leg, { keys: ['1|m'] })).toEqual({ ok: true, value: { replayed: 1, left: 0 } })
      leg.later(1000)
      await leg.deliver()
      expect(leg.fake.calls).toHaveLength(1)
      expect(leg.fake.calls[0]!.rows).toMatchObject([{ writeKey: '1|m', fields: { Comment__c: 'Short.' } }])
      expect(leg.write('1|m')).toMatchObject({ state: 'done', error: null, attempts: 0 })
      expect(leg.tries('1|m')).toEqual(['dead STRING_TOO_LONG', 'done'])
      expect(audit(leg)).toEqual([{ who: 'admin', what: 'replay', of: '1|m' }])
    }))

  it('that is still wrong dies again, and can be replayed again', () =>
    withDead({ '1|m': 'STRING_TOO_LONG' }, async (leg) => {
      for (let times = 0; times < 3; times++) {
        expect(replays(leg, { keys: ['1|m'] })).toMatchObject({ value: { replayed: 1 } })
        leg.later(1000)
        await leg.deliver()
        expect(leg.states()).toEqual({ '1|m': 'dead' })
      }
      expect(leg.fake.calls).toHaveLength(3)
    }))

  it('goes with all others, or with those of one error', () =>
    withDead({ '1|m': 'A', '2|m': 'B', '3|m': 'A', '4|m': 'C' }, async (leg) => {
      expect(replays(leg, { status: 'A' })).toMatchObject({ value: { replayed: 2 } })
      expect(leg.states()).toEqual({ '1|m': 'waiting', '2|m': 'dead', '3|m': 'waiting', '4|m': 'dead' })
      expect(replays(leg, { status: null })).toMatchObject({ value: { replayed: 2 } })
      expect(replays(leg, { status: null })).toMatchObject({ value: { replayed: 0 } })
      expect(audit(leg)).toHaveLength(4)
    }))

  it('of many goes in parts, so that the object is not kept from its other work', () =>
    inWriteBack(async (leg) => {
      leg.ask(...Array.from({ length: 4_500 }, (_, n) => aWrite(`${n}|m`)))
      leg.sql.exec(`UPDATE writes SET state = 'dead', due_at = NULL, error_json = '{"status":"A"}'`)
      const parts: unknown[] = []
      for (let left = 1; left > 0;) {
        const done = replays(leg, { status: null })
        if (!done.ok) throw new Error(done.failure.code)
        parts.push(done.value)
        left = done.value.left
      }
      expect(parts).toEqual([
        { replayed: 2000, left: 2500 },
        { replayed: 2000, left: 500 },
        { replayed: 500, left: 0 },
      ])
    }))

  it('is not replayed while its connection is stopped, whichever other write is dead', () =>
    withDead({ '1|m': 'A', '2|m': 'A' }, async (leg) => {
      leg.sql.exec(`INSERT INTO connections (name, app, config_json, opens_at) VALUES ('other', 'salesforce', '{}', 0)`)
      leg.sql.exec(`UPDATE writes SET connection = 'other' WHERE key = '2|m'`)
      leg.commit((sql, now) => callFailed(sql, 'salesforce', aFailure('auth'), now, () => 1))
      const conflict = { code: 'conflict', detail: 'the connection salesforce is stopped: reconnect it first' }
      expect(replays(leg, { keys: ['1|m'] })).toEqual({ ok: false, failure: conflict })
      expect(replays(leg, { status: 'A' })).toEqual({ ok: false, failure: conflict })
      expect(leg.states()).toEqual({ '1|m': 'dead', '2|m': 'dead' })
      expect(replays(leg, { keys: ['2|m'] })).toMatchObject({ value: { replayed: 1 } })
      leg.reconnect()
      expect(replays(leg, { status: null })).toMatchObject({ value: { replayed: 1 } })
    }))
})

describe('a replay by hand', () => {
  it('while a retry is pending is exactly one attempt, now, with the whole budget before it', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('1|m'))
      leg.fake.failures.set('1|m', aFailure('transient'))
      for (let tries = 0; tries < 6; tries++) {
        await leg.deliver()
        if (tries < 5) leg.later(leg.write('1|m').dueAt!.getTime() - leg.now.getTime())
      }
      expect(leg.write('1|m').attempts).toBe(6) // the next try is two hours away
      leg.fake.calls.length = 0
      expect(replays(leg, { keys: ['1|m'] })).toMatchObject({ value: { replayed: 1 } })
      expect(replays(leg, { keys: ['1|m'] })).toMatchObject({ value: { replayed: 1 } })
      for (let seconds = 0; seconds < 4; seconds++) {
        leg.later(1000)
        await leg.deliver()
      }
      expect(leg.fake.calls).toHaveLength(1)
      expect(leg.write('1|m').attempts).toBe(1)
    }))

  it('does nothing to what is done, in flight, waiting for its parent, or nowhere', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('done|m'))
      await leg.deliver()
      leg.ask(aWrite('parent|m'), aWrite('parent|child', { parentKey: 'parent|m', depth: 1 }))
      leg.fake.meanwhile = () => {
        const all = { keys: ['done|m', 'parent|m', 'parent|child', 'nowhere|m'] }
        expect(replays(leg, all)).toMatchObject({ value: { replayed: 0 } })
        expect(leg.states()).toEqual({ 'done|m': 'done', 'parent|m': 'in_flight', 'parent|child': 'waiting' })
        leg.fake.meanwhile = () => {}
      }
      await leg.deliver()
      expect(new Set(Object.values(leg.states()))).toEqual(new Set(['done']))
    }))
})

describe('a write nobody wants', () => {
  const dismisses = (leg: WriteBack, key: string) => leg.commit((sql, now) => dismiss(sql, key, now))

  it('is dismissed once it is dead, and is not replayed any more', () =>
    withDead({ '1|m': 'A', '2|m': 'A' }, async (leg) => {
      expect(dismisses(leg, '1|m')).toEqual({ ok: true, value: null })
      expect(dismisses(leg, '1|m')).toEqual({ ok: true, value: null }) // the answer was lost, the call is repeated
      expect(replays(leg, { status: null })).toMatchObject({ value: { replayed: 1 } })
      expect(replays(leg, { keys: ['1|m'] })).toMatchObject({ value: { replayed: 0 } })
      expect(leg.states()).toEqual({ '1|m': 'dismissed', '2|m': 'waiting' })
      expect(listed(leg, { state: 'dismissed' }).rows).toMatchObject([{ key: '1|m' }])
    }))

  it('is not dismissed while it lives', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('1|m'))
      expect(dismisses(leg, '1|m')).toEqual({ ok: false, failure: { code: 'not_found' } })
      await leg.deliver()
      expect(dismisses(leg, '1|m')).toEqual({ ok: false, failure: { code: 'not_found' } })
      expect(leg.states()).toEqual({ '1|m': 'done' })
      leg.later(minute)
    }))
})
