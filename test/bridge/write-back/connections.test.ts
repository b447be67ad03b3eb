import { describe, expect, it } from 'vitest'
import {
  callFailed,
  callSucceeded,
  connections,
  openConnection,
  putConnection,
  readFailed,
} from '../../../bridge/core/tables/connections.ts'
import { nextDueAt } from '../../../bridge/org/due.ts'
import { aFailure } from '../../support/invitation/ports.ts'
import { aWrite, inWriteBack, type WriteBack } from '../../support/write-back.ts'

const busy = aFailure('transient')
const timedOut = aFailure('transient', { status: 'TIMEOUT', unknownOutcome: true })
const locked = aFailure('lock', { status: 'UNABLE_TO_LOCK_ROW' })
const signedOut = aFailure('auth', { status: 'invalid_grant', hint: 'Setup > Users: activate the user.' })
const spent = aFailure('quota', { status: 'REQUEST_LIMIT_EXCEEDED', hint: 'Setup > Company Information.' })
const halfAnHour = 1_800_000

const rest = (leg: WriteBack) => leg.connection().opensAt!.getTime() - leg.now.getTime()
const failsOnce = async (leg: WriteBack, failure = busy) => {
  leg.fake.callFailures.push(failure)
  await leg.deliver()
}
const many = (count: number) => Array.from({ length: count }, (_, n) => aWrite(`${n}|m`))

describe('a call that fails', () => {
  it.each([
    ['busy', busy],
    ['timed out', timedOut],
    ['locked', locked],
    ['out of calls', spent],
    ['signed out', signedOut],
  ])('because Salesforce is %s is charged to the connection; its rows keep their tries', (_, failure) =>
    inWriteBack(async (leg) => {
      leg.ask(...many(3))
      await failsOnce(leg, failure)
      expect(leg.connection()).toMatchObject({ failures: 1, lastError: { kind: failure.kind } })
      expect(leg.write('1|m')).toMatchObject({ state: 'waiting', attempts: 0, error: null })
      expect(leg.tries('1|m')).toEqual([`retried ${failure.status}`])
      leg.reconnect()
      await leg.deliver()
      expect(leg.fake.calls.at(-1)!.rows).toHaveLength(3)
      expect(leg.write('1|m').recordId).not.toBeNull()
    }),
  )

  it('keeps the rows until the connection opens, whatever their own time', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('1|m'))
      for (let failures = 0; failures < 5; failures++) {
        await failsOnce(leg)
        leg.later(rest(leg))
      }
      await failsOnce(leg)
      const opensAt = leg.connection().opensAt!.getTime()
      expect(leg.write('1|m').dueAt!.getTime()).toBeLessThan(opensAt)
      expect(nextDueAt(leg.sql, {}, 0)).toBe(opensAt)
      expect(await leg.deliver()).toBe(0)
    }))

  it('for the fifth time in a row opens the circuit: one row tries after 30 s, then twice as long up to 10 minutes', () =>
    inWriteBack(async (leg) => {
      leg.ask(...many(500))
      const rests: number[] = []
      for (let failures = 1; failures <= 11; failures++) {
        await failsOnce(leg)
        rests.push(Math.floor(rest(leg) / 1000))
        leg.later(rest(leg))
      }
      expect(rests.slice(4).map((seconds) => Math.round(seconds / 10) * 10)).toEqual([30, 60, 120, 240, 480, 600, 600])
      expect(leg.fake.calls.map(({ rows }) => rows.length)).toEqual([...Array(5).fill(500), ...Array(6).fill(1)])
      expect(leg.alerts()).toEqual(['connection_failing'])
      await leg.deliver()
      expect(leg.fake.calls.slice(11).map(({ rows }) => rows.length)).toEqual([1, 499]) // over: the rest at once
      expect(leg.connection()).toMatchObject({ failures: 0, lastError: null })
      expect(leg.alerts()).toEqual([])
    }))

  it('counts each failure once, however many come together', () =>
    inWriteBack((leg) => {
      for (let failures = 1; failures <= 10; failures++) {
        leg.commit((sql, now) => callFailed(sql, 'salesforce', busy, now, () => 1))
        expect(leg.connection().failures).toBe(failures)
        expect(leg.alerts()).toEqual(failures < 5 ? [] : ['connection_failing'])
      }
    }))

  it('shortly after one that closed it for longer does not open it earlier', () =>
    inWriteBack((leg) => {
      leg.commit((sql, now) => callFailed(sql, 'salesforce', spent, now, () => 1))
      const opensAt = leg.connection().opensAt
      leg.commit((sql, now) => callFailed(sql, 'salesforce', busy, now, () => 1))
      expect(leg.connection().opensAt).toEqual(opensAt)
    }))
})

