import { describe, expect, it } from 'vitest'
import { keysOf } from '../../../../bridge/invitation/decide/recipient.ts'
import { suppress } from '../../../../bridge/invitation/delivery/suppress.ts'
import { aCaseProgram, anId, anOpportunityProgram, inLeg, won, type Leg } from '../../../support/invitation/leg.ts'
import { aFailure } from '../../../support/invitation/ports.ts'

const rules = { oncePer: ['Case'], cooldown: '90d' }
const wished = aCaseProgram({ participation: rules })

describe('between decision and mail', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['the case was reopened', { IsClosed: false }, 'reopened'],
    ['the person opted out of e-mail', { 'Contact.HasOptedOutOfEmail': true }, 'opted_out'],
    ['the person wants no survey', { 'Contact.Do_Not_Survey__c': true }, 'opted_out'],
    ['the address is gone', { ContactEmail: null }, 'address_gone'],
    ['the address became none', { ContactEmail: 'left the company' }, 'address_gone'],
  ])('%s: nothing is sent, and person and record may be asked again', (_, changed, reason) =>
    inLeg(async (leg) => {
      leg.publish(wished)
      const id = leg.decided()
      leg.inSalesforce(id, changed)
      await leg.check()
      await leg.send()
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Not Sent', reason, step: null, dueAt: null })
      expect([leg.count('slots'), leg.count('invited_records'), leg.count('links')]).toEqual([0, 0, 0])
      expect(leg.told).toEqual(Array(2).fill(leg.invitationOf(id).id)) // queued, then not sent
      expect(leg.mailer.sent).toEqual([])
    }),
  )

  it.each(['delete', 'forget'])('the record was deleted (%s)', (how) =>
    inLeg(async (leg) => {
      leg.publish(wished)
      const id = leg.decided()
      if (how === 'delete') leg.reader.delete('Case', leg.invitationOf(id).recordId)
      await leg.check()
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Not Sent', reason: 'record_deleted' })
    }),
  )

  it('the person unsubscribed, through another mail', () =>
    inLeg(async (leg) => {
      leg.publish(wished)
      const id = leg.decided()
      leg.inSalesforce(id)
      leg.commit((sql, now) => suppress(sql, keysOf(leg.invitationOf(id).recipient), 'unsubscribed', now))
      await leg.check()
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Not Sent', reason: 'unsubscribed' })
    }))

  it('the program’s version cannot be found', () =>
    inLeg(async (leg) => {
      leg.publish(wished)
      const id = leg.decided()
      leg.sql.exec(`DELETE FROM documents WHERE kind = 'program'`)
      await leg.check()
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Not Sent', reason: 'program_off' })
    }))

  it('the address changed: the mail goes to the new one, whose key counts from now on', () =>
    inLeg(async (leg) => {
      leg.publish(wished)
      const id = leg.decided({ ContactEmail: 'old@example.com' })
      leg.inSalesforce(id, { ContactEmail: 'new@example.com', 'Contact.Survey_Language__c': 'fr' })
      await leg.check()
      await leg.send()
      expect(leg.mailer.sent.map(({ to }) => to)).toEqual(['new@example.com'])
      expect(leg.verdict(leg.decided({ ContactEmail: 'new@example.com' }))).toBe('cooldown')
      expect(leg.verdict(leg.decided({ ContactEmail: 'old@example.com' }))).toBe('cooldown')
    }))

  it('the old address bounced and was corrected: the mail goes', () =>
    inLeg(async (leg) => {
      leg.publish(wished)
      const id = leg.decided({ ContactEmail: 'dead@example.com' })
      leg.inSalesforce(id, { ContactEmail: 'alive@example.com' })
      leg.commit((sql, now) => suppress(sql, keysOf({ person: null, email: 'dead@example.com' }), 'bounced', now))
      await leg.check()
      expect(leg.sends()).toHaveLength(1)
    }))

  it('the new address is on our list, or was asked lately: nothing is sent', () =>
    inLeg(async (leg) => {
      leg.publish(wished)
      leg.commit((sql, now) =>
        suppress(sql, keysOf({ person: null, email: 'listed@example.com' }), 'unsubscribed', now),
      )
      await leg.asksOne({ ContactEmail: 'asked@example.com' })
      const askedAt = leg.invitations()[0]!.askedAt.getTime()
      const [listed, asked] = [leg.decided(), leg.decided()]
      leg.inSalesforce(listed, { ContactEmail: 'listed@example.com' })
      leg.inSalesforce(asked, { ContactEmail: 'asked@example.com' })
      await leg.check()
      expect(leg.invitationOf(listed)).toMatchObject({ status: 'Not Sent', reason: 'unsubscribed' })
      expect(leg.invitationOf(asked)).toMatchObject({
        status: 'Not Sent',
        reason: 'cooldown',
        askAgainAt: new Date(askedAt + 90 * 86_400_000),
      })
    }))

  it('the case got another contact: that one is asked, and the answer will stand there', () =>
    inLeg(async (leg) => {
      leg.publish(wished)
      const id = leg.decided({ AccountId: anId('001') })
      const [contact, account] = [anId('003'), anId('001')]
      leg.inSalesforce(id, { ContactId: contact, ContactEmail: 'right@example.com', AccountId: account })
      await leg.check()
      expect(leg.invitationOf(id)).toMatchObject({
        recipient: { person: contact, email: 'right@example.com' },
        records: { Contact: contact, Account: account },
      })
      expect(leg.verdict(leg.decided({ ContactId: contact, ContactEmail: 'x@example.com' }))).toBe('cooldown')
    }))
})

