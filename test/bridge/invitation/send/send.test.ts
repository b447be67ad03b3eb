import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { connection } from '../../../../bridge/core/tables/connections.ts'
import { keysOf } from '../../../../bridge/invitation/decide/recipient.ts'
import { isRecipientAtFault } from '../../../../bridge/invitation/send/refused.ts'
import { suppress } from '../../../../bridge/invitation/delivery/suppress.ts'
import { dueLanes } from '../../../../bridge/org/due.ts'
import { aCaseProgram, anObject, inLeg, type Leg } from '../../../support/invitation/leg.ts'
import { refused } from '../../../support/invitation/ports.ts'

const program = aCaseProgram({ participation: { oncePer: ['Case'], cooldown: '90d' }, send: { remind: ['3d'] } })

/** One mail, checked and waiting for its lane. */
async function checked(leg: Leg): Promise<string> {
  leg.publish(program)
  const id = leg.decided({ ContactEmail: 'kim@example.com' })
  leg.inSalesforce(id)
  await leg.check()
  return id
}

describe('a mail', () => {
  it('that the server takes makes the invitation Sent; the reminder is due', () =>
    inLeg(async (leg) => {
      const id = await checked(leg)
      await leg.send()
      expect(leg.sends()).toMatchObject([
        { state: 'sent', kind: 'invite', providerId: expect.stringMatching(/@example\.com$/) },
      ])
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Sent', sentAt: leg.now, step: 'remind' })
      expect(leg.invitationOf(id).dueAt).toEqual(new Date(leg.now.getTime() + 3 * 86_400_000))
      expect(leg.told).toHaveLength(2)
    }))

  it('has a link of its own and names its send', () =>
    inLeg(async (leg) => {
      await checked(leg)
      await leg.send()
      const [mail] = leg.mailer.sent
      expect(mail).toMatchObject({ to: 'kim@example.com', sendId: leg.sends()[0]!.id })
      expect(mail?.text).toMatch(/https:\/\/bridge\.example\/s\/abcdefghijklmnop\/\w{22}/)
      expect(mail?.unsubscribeUrl).toMatch(/^https:\/\/bridge\.example\/u\/abcdefghijklmnop\/\w{22}$/)
      expect(leg.count('links')).toBe(1)
    }))

  it.each(['550 5.1.1', '550', '553 5.1.3', '550 5.2.1', 'invalid_address'])(
    'refused because of its address (%s) bounces: told, listed, and the slots given back',
    (code) =>
      inLeg(async (leg) => {
        const id = await checked(leg)
        leg.mailer.answers.push(refused(code))
        await leg.send()
        expect(leg.sends()).toMatchObject([{ state: 'refused', code }])
        expect(leg.invitationOf(id)).toMatchObject({ status: 'Bounced', reason: 'bounced', step: null, dueAt: null })
        expect([leg.count('slots'), leg.count('invited_records')]).toEqual([0, 0])
        expect(leg.told).toHaveLength(2)
        expect(leg.verdict(leg.decided({ ContactEmail: 'KIM@example.com' }))).toBe('bounced')
        // A dead mailbox says nothing about the person behind it.
        const { person } = leg.invitationOf(id).recipient
        expect(leg.verdict(leg.decided({ ContactId: person, ContactEmail: 'new@example.com' }))).toBe('invited')
      }),
  )

  it.each(['554 5.7.1', '552 5.3.4', '550 5.7.1', '550 5.1.8', 'invalid_header'])(
    'refused for good, but not because of its address (%s), leaves the address alone',
    (code) =>
      inLeg(async (leg) => {
        const id = await checked(leg)
        leg.mailer.answers.push(refused(code))
        await leg.send()
        expect(leg.invitationOf(id)).toMatchObject({ status: 'Bounced', reason: 'refused' })
        expect([leg.count('suppressions'), leg.count('slots')]).toEqual([0, 0])
      }),
  )

  it('refused for now is checked anew and tried later, ten times, then bounces', () =>
    inLeg(async (leg) => {
      const id = await checked(leg)
      const waits: number[] = []
      for (let tries = 0; tries < 20 && leg.invitationOf(id).status === 'Queued'; tries++) {
        leg.mailer.answers.push(refused('451 4.7.1', { again: true }))
        await leg.send()
        const { dueAt } = leg.invitationOf(id)
        if (!dueAt) break
        waits.push(dueAt.getTime() - leg.now.getTime())
        leg.now = dueAt
        await leg.check()
      }
      expect(waits.map((ms) => Math.floor(ms / 1000))).toEqual([
        6, 31, 121, 601, 1801, 7201, 21601, 43201, 86401, 86401,
      ])
      expect(leg.mailer.sent).toHaveLength(11)
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Bounced', reason: 'refused' })
      expect(leg.count('suppressions')).toBe(0)
    }))

  it.each([
    ['for now', true, false],
    ['for good', false, true],
  ])('refused by the connection %s waits as it was: the fault is the connection’s', (_, again, stops) =>
    inLeg(async (leg) => {
      const id = await checked(leg)
      leg.mailer.answers.push(refused('535 5.7.8', { again, of: 'connection' }))
      await leg.send()
      expect(leg.sends()).toMatchObject([{ state: 'waiting' }])
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Queued' })
      const { opensAt, failures } = connection(leg.sql, 'mail')!
      expect([opensAt === null, failures]).toEqual([stops, 1])
      await leg.send()
      expect(leg.mailer.sent).toHaveLength(1) // not before it opens
      leg.sql.exec(`UPDATE connections SET opens_at = 0 WHERE name = 'mail'`)
      leg.later(60_000)
      await leg.send()
      expect(leg.sends()).toMatchObject([{ state: 'sent' }])
      expect(connection(leg.sql, 'mail')?.failures).toBe(0)
    }),
  )

  it('of which nobody knows whether it left is listed, told, and never repeated', () =>
    inLeg(async (leg) => {
      const id = await checked(leg)
      leg.mailer.answers.push({ state: 'unknown', code: 'ETIMEDOUT' })
      await leg.send()
      const [send] = leg.sends()
      expect(send).toMatchObject({ state: 'unknown', code: 'ETIMEDOUT', settledBy: null })
      expect(leg.alerts()).toEqual({ [`send_unknown:${send!.id}`]: expect.stringContaining('resend it') })
      for (let day = 0; day < 40; day++) {
        leg.later(86_400_000)
        await leg.check()
        await leg.send()
        leg.expire()
      }
      expect(leg.mailer.sent).toHaveLength(1)
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Expired', sentAt: null })
      expect(leg.count('slots')).toBe(2) // it may have reached them
    }))

  it('whose mailer throws, against its word, is unknown too', () =>
    inLeg(async (leg) => {
      await checked(leg)
      leg.mailer.meanwhile = async () => Promise.reject(new Error('a bug'))
      await leg.send()
      expect(leg.sends()).toMatchObject([{ state: 'unknown', code: 'threw' }])
    }))

  it('whose text cannot be filled in is not sent; its program is told by name', () =>
    inLeg(async (leg) => {
      leg.publish(aCaseProgram({ mail: { subject: 'x', body: '{{ fields.Subject | divided_by: 0 | nonsense }}' } }))
      const id = leg.decided()
      leg.inSalesforce(id)
      await leg.check()
      await leg.send()
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Not Sent', reason: 'not_rendered' })
      expect(Object.keys(leg.alerts())).toEqual(['not_rendered:case-closed'])
      expect([leg.mailer.sent, leg.count('slots')]).toEqual([[], 0])
    }))
})

