import { env } from 'cloudflare:workers'
import { abortAllDurableObjects, reset, runInDurableObject } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { connection } from '../../../bridge/core/tables/connections.ts'
import { claimDue, releaseInFlight } from '../../../bridge/write-back/writes.ts'
import { aFailure } from '../../support/invitation/ports.ts'
import { aWrite, inWriteBack, WriteBack } from '../../support/write-back.ts'

afterAll(() => reset()) // an alarm that fires while the file ends keeps the run from ending

const minute = 60_000
const timedOut = aFailure('transient', { status: 'TIMEOUT', unknownOutcome: true })
const key = 'i1|survey-invitation'
const invitation = aWrite(key, { subjectKind: 'invitation' })
/** What Salesforce was told of the key, call by call. */
const told = (leg: WriteBack) => leg.fake.calls.flatMap(({ rows }) => rows.map(({ fields }) => fields['Status__c']))
const becomes = (leg: WriteBack, status: string) => {
  leg.fields.set(key, { Status__c: status })
  leg.ask(invitation)
}
const goesOn = async (leg: WriteBack, ms = minute) => {
  leg.later(ms)
  await leg.deliver()
}

describe('a key', () => {
  it('has one pending write however often it is asked for, with what is true when it is sent', () =>
    inWriteBack(async (leg) => {
      for (const status of ['Queued', 'Sent', 'Opened']) becomes(leg, status)
      await leg.deliver()
      expect(told(leg)).toEqual(['Opened'])
      expect(leg.states()).toEqual({ [key]: 'done' })
    }))

  it('that changes while it is in flight is written once more', () =>
    inWriteBack(async (leg) => {
      becomes(leg, 'Sent')
      leg.fake.meanwhile = () => {
        if (told(leg).length > 1) return
        becomes(leg, 'Opened')
        becomes(leg, 'Completed')
      }
      await leg.deliver()
      expect(leg.states()).toEqual({ [key]: 'waiting' })
      await goesOn(leg)
      await goesOn(leg)
      expect(told(leg)).toEqual(['Sent', 'Completed'])
      expect(leg.states()).toEqual({ [key]: 'done' })
    }))

  it('that changes while it is in flight and is refused gets its next try for the change', () =>
    inWriteBack(async (leg) => {
      becomes(leg, 'Sent')
      leg.fake.failures.set(key, aFailure('rejected'))
      leg.fake.meanwhile = () => {
        if (told(leg).length === 1) becomes(leg, 'Completed')
        else leg.fake.failures.clear()
      }
      await leg.deliver()
      expect(leg.write(key)).toMatchObject({ state: 'waiting', attempts: 0 })
      await goesOn(leg)
      expect(told(leg)).toEqual(['Sent', 'Completed'])
      expect(leg.states()).toEqual({ [key]: 'done' })
    }))

  it('that changes every second, because somebody plays with a link, is soon written every ten minutes, and always to the end', () =>
    inWriteBack(async (leg) => {
      for (let second = 0; second < 700; second++) {
        becomes(leg, `edit ${second}`)
        await leg.deliver()
        leg.later(1000)
      }
      expect(told(leg).length).toBeLessThan(65)
      expect(leg.states()).toEqual({ [key]: 'waiting' })
      await goesOn(leg, 10 * minute)
      expect([told(leg).at(-1), leg.states()]).toEqual(['edit 699', { [key]: 'done' }])
    }))

  it('that changes in every call of its own is soon written every ten minutes, too', () =>
    inWriteBack(async (leg) => {
      becomes(leg, 'edit 0')
      leg.fake.meanwhile = () => becomes(leg, `edit ${told(leg).length}`)
      for (let second = 0; second < 400; second++) await goesOn(leg, 1000)
      expect(told(leg).length).toBeLessThan(65)
    }))

  it('that is dead is tried again when it changes', () =>
    inWriteBack(async (leg) => {
      becomes(leg, 'Sent')
      leg.fake.failures.set(key, aFailure('rejected'))
      await leg.deliver()
      expect(leg.write(key)).toMatchObject({ state: 'dead', endedAt: leg.now })
      leg.fake.failures.clear()
      becomes(leg, 'Completed')
      expect(leg.write(key)).toMatchObject({ state: 'waiting', endedAt: null, attempts: 0 })
      await leg.deliver()
      expect(leg.write(key)).toMatchObject({ state: 'done', error: null })
    }))

  it('only ever moves forward: a Sent that comes late never overwrites Completed', () =>
    inWriteBack(async (leg) => {
      becomes(leg, 'Sent')
      leg.fake.callFailures.push(timedOut) // it may still commit, in ten minutes at the latest
      await leg.deliver()
      becomes(leg, 'Completed')
      for (let minutes = 0; minutes < 30; minutes++) await goesOn(leg)
      expect(told(leg)).toEqual(['Sent', 'Completed', 'Completed'])
      expect(leg.states()).toEqual({ [key]: 'done' })
    }))
})

