import { describe, expect, it } from 'vitest'
import { settleHeld } from '../../../../bridge/invitation/decide/hold.ts'
import { aCaseProgram, inLeg, type Leg } from '../../../support/invitation/leg.ts'

const held = (more: Record<string, unknown> = {}) => aCaseProgram({ hold: { above: 3, in: '10m' }, ...more })
const close = (leg: Leg, count: number): string[] => {
  const ids = Array.from({ length: count }, () => leg.notify())
  leg.decide()
  return ids
}
const statuses = (leg: Leg) => leg.invitations().map(({ status }) => status)
const settle = (leg: Leg, approve: boolean) => leg.commit((sql, now) => settleHeld(sql, 'case-closed', approve, now))

/** The invitations as Salesforce has them, so that they pass the last look. */
const inSalesforce = (leg: Leg): void => {
  for (const { object, recordId, fields } of leg.invitations()) leg.reader.put(object, recordId, fields)
}

describe('a mass close', () => {
  it('of as many as the program may ask goes on', () =>
    inLeg((leg) => {
      leg.publish(held())
      close(leg, 3)
      expect(statuses(leg)).toEqual(['Queued', 'Queued', 'Queued'])
      expect(leg.told).toHaveLength(3)
    }))

  it('of one more waits for a person, the ones queued before included, and Salesforce hears of all', () =>
    inLeg((leg) => {
      leg.publish(held())
      close(leg, 3)
      leg.told.length = 0
      const [last] = close(leg, 1)
      expect(statuses(leg)).toEqual(['Held', 'Held', 'Held', 'Held'])
      expect(leg.verdict(last!)).toBe('invited')
      expect(leg.told.toSorted()).toEqual(
        leg
          .invitations()
          .map(({ id }) => id)
          .toSorted(),
      )
      expect(leg.invitations().map(({ step, dueAt }) => [step, dueAt])).toEqual(Array(4).fill(['send', null]))
    }))

  it('spread over more time than the window is none', () =>
    inLeg((leg) => {
      leg.publish(held())
      for (let n = 0; n < 5; n++) {
        close(leg, 1)
        leg.later(300_000)
      }
      expect(new Set(statuses(leg))).toEqual(new Set(['Queued']))
    }))

  it('counts neither other programs nor those who are not asked', () =>
    inLeg((leg) => {
      leg.publish(held({ participation: { cooldown: '90d' } }), held({ program: 'other', on: { object: 'Order' } }))
      const one = { ContactId: '003000000000001AAA', ContactEmail: 'one@example.com' }
      for (let n = 0; n < 6; n++) leg.notify(one)
      for (let n = 0; n < 3; n++)
        leg.notify(
          { ...one, ClosedDate: 'x', IsClosed: 'true', ContactEmail: `o${n}@example.com` },
          { object: 'Order' },
        )
      leg.decide()
      expect(statuses(leg).toSorted()).toEqual([...Array(5).fill('Not Sent'), ...Array(4).fill('Queued')])
    }))

  it('is never sent, also not what was checked and waited for the mail server', () =>
    inLeg(async (leg) => {
      leg.publish(held())
      close(leg, 3)
      inSalesforce(leg)
      await leg.check()
      expect(leg.sends()).toHaveLength(3)
      close(leg, 1)
      await leg.check()
      await leg.send()
      expect(leg.mailer.sent).toEqual([])
      expect([leg.count('sends'), leg.count('links')]).toEqual([0, 0])
    }))

  it('does not hold what is on its way, has left, or may have', () =>
    inLeg(async (leg) => {
      leg.publish(held())
      close(leg, 3)
      inSalesforce(leg)
      await leg.check()
      leg.mailer.answers.push({ state: 'unknown', code: 'ETIMEDOUT' }, { state: 'sent', providerId: 'x' })
      leg.mailer.meanwhile = async () => {
        if (leg.mailer.sent.length === 1)
          await scheduler.wait(0) // until the second is on its way too
        else if (leg.mailer.sent.length === 2) close(leg, 1)
      }
      await leg.send()
      expect(statuses(leg).toSorted()).toEqual(['Held', 'Held', 'Queued', 'Sent'])
      expect(leg.mailer.sent).toHaveLength(2)
    }))

  it('found while a check reads Salesforce stops what is being checked', () =>
    inLeg(async (leg) => {
      leg.publish(held())
      close(leg, 3)
      inSalesforce(leg)
      leg.reader.meanwhile = () => {
        leg.reader.meanwhile = () => {}
        close(leg, 1)
      }
      await leg.check()
      await leg.send()
      expect(leg.mailer.sent).toEqual([])
      expect(new Set(statuses(leg))).toEqual(new Set(['Held']))
    }))
})

describe('a person', () => {
  it('lets it go: each at its time, and not held again by the next close', () =>
    inLeg(async (leg) => {
      leg.publish(held({ send: { after: '2h' } }))
      close(leg, 4)
      const due = leg.now.getTime() + 7_201_000
      leg.later(60_000)
      const { ids, left } = settle(leg, true)
      expect([ids.toSorted(), left]).toEqual([leg.told.toSorted(), 0])
      expect(leg.invitations().map(({ status, dueAt }) => [status, dueAt?.getTime()])).toEqual(
        Array(4).fill(['Queued', due]),
      )
      close(leg, 3)
      expect(statuses(leg)).toEqual(Array(7).fill('Queued'))
      close(leg, 1)
      expect(statuses(leg)).toEqual([...Array(4).fill('Queued'), ...Array(4).fill('Held')])
    }))

  it('lets it go inside the delivery hours', () =>
    inLeg((leg) => {
      leg.publish(held({ send: { hours: { from: '09:00', to: '10:00', zone: 'UTC' } } }))
      close(leg, 4)
      leg.later(7_200_000)
      settle(leg, true)
      expect(leg.invitations()[0]?.dueAt).toEqual(new Date('2026-11-22T09:00:00Z'))
    }))

  it('lets it go after its time to answer: nobody gets a closed survey', () =>
    inLeg(async (leg) => {
      leg.publish(held({ send: { expire: '1d' } }))
      close(leg, 4)
      inSalesforce(leg)
      leg.later(2 * 86_400_000)
      settle(leg, true)
      await leg.check()
      expect(new Set(leg.invitations().map(({ reason }) => reason))).toEqual(new Set(['expired']))
      expect(leg.sends()).toEqual([])
    }))

  it('drops it: everybody may be asked again', () =>
    inLeg((leg) => {
      leg.publish(held({ participation: { oncePer: ['Case'], cooldown: '90d' } }))
      close(leg, 4)
      expect(settle(leg, false).ids).toHaveLength(4)
      expect(leg.invitations().map(({ status, reason }) => [status, reason])).toEqual(
        Array(4).fill(['Not Sent', 'dropped']),
      )
      expect([leg.count('slots'), leg.count('invited_records')]).toEqual([0, 0])
      expect(settle(leg, false)).toEqual({ ids: [], left: 0 })
      close(leg, 3)
      expect(statuses(leg).slice(4)).toEqual(['Queued', 'Queued', 'Queued'])
    }))

  it('settles a very large one in several goes', () =>
    inLeg((leg) => {
      leg.publish(held())
      close(leg, 501)
      expect([settle(leg, true).left, settle(leg, true).left, settle(leg, true).ids]).toEqual([1, 0, []])
    }))
})