describe('in the minutes between check and mail', () => {
  it('the person unsubscribes: stopped', () =>
    inLeg(async (leg) => {
      const id = await checked(leg)
      leg.commit((sql, now) => suppress(sql, keysOf(leg.invitationOf(id).recipient), 'unsubscribed', now))
      await leg.send()
      expect(leg.mailer.sent).toEqual([])
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Not Sent', reason: 'unsubscribed' })
      expect(leg.sends()).toMatchObject([{ state: 'refused', code: 'unsubscribed' }])
      expect([leg.count('slots'), leg.told.length]).toEqual([0, 2])
    }))

  it('more than five pass, because the server was away: checked again', () =>
    inLeg(async (leg) => {
      const id = await checked(leg)
      leg.later(301_000)
      leg.inSalesforce(id, { IsClosed: false })
      expect(await leg.send()).toBe(1)
      expect([leg.mailer.sent, leg.count('links')]).toEqual([[], 0])
      await leg.check()
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Not Sent', reason: 'reopened' })
    }))
})

describe('an object that is thrown out of memory', () => {
  // In the future, so that no alarm of the object goes off by itself.
  const later = new Date('2031-01-01T00:00:00Z')

  it.each(['before the check', 'after the check'])('%s goes on where it was', async (moment) => {
    const { stub, run } = anObject()
    const id = await run(async (leg) => {
      leg.now = later
      leg.publish(program)
      const decided = leg.decided()
      leg.inSalesforce(decided)
      if (moment === 'after the check') await leg.check()
      return decided
    })
    await evictDurableObject(stub)
    await run(async (leg) => {
      leg.now = new Date(later.getTime() + 5000)
      leg.inSalesforce(id)
      await leg.check()
      await leg.send()
      expect(leg.invitationOf(id).status).toBe('Sent')
      expect([leg.mailer.sent.length, leg.sends().length]).toEqual([1, 1])
    })
  })

  it('while a mail is on its way does not know what became of it, and says so', async () => {
    const { stub, run } = anObject()
    const id = await run(async (leg) => {
      leg.now = later
      const decided = await checked(leg)
      leg.mailer.meanwhile = () => new Promise(() => {})
      void leg.send()
      expect(leg.sends()).toMatchObject([{ state: 'in_flight' }])
      return decided
    })
    await evictDurableObject(stub)
    await run(async (leg) => {
      leg.now = new Date(later.getTime() + 5000)
      const [send] = leg.sends()
      expect(send).toMatchObject({ state: 'unknown', code: 'interrupted' })
      expect(Object.keys(leg.alerts())).toEqual([`send_unknown:${send!.id}`])
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Queued', step: 'expire' })
      await leg.check()
      await leg.send()
      expect(leg.mailer.sent).toEqual([])
      leg.now = leg.invitationOf(id).expiresAt
      leg.expire()
      expect(leg.invitationOf(id).status).toBe('Expired')
    })
    await runInDurableObject(stub, (_, { storage }) => storage.deleteAlarm())
  })
})

