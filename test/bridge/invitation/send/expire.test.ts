import { describe, expect, it } from 'vitest'
import { aCaseProgram, inLeg } from '../../../support/invitation/leg.ts'

const program = aCaseProgram({ send: { after: '2h', expire: '5d' }, participation: { cooldown: '90d' } })

describe('the end of an invitation', () => {
  it.each([
    ['Sent', 'Expired'],
    ['Opened', 'Expired'],
    ['Partial', 'Expired'],
    ['Queued', 'Expired'], // of which nobody knows whether its mail left
    ['Completed', 'Completed'],
    ['Bounced', 'Bounced'],
    ['Cancelled', 'Cancelled'],
  ])('makes what is %s %s, and tells Salesforce', (status, then) =>
    inLeg((leg) => {
      leg.publish(program)
      const id = leg.decided()
      const { expiresAt, id: invitationId } = leg.invitationOf(id)
      leg.sql.exec(`UPDATE invitations SET status = ?1, step = 'expire', due_at = expires_at`, status)
      leg.now = new Date(expiresAt.getTime() - 1)
      expect(leg.expire()).toBe(0)
      leg.now = expiresAt
      expect([leg.expire(), leg.expire()]).toEqual([1, 0])
      expect(leg.invitationOf(id)).toMatchObject({ status: then, step: null, dueAt: null })
      expect(leg.told.filter((told) => told === invitationId)).toHaveLength(2) // decided, ended
    }),
  )

  it('counts from when it was due to be sent, and keeps the person’s slot: they were asked', () =>
    inLeg(async (leg) => {
      leg.publish(program)
      const id = leg.decided()
      leg.inSalesforce(id)
      leg.later(7_201_000)
      await leg.check()
      await leg.send()
      const { askedAt, expiresAt, dueAt } = leg.invitationOf(id)
      expect(expiresAt.getTime() - askedAt.getTime()).toBe(5 * 86_400_000 + 7_200_000)
      expect(dueAt).toEqual(expiresAt)
      leg.now = expiresAt
      leg.expire()
      expect([leg.invitationOf(id).status, leg.count('slots')]).toEqual(['Expired', 2])
    }))

  it('comes for many in batches, by mail and by link', () =>
    inLeg((leg) => {
      leg.publish(program)
      for (let n = 0; n < 450; n++) leg.notify()
      leg.decide()
      leg.sql.exec(`UPDATE invitations SET status = 'Sent', step = 'expire', due_at = expires_at`)
      leg.sql.exec(`UPDATE invitations SET channel = 'link' WHERE id > 'X'`)
      leg.later(6 * 86_400_000)
      let ended = 0
      for (let some = leg.expire(); some > 0; some = leg.expire()) ended += some
      expect(ended).toBe(450)
    }))

  it('before it could be sent: not sent, and they may be asked again', () =>
    inLeg(async (leg) => {
      leg.publish(program)
      const id = leg.decided()
      leg.inSalesforce(id)
      leg.now = leg.invitationOf(id).expiresAt // Salesforce or the mail server was away for days
      await leg.check()
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Not Sent', reason: 'expired' })
      expect([leg.count('slots'), leg.sends().length]).toEqual([0, 0])
    }))
})