describe('one look', () => {
  it('is one query for many invitations, with what their texts and mappings use', () =>
    inLeg(async (leg) => {
      leg.publish(aCaseProgram({ actions: [{ on: 'response.completed', then: [{ write: 'survey-response' }] }] }))
      const ids = Array.from({ length: 50 }, () => leg.notify())
      leg.decide()
      for (const id of ids) leg.inSalesforce(id, { OwnerId: '005000000000001AAA', 'Owner.Name': 'Ada' })
      await leg.check()
      expect(leg.reader.calls.map(({ object, ids }) => [object, ids.length])).toEqual([['Case', 50]])
      expect(leg.invitations()[0]?.fields).toMatchObject({ OwnerId: '005000000000001AAA', 'Owner.Name': 'Ada' })
      expect(leg.sends()).toHaveLength(50)
    }))

  it('at a person behind a contact role takes their wish and their address of today', () =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram())
      const [stays, leaves] = [anId('003'), anId('003')]
      const ids = [stays, leaves].map((person) => {
        const recordId = anId('006')
        leg.reader.roles[recordId] = person
        leg.reader.put('Opportunity', recordId, { ...won, IsWon: true })
        leg.reader.put('Contact', person, { Email: 'old@example.com', Name: 'Rolf' })
        return leg.notify(won, { object: 'Opportunity', recordId })
      })
      leg.decide()
      await leg.read()
      leg.reader.put('Contact', stays, { Email: 'new@example.com', Name: 'Rolf' })
      leg.reader.put('Contact', leaves, { Email: 'old@example.com', HasOptedOutOfEmail: true })
      leg.reader.calls.length = 0
      await leg.check()
      expect(leg.reader.calls.map(({ object, ids }) => [object, ids.length])).toEqual([
        ['Opportunity', 2],
        ['Contact', 2],
      ])
      expect(leg.invitationOf(ids[0]!)).toMatchObject({
        recipient: { person: stays, email: 'new@example.com', name: 'Rolf' },
        records: { Contact: stays },
      })
      expect(leg.invitationOf(ids[1]!)).toMatchObject({ status: 'Not Sent', reason: 'opted_out' })
    }))

  it('that fails leaves all as it was, and the next one goes on', () =>
    inLeg(async (leg) => {
      leg.publish(wished)
      const id = leg.decided()
      leg.inSalesforce(id)
      const before = leg.invitationOf(id)
      leg.reader.failures.push(aFailure('transient'))
      expect(await leg.check()).toMatchObject({ ok: false })
      expect(leg.invitationOf(id)).toEqual(before)
      expect(await leg.check()).toEqual({ ok: true, value: 1 })
      expect(leg.sends()).toHaveLength(1)
    }))

  it('outside the delivery hours waits for the window, however many there are', () =>
    inLeg(async (leg) => {
      leg.publish(aCaseProgram({ send: { hours: { from: '09:00', to: '10:00', zone: 'UTC' } } }))
      for (let n = 0; n < 450; n++) leg.notify()
      leg.decide()
      leg.now = new Date('2026-11-21T23:00:00Z') // Salesforce was away all day
      expect(await leg.check()).toEqual({ ok: true, value: 0 })
      expect(new Set(leg.invitations().map(({ dueAt }) => dueAt?.toISOString()))).toEqual(
        new Set(['2026-11-22T09:00:00.000Z']),
      )
      expect(leg.reader.calls).toEqual([])
    }))

  it('made twice at once releases each mail once', () =>
    inLeg(async (leg) => {
      leg.publish(wished)
      const id = leg.decided()
      leg.inSalesforce(id)
      await Promise.all([leg.check(), leg.check()])
      await Promise.all([leg.send(), leg.send()])
      expect(leg.mailer.sent).toHaveLength(1)
      expect(leg.count('sends')).toBe(1)
    }))

  it('does not touch what was answered while it read', () =>
    inLeg(async (leg) => {
      leg.publish(wished)
      const id = leg.decided()
      leg.inSalesforce(id)
      leg.reader.meanwhile = () => complete(leg, leg.invitationOf(id).id)
      await leg.check()
      expect(leg.sends()).toEqual([])
      expect(leg.invitationOf(id).status).toBe('Completed')
    }))
})