describe('an address is at fault', () => {
  it.each([
    ['550', true],
    ['551', true],
    ['553', true],
    ['552', false],
    ['554', false],
    ['550 5.1.1', true],
    ['550 5.1.10', true],
    ['550 5.1.7', false],
    ['550 5.1.8', false],
    ['550 5.2.1', true],
    ['550 5.2.2', false],
    ['550 5.7.1', false],
    ['535 5.7.8', false],
    ['invalid_address', true],
    ['E_VALIDATION_ERROR', false],
  ])('by %s: %s', (code, isAtFault) => {
    expect(isRecipientAtFault(code)).toBe(isAtFault)
  })
})

describe('a lane', () => {
  it('that hangs at Salesforce delays no mail that was checked, and a stopped Salesforce only what needs it', () =>
    inLeg(async (leg) => {
      await checked(leg)
      leg.decided()
      leg.later(1000)
      expect(dueLanes(leg.sql, {}, leg.now)).toEqual(['check', 'mail'])
      expect(dueLanes(leg.sql, { check: null }, leg.now)).toEqual(['mail'])
      leg.sql.exec(`UPDATE connections SET reads_at = NULL, opens_at = NULL WHERE name = 'salesforce'`)
      leg.notify({ ContactEmail: null })
      leg.decide()
      leg.later(1000)
      expect(dueLanes(leg.sql, {}, leg.now)).toEqual(['mail'])
      leg.sql.exec(`UPDATE connections SET reads_at = 0 WHERE name = 'salesforce'`)
      expect(dueLanes(leg.sql, {}, leg.now)).toEqual(['read', 'check', 'mail'])
    }))

  it('checks nothing while the mail server is away: it would be checked in vain', () =>
    inLeg((leg) => {
      leg.publish(program)
      leg.decided()
      leg.later(1000)
      leg.sql.exec(`UPDATE connections SET opens_at = NULL WHERE name = 'mail'`)
      expect(dueLanes(leg.sql, {}, leg.now)).toEqual([])
    }))
})
