import { describe, expect, it } from 'vitest'
import { keysOf } from '../../../../bridge/invitation/decide/recipient.ts'
import { recordDeliveryEvent } from '../../../../bridge/invitation/delivery/events.ts'
import type { SendResult } from '../../../../bridge/invitation/mailer.ts'
import { resend } from '../../../../bridge/invitation/wish/resend.ts'
import { suppress } from '../../../../bridge/invitation/delivery/suppress.ts'
import { aCaseProgram, inLeg, type Leg } from '../../../support/invitation/leg.ts'
import { refused } from '../../../support/invitation/ports.ts'

const program = aCaseProgram({ participation: { cooldown: '90d' }, send: { remind: ['3d'] } })
const unknown: SendResult = { state: 'unknown', code: 'ETIMEDOUT' }

/** One mail with this end. */
async function mailed(leg: Leg, end: SendResult): Promise<string> {
  leg.publish(program)
  leg.mailer.answers.push(end)
  return leg.asksOne({ ContactEmail: 'kim@example.com' })
}
const again = (leg: Leg, id: string) => leg.commit((sql, now) => resend(sql, leg.invitationOf(id).id, now))
async function onward(leg: Leg): Promise<void> {
  await leg.check()
  await leg.send()
}

describe('a mail that is sent again by a person', () => {
  it('because nobody knew whether it left: one more mail, with a link of its own; the first stays open', () =>
    inLeg(async (leg) => {
      const id = await mailed(leg, unknown)
      expect(again(leg, id)).toEqual({ ok: true, value: null })
      expect(leg.alerts()).toEqual({})
      await onward(leg)
      expect(leg.mailer.sent).toHaveLength(2)
      expect(leg.count('links')).toBe(2)
      expect(leg.sends().map(({ state, settledBy }) => [state, settledBy])).toEqual([
        ['unknown', 'resend'],
        ['sent', null],
      ])
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Sent', step: 'remind' })
    }))

  it('because it bounced: that the address bounced is forgotten, and the slot is taken again', () =>
    inLeg(async (leg) => {
      const id = await mailed(leg, refused('550 5.1.1'))
      expect([leg.count('suppressions'), leg.count('slots')]).toEqual([1, 0])
      expect(again(leg, id).ok).toBe(true)
      await onward(leg)
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Sent', reason: null })
      expect([leg.count('suppressions'), leg.count('slots')]).toEqual([0, 2])
    }))

  it('because it bounced, after the contact was corrected: to the new one', () =>
    inLeg(async (leg) => {
      const id = await mailed(leg, refused('550 5.1.1'))
      leg.inSalesforce(id, { ContactId: '003000000000999AAA', ContactEmail: 'right@example.com' })
      again(leg, id)
      await onward(leg)
      expect(leg.mailer.sent.at(-1)?.to).toBe('right@example.com')
      expect(leg.invitationOf(id).records['Contact']).toBe('003000000000999AAA')
    }))

  it('is looked at once more, as every mail: a bounced one then says why, an unknown one stays open', () =>
    inLeg(async (leg) => {
      const bounced = await mailed(leg, refused('550 5.1.1'))
      leg.mailer.answers.push(unknown)
      const lost = await leg.asksOne()
      for (const id of [bounced, lost]) {
        again(leg, id)
        leg.inSalesforce(id, { IsClosed: false })
      }
      await onward(leg)
      expect(leg.mailer.sent).toHaveLength(2)
      expect(leg.invitationOf(bounced)).toMatchObject({ status: 'Bounced', reason: 'reopened', step: null })
      expect(leg.invitationOf(lost)).toMatchObject({ status: 'Queued', reason: null, step: 'expire' })
      expect([leg.count('links'), leg.count('slots')]).toEqual([2, 2]) // of the unknown one: it may be in a mailbox
    }))

  it('and bounces again', () =>
    inLeg(async (leg) => {
      const id = await mailed(leg, unknown)
      again(leg, id)
      leg.mailer.answers.push(refused('550 5.1.1'))
      await onward(leg)
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Bounced', reason: 'bounced' })
    }))
})

describe('sending again is refused', () => {
  it.each(['unsubscribed', 'complained'] as const)('to a person who %s', (wish) =>
    inLeg(async (leg) => {
      const id = await mailed(leg, unknown)
      leg.commit((sql, now) => suppress(sql, keysOf(leg.invitationOf(id).recipient), wish, now))
      expect(again(leg, id)).toMatchObject({
        ok: false,
        failure: { code: 'conflict', detail: expect.stringContaining(wish) },
      })
      expect(leg.alerts()).not.toEqual({})
    }),
  )

  it.each(['Completed', 'Cancelled', 'Expired', 'Not Sent', 'Held'])('for an invitation that is %s', (status) =>
    inLeg(async (leg) => {
      const id = await mailed(leg, unknown)
      leg.sql.exec('UPDATE invitations SET status = ?1', status)
      expect(again(leg, id)).toMatchObject({
        ok: false,
        failure: { code: 'conflict', detail: expect.stringContaining(status) },
      })
    }),
  )

  it('while it waits, is on its way, or was asked for already; once its time is over; and for what is no mail', () =>
    inLeg(async (leg) => {
      leg.publish(program)
      const id = leg.decided()
      leg.inSalesforce(id)
      expect(again(leg, id).ok).toBe(false)
      await leg.check()
      expect(again(leg, id).ok).toBe(false)
      leg.mailer.meanwhile = () => expect(again(leg, id).ok).toBe(false)
      leg.mailer.answers.push(unknown)
      await leg.send()
      expect([again(leg, id).ok, again(leg, id).ok]).toEqual([true, false])
      leg.now = leg.invitationOf(id).expiresAt
      leg.sql.exec(`UPDATE invitations SET step = 'expire'`)
      expect(again(leg, id)).toMatchObject({ ok: false, failure: { code: 'conflict' } })
      leg.sql.exec(`UPDATE invitations SET channel = 'link'`)
      expect(again(leg, id)).toMatchObject({ ok: false, failure: { code: 'not_found' } })
    }))
})

describe('an unknown mail', () => {
  it('that is heard of had left: Sent, and its reminder is due from now on', () =>
    inLeg(async (leg) => {
      const id = await mailed(leg, unknown)
      const [send] = leg.sends()
      leg.later(3_600_000)
      const event = { kind: 'delivered' as const, providerId: null, sendId: send!.id, email: null }
      leg.commit((sql, now) => recordDeliveryEvent(sql, event, now))
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Sent', step: 'remind' })
      expect(leg.alerts()).toEqual({})
    }))
})
