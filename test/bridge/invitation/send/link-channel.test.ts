import { describe, expect, it } from 'vitest'
import { linkRef } from '../../../../bridge/invitation/send/link.ts'
import { aCaseProgram, inLeg } from '../../../support/invitation/leg.ts'

const byLink = (more: Record<string, unknown> = {}, send: Record<string, unknown> = {}) =>
  aCaseProgram({ send: { by: 'link', linkField: 'Survey_Link__c', expire: '30d', ...send }, ...more })

describe('a program that asks by link', () => {
  it('hands the link over to the record, once, after the same last look; nothing is mailed', () =>
    inLeg(async (leg) => {
      leg.publish(byLink())
      const id = leg.decided()
      leg.inSalesforce(id)
      await leg.check()
      expect(leg.links).toEqual([])
      await leg.checkLinks()
      await leg.checkLinks()
      const invitation = leg.invitationOf(id)
      expect(leg.links).toEqual([invitation.id])
      expect(linkRef(leg.sql, invitation.id)).toMatch(/^[0-9a-f]{20}$/)
      expect(invitation).toMatchObject({ status: 'Sent', sentAt: expect.any(Date), step: 'expire' })
      expect(leg.told).toEqual([invitation.id, invitation.id])
      expect([leg.sends(), leg.mailer.sent, leg.count('links')]).toEqual([[], [], 1])
    }))

  it('needs no address', () =>
    inLeg(async (leg) => {
      leg.publish(byLink())
      const id = leg.decided({ ContactEmail: 'none', SuppliedEmail: 'none' })
      leg.inSalesforce(id)
      await leg.checkLinks()
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Sent', recipient: { email: null } })
    }))

  it.each<[string, Record<string, unknown>, string]>([
    ['was reopened', { IsClosed: false }, 'reopened'],
    ['opted out', { 'Contact.Do_Not_Survey__c': true }, 'opted_out'],
  ])('hands over nothing when the record or person %s', (_, changed, reason) =>
    inLeg(async (leg) => {
      leg.publish(byLink({ participation: { cooldown: '90d' } }))
      const id = leg.decided()
      leg.inSalesforce(id, changed)
      await leg.checkLinks()
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Not Sent', reason })
      expect([leg.links, leg.count('links'), leg.count('slots')]).toEqual([[], 0, 0])
    }),
  )

  it('is handed over inside the delivery hours', () =>
    inLeg(async (leg) => {
      leg.publish(byLink({}, { hours: { from: '12:00', to: '13:00', zone: 'UTC' } }))
      const id = leg.decided()
      leg.inSalesforce(id)
      await leg.checkLinks()
      expect(leg.links).toEqual([])
      leg.now = new Date('2026-11-21T12:00:00Z')
      await leg.checkLinks()
      expect(leg.links).toHaveLength(1)
    }))

  it('is not reminded of, for nobody knows how it was sent; it ends', () =>
    inLeg(async (leg) => {
      leg.publish(byLink({}, { remind: ['3d'] }))
      const id = leg.decided()
      leg.inSalesforce(id)
      await leg.checkLinks()
      leg.later(4 * 86_400_000)
      await leg.checkLinks()
      expect([leg.links.length, leg.count('links')]).toEqual([1, 1])
      leg.later(30 * 86_400_000)
      leg.expire()
      expect(leg.invitationOf(id).status).toBe('Expired')
    }))

  it('made twice at once hands over one link', () =>
    inLeg(async (leg) => {
      leg.publish(byLink())
      const id = leg.decided()
      leg.inSalesforce(id)
      await Promise.all([leg.checkLinks(), leg.checkLinks()])
      expect([leg.links.length, leg.count('links')]).toEqual([1, 1])
    }))
})