/** As the survey leg does when an answer came through a link that an agent copied. */
const complete = (leg: Leg, id: string): void =>
  void leg.sql
    .exec(`UPDATE invitations SET status = 'Completed', step = NULL, due_at = NULL WHERE id = ?1`, id)
    .toArray()

describe('a field Salesforce does not know any more', () => {
  it('that decides: the invitation waits, is tried again, and ends when its time is over', () =>
    inLeg(async (leg) => {
      leg.publish(aCaseProgram({ send: { expire: '1d' } }))
      const id = leg.decided()
      leg.inSalesforce(id)
      leg.reader.unknownFields.add('Case.Contact.Do_Not_Survey__c')
      await leg.check()
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Queued', step: 'send' })
      expect(leg.alerts()).toEqual({
        'read_refused:case-closed:send': expect.stringContaining('What it is about to send waits: correct'),
      })
      leg.later(3_600_000)
      leg.reader.unknownFields.clear()
      await leg.check()
      expect([leg.sends().length, leg.alerts()]).toEqual([1, {}])

      const late = leg.decided()
      leg.inSalesforce(late)
      leg.reader.unknownFields.add('Case.Contact.Do_Not_Survey__c')
      leg.later(86_400_000)
      await leg.check()
      expect(leg.invitationOf(late)).toMatchObject({ status: 'Not Sent', reason: 'expired' })
    }))

  it('that only a text uses: the mail goes without it, and the program is told by name', () =>
    inLeg(async (leg) => {
      leg.publish(
        aCaseProgram({ mail: { subject: 'Your {{ fields.Gone__c }} case', body: 'Hello' } }),
        aCaseProgram({ program: 'other', participation: { exempt: true } }),
      )
      const id = leg.decided()
      leg.inSalesforce(id)
      leg.reader.unknownFields.add('Case.Gone__c')
      await leg.check()
      await leg.send()
      expect(leg.mailer.sent.map(({ subject }) => subject).toSorted()).toEqual([expect.any(String), 'Your case'])
      expect(leg.mailer.sent).toHaveLength(2)
      expect(leg.alerts()).toEqual({
        'read_refused:case-closed:texts': expect.stringContaining('Its mails and records go without it: correct'),
      })
    }))
})