describe('the chunk', () => {
  it('is halved by a time-out and a lock down to one, and doubled by ten successes up to 200', () =>
    inWriteBack(async (leg) => {
      const chunk = () => leg.connection().chunk
      const sizes: number[] = []
      for (let run = 0; run < 9; run++) {
        leg.ask(aWrite(`${run}|m`))
        await failsOnce(leg, run % 2 ? locked : timedOut)
        sizes.push(chunk())
        leg.reconnect()
      }
      expect(sizes).toEqual([100, 50, 25, 12, 6, 3, 1, 1, 1])
      leg.sql.exec('DELETE FROM writes')
      const grown: number[] = []
      for (let run = 0; run < 90; run++) {
        leg.ask(aWrite(`${run}|n`))
        await leg.deliver()
        if (run % 10 === 9) grown.push(chunk())
        else expect(chunk()).toBe(grown.at(-1) ?? 1)
      }
      expect(grown).toEqual([2, 4, 8, 16, 32, 64, 128, 200, 200])
    }))

  it('is halved once by a call in which rows met a lock, and not by an answer that says no', () =>
    inWriteBack(async (leg) => {
      leg.ask(...many(4))
      leg.fake.failures.set('0|m', locked).set('1|m', locked).set('2|m', aFailure('rejected'))
      await leg.deliver()
      expect(leg.connection().chunk).toBe(100)
      leg.ask(aWrite('1|n'))
      await failsOnce(leg, busy)
      expect(leg.connection().chunk).toBe(100)
    }))

  it('stays when a lock is the exception: fewer rows a call would not help', () =>
    inWriteBack(async (leg) => {
      leg.ask(...many(100))
      for (const key of ['1|m', '2|m', '3|m']) leg.fake.failures.set(key, locked)
      await leg.deliver()
      expect(leg.connection().chunk).toBe(200)
    }))

  it('goes with the call, which holds five of them', () =>
    inWriteBack(async (leg) => {
      leg.sql.exec('UPDATE connections SET chunk = 20')
      leg.ask(...many(150))
      await leg.deliver()
      expect(leg.fake.calls.map(({ rows, chunk }) => [rows.length, chunk])).toEqual([
        [100, 20],
        [50, 20],
      ])
    }))
})

describe('the daily API budget', () => {
  it('stops automatic writes at four fifths, tells once, and goes on when the window has moved', () =>
    inWriteBack(async (leg) => {
      leg.fake.usage = { used: 80_000, limit: 100_000 }
      leg.ask(...many(1500))
      await leg.deliver()
      expect(leg.fake.calls).toHaveLength(1)
      expect(rest(leg)).toBeGreaterThanOrEqual(halfAnHour)
      expect(leg.alerts()).toEqual(['connection_api_budget'])
      leg.later(rest(leg))
      leg.fake.usage = { used: 79_999, limit: 100_000 }
      await leg.deliver()
      expect(leg.connection()).toMatchObject({ apiUsed: 79_999, apiLimit: 100_000 })
      expect(Object.values(leg.states()).every((state) => state === 'done')).toBe(true)
      expect(leg.alerts()).toEqual([])
    }))

  it('that is used up makes the connection wait, told by a call or by one row; no row pays for it', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('full|m'), aWrite('good|m'))
      leg.fake.failures.set('full|m', aFailure('quota', { status: 'STORAGE_LIMIT_EXCEEDED', hint: 'Setup > Storage.' }))
      await leg.deliver()
      expect(leg.states()).toEqual({ 'full|m': 'waiting', 'good|m': 'done' })
      expect(leg.write('full|m').attempts).toBe(0)
      expect(rest(leg)).toBeGreaterThanOrEqual(halfAnHour)
      expect(leg.alerts()).toEqual(['connection_quota'])
    }))
})