describe('a call nobody heard the end of', () => {
  it('is repeated when the connection opens, and its rows are written once more 11 minutes after it', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('1|m'), aWrite('2|m'))
      leg.fake.callFailures.push(timedOut)
      await leg.deliver()
      const lost = leg.now.getTime()
      const written: number[] = []
      leg.fake.meanwhile = () => void written.push(Math.floor((leg.now.getTime() - lost) / minute))
      for (let minutes = 0; minutes < 30; minutes++) await goesOn(leg)
      expect(written).toEqual([1, 12]) // the first minute after eleven
      expect(Object.values(leg.states())).toEqual(['done', 'done'])
    }))

  it('is not repeated for safety when the repeat itself came after those 11 minutes', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('1|m'))
      leg.fake.callFailures.push(timedOut, ...Array(8).fill(aFailure('transient')))
      for (let run = 0; run < 60; run++) await goesOn(leg)
      expect(leg.states()).toEqual({ '1|m': 'done' })
      expect(leg.tries('1|m').filter((outcome) => outcome === 'done')).toEqual(['done'])
    }))

  it('keeps its safety when the key changes in between: the change goes at once, and once more after the 11 minutes', () =>
    inWriteBack(async (leg) => {
      becomes(leg, 'Sent')
      leg.fake.callFailures.push(timedOut)
      await leg.deliver()
      await goesOn(leg) // delivered, and waiting for the end of the older call
      becomes(leg, 'Opened')
      await goesOn(leg)
      for (let minutes = 0; minutes < 30; minutes++) await goesOn(leg)
      expect(told(leg)).toEqual(['Sent', 'Sent', 'Opened', 'Opened'])
      expect(leg.states()).toEqual({ [key]: 'done' })
    }))

  it('of one row is its row’s alone', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('1|m'), aWrite('2|m'))
      leg.fake.failures.set('2|m', timedOut)
      await leg.deliver()
      leg.fake.failures.clear()
      for (let minutes = 0; minutes < 30; minutes++) await goesOn(leg)
      expect(leg.tries('1|m')).toEqual(['done'])
      expect(leg.tries('2|m')).toEqual(['retried TIMEOUT', 'done', 'done'])
    }))
})

describe('an object that dies in a call', () => {
  it('takes the rows in flight as unknown: due at once, and once more 11 minutes later', async () => {
    const name = `once ${crypto.randomUUID()}`
    const inside = <T>(work: (leg: WriteBack) => T) =>
      runInDurableObject(env.ORG.getByName(name), (_, { storage }) => {
        const leg = new WriteBack(storage)
        leg.now = new Date()
        return work(leg)
      })
    await inside((leg) => {
      leg.sql.exec(
        `INSERT INTO connections (name, app, config_json, opens_at) VALUES ('salesforce', 'salesforce', '{}', 0)`,
      )
      leg.ask(aWrite('1|m'), aWrite('2|m'))
      leg.commit((sql, now) => claimDue(sql, 'salesforce', 'upsert', 10, now)) // and then the call
      expect(leg.states()).toEqual({ '1|m': 'in_flight', '2|m': 'in_flight' })
      leg.ask(aWrite('3|m'))
    })
    await abortAllDurableObjects()
    await inside((leg) => {
      expect(leg.states()).toEqual({ '1|m': 'waiting', '2|m': 'waiting', '3|m': 'waiting' })
      const { dueAt, suspectUntil } = leg.write('1|m')
      expect(dueAt!.getTime() - leg.now.getTime()).toBeLessThanOrEqual(1000)
      expect(suspectUntil!.getTime() - leg.now.getTime()).toBeGreaterThan(10 * minute)
      expect(leg.write('3|m').suspectUntil).toBeNull() // never in a call
      expect(connection(leg.sql, 'salesforce')).toMatchObject({ failures: 0 })
    })
  })

  it('gives back only what its own lane had in flight', () =>
    inWriteBack(async (leg) => {
      leg.ask(aWrite('1|m'))
      leg.fake.meanwhile = () => {
        leg.commit((sql, now) => releaseInFlight(sql, 'another', now))
        expect(leg.states()).toEqual({ '1|m': 'in_flight' })
      }
      await leg.deliver()
      expect(leg.states()).toEqual({ '1|m': 'done' })
    }))
})