describe('a connection that cannot sign in', () => {
  const stop = (leg: WriteBack) => leg.commit((sql, now) => callFailed(sql, 'salesforce', signedOut, now, () => 1))

  it('stops for writes and reads with one alert that says where to look, and nothing of it is due', () =>
    inWriteBack(async (leg) => {
      leg.ask(...many(3))
      await failsOnce(leg, signedOut)
      stop(leg) // another call that was under way
      expect(leg.connection()).toMatchObject({ opensAt: null, readsAt: null })
      expect(nextDueAt(leg.sql, {}, 0)).toBeNull()
      expect(await leg.deliver()).toBe(0)
      const alerts = leg.sql.exec('SELECT code, detail, times FROM alerts').toArray()
      expect(alerts).toEqual([
        { code: 'connection_stopped', detail: expect.stringContaining('Setup > Users: activate the user.'), times: 2 },
      ])
    }))

  it('told by one row of a call stops too, and the row pays nothing', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('1|m'), aWrite('2|m'))
      leg.fake.failures.set('2|m', signedOut)
      await leg.deliver()
      expect(leg.connection().opensAt).toBeNull()
      expect(leg.write('2|m')).toMatchObject({ state: 'waiting', attempts: 0 })
    }))

  it('stays stopped whatever calls that were under way say later', () =>
    inWriteBack((leg) => {
      stop(leg)
      leg.commit((sql, now) => {
        callFailed(sql, 'salesforce', busy, now, () => 1)
        callSucceeded(sql, 'salesforce', { used: 99, limit: 100 }, now)
        readFailed(sql, 'salesforce', busy, now, () => 1)
      })
      expect(leg.connection()).toMatchObject({ opensAt: null, readsAt: null })
    }))

  it('opens again when a person reconnects it, with a clean slate and no alert', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('1|m'))
      stop(leg)
      leg.reconnect()
      expect(leg.connection()).toMatchObject({ failures: 0, lastError: null })
      expect(leg.alerts()).toEqual([])
      await leg.deliver()
      expect(leg.states()).toEqual({ '1|m': 'done' })
    }))
})

describe('reads and writes', () => {
  it('have their own clocks: a read that failed delays no write, and the other way round', () =>
    inWriteBack((leg) => {
      const { opensAt, readsAt } = leg.connection()
      leg.commit((sql, now) => readFailed(sql, 'salesforce', busy, now, () => 1))
      expect(leg.connection().opensAt).toEqual(opensAt)
      expect(leg.connection().readsAt!.getTime()).toBeGreaterThan(readsAt!.getTime())
      const waiting = leg.connection().readsAt
      leg.commit((sql, now) => callFailed(sql, 'salesforce', busy, now, () => 1))
      expect(leg.connection().readsAt).toEqual(waiting)
    }))
})

describe('storing a connection', () => {
  it('keeps the credentials when none are given, and opens it', () =>
    inWriteBack((leg) => {
      const put = (credentials: string | null, config: unknown) =>
        leg.commit((sql, now) => putConnection(sql, { name: 'x', app: 'salesforce', config, credentials }, now))
      put('sealed', { a: 1 })
      leg.commit((sql, now) => callFailed(sql, 'x', signedOut, now, () => 1))
      put(null, { a: 2 })
      expect(connections(leg.sql).find(({ name }) => name === 'x')).toMatchObject({
        credentials: 'sealed',
        config: { a: 2 },
        opensAt: expect.any(Date),
        readsAt: expect.any(Date),
      })
    }))

  it('is the only way to bring one into being: there is nothing to reconnect under another name', () =>
    inWriteBack((leg) => {
      expect(leg.commit((sql, now) => openConnection(sql, 'nowhere', now))).toBe(false)
      expect(connections(leg.sql)).toHaveLength(1)
    }))
})
