import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { id18 } from '../../../../bridge/core/salesforce/record-id.ts'
import { suppress } from '../../../../bridge/invitation/delivery/suppress.ts'
import { keysOf } from '../../../../bridge/invitation/decide/recipient.ts'
import { endUnsent } from '../../../../bridge/invitation/send/end.ts'
import { aCaseProgram, anId, inLeg, type Leg } from '../../../support/invitation/leg.ts'

const day = 86_400_000
const participation = (rules: Record<string, unknown>) => aCaseProgram({ participation: rules })

describe('once per record', () => {
  const caseId = '500000000000777AAA'
  const close = (leg: Leg, fields = {}) => leg.decided(fields, { recordId: caseId })

  it('is asked once, however often it is reopened and closed; the decision names the first invitation', () =>
    inLeg((leg) => {
      leg.publish(participation({ oncePer: ['Case'] }))
      const first = close(leg)
      leg.later(day)
      const second = close(leg)
      expect([leg.verdict(first), leg.verdict(second)]).toEqual(['invited', 'already_asked'])
      expect(leg.decisions(second)[0]?.invitation_id).toBe(leg.decisions(first)[0]?.invitation_id)
      expect(leg.count('invitations')).toBe(1)
    }))

  it('is asked again after it was reopened, where the program wants that', () =>
    inLeg((leg) => {
      leg.publish(participation({ oncePer: ['Case'], onReopen: 'ask' }))
      close(leg)
      leg.later(day)
      expect(leg.verdict(close(leg))).toBe('invited')
      expect(leg.count('invitations')).toBe(2)
    }))

  it('counts for the record in its role, in 15 or 18 characters, and for this program only', () =>
    inLeg((leg) => {
      leg.publish(
        participation({ oncePer: ['Account'] }),
        aCaseProgram({ program: 'other', participation: { oncePer: ['Account'] } }),
      )
      const account = '0010000000abcDE'
      expect(leg.verdict(leg.decided({ AccountId: account }))).toBe('invited, invited')
      expect(leg.verdict(leg.decided({ AccountId: id18(account) }))).toBe('already_asked, already_asked')
      expect(leg.verdict(leg.decided({ AccountId: anId('001') }))).toBe('invited, invited')
      expect(leg.verdict(leg.decided({ AccountId: null }))).toBe('invited, invited')
    }))

  it('may be asked about again when the invitation ended unsent', () =>
    inLeg((leg) => {
      leg.publish(participation({ oncePer: ['Case'], cooldown: '90d' }))
      const contact = { ContactId: anId('003') }
      const first = close(leg, contact)
      leg.commit((sql) => endUnsent(sql, leg.invitationOf(first).id, 'reopened'))
      expect([leg.count('slots'), leg.count('invited_records')]).toEqual([0, 0])
      leg.later(day)
      expect(leg.verdict(close(leg, contact))).toBe('invited')
    }))
})

describe('the cool-down of a person', () => {
  const programs = [participation({ cooldown: '90d' }), aCaseProgram({ program: 'other', on: { object: 'Order' } })]

  it('holds back the second of two cases closed in the same message, and says until when', () =>
    inLeg((leg) => {
      leg.publish(participation({ cooldown: '90d' }))
      const contact = { ContactId: anId('003'), ContactEmail: 'two@example.com' }
      const ids = [leg.notify(contact), leg.notify(contact)]
      leg.decide()
      expect(ids.map((id) => leg.verdict(id))).toEqual(['invited', 'cooldown'])
      expect(leg.decisions(ids[1]!)[0]?.ask_again_at).toBe(leg.now.getTime() + 90 * day)
      expect(leg.invitationOf(ids[1]!)).toMatchObject({ status: 'Not Sent', reason: 'cooldown', dueAt: null })
      expect(leg.invitationOf(ids[1]!).askAgainAt).toEqual(new Date(leg.now.getTime() + 90 * day))
      expect(leg.told).toEqual(ids.map((id) => leg.invitationOf(id).id))
    }))

  it.each<[string, Record<string, string | null>, string]>([
    ['by contact, another address', { ContactId: '003000000000500AAA', ContactEmail: 'new@example.com' }, 'cooldown'],
    ['by contact, in 15 characters', { ContactId: '003000000000500', ContactEmail: 'new@example.com' }, 'cooldown'],
    ['by address, no contact', { ContactId: null, ContactEmail: ' KIM@example.com' }, 'cooldown'],
    ['by address, another contact', { ContactId: '003000000000501AAA', ContactEmail: 'kim@example.com' }, 'cooldown'],
    ['somebody else', { ContactId: '003000000000501AAA', ContactEmail: 'other@example.com' }, 'invited'],
  ])('matches on any key: %s', (_, fields, verdict) =>
    inLeg((leg) => {
      leg.publish(participation({ cooldown: '90d' }))
      leg.decided({ ContactId: '003000000000500AAA', ContactEmail: 'kim@example.com' })
      expect(leg.verdict(leg.decided(fields))).toBe(verdict)
    }),
  )

  it('is counted over all programs', () =>
    inLeg((leg) => {
      leg.publish(...programs)
      const person = { ContactId: anId('003'), ContactEmail: 'all@example.com' }
      const order = leg.notify({ ...person, IsClosed: 'true', ClosedDate: 'x' }, { object: 'Order' })
      leg.decide()
      expect([leg.verdict(order), leg.verdict(leg.decided(person))]).toEqual(['invited', 'cooldown'])
      leg.later(90 * day)
      expect(leg.verdict(leg.decided(person))).toBe('invited')
    }))

  it('does not bind an exempt program, which does not count for others either', () =>
    inLeg((leg) => {
      const exempt = { participation: { cooldown: '90d', exempt: true } }
      leg.publish(
        participation({ cooldown: '90d' }),
        aCaseProgram({ program: 'exempt', on: { object: 'Order' }, ...exempt }),
      )
      const person = { ContactId: anId('003'), ContactEmail: 'ex@example.com' }
      const order = () => leg.decided({ ...person, ClosedDate: anId('x') }, { object: 'Order' })
      expect([order(), order()].map((id) => leg.verdict(id))).toEqual(['invited', 'invited'])
      expect(leg.verdict(leg.decided(person))).toBe('invited')
      expect(leg.verdict(order())).toBe('invited')
    }))

  it('lets one of 100 cases closed at once through', () =>
    inLeg((leg) => {
      leg.publish(participation({ cooldown: '30d' }))
      const person = { ContactId: anId('003'), ContactEmail: 'hundred@example.com' }
      const ids = Array.from({ length: 100 }, () => leg.notify(person))
      leg.decide()
      const verdicts = ids.map((id) => leg.verdict(id))
      expect(verdicts.filter((verdict) => verdict === 'invited')).toHaveLength(1)
      expect(verdicts.filter((verdict) => verdict === 'cooldown')).toHaveLength(99)
    }))

  it('is never broken, whatever closes when for whom', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            contact: fc.integer({ min: 0, max: 2 }),
            address: fc.integer({ min: 0, max: 2 }),
            days: fc.integer({ min: 0, max: 20 }),
          }),
          { maxLength: 25 },
        ),
        (events) =>
          inLeg((leg) => {
            leg.publish(participation({ cooldown: '30d' }))
            const asked: { contact: number; address: number; at: number }[] = []
            for (const { contact, address, days } of events) {
              leg.later(days * day)
              const id = leg.decided({
                ContactId: `00300000000090${contact}AAA`,
                ContactEmail: `a${address}@example.com`,
              })
              const at = leg.now.getTime()
              const recent = asked.some(
                (one) => at - one.at < 30 * day && (one.contact === contact || one.address === address),
              )
              expect(leg.verdict(id)).toBe(recent ? 'cooldown' : 'invited')
              if (!recent) asked.push({ contact, address, at })
            }
          }),
      ),
      { numRuns: 25 },
    ))
})

describe('our own list', () => {
  it('keeps a person from being asked, by any key', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram())
      const kim = { person: '003000000000600AAA', email: 'listed@example.com' }
      leg.commit((sql, now) => suppress(sql, keysOf(kim), 'unsubscribed', now))
      expect(leg.verdict(leg.decided({ ContactId: kim.person, ContactEmail: 'new@example.com' }))).toBe('unsubscribed')
      expect(leg.verdict(leg.decided({ ContactEmail: 'Listed@Example.com' }))).toBe('unsubscribed')
      expect(leg.verdict(leg.decided())).toBe('invited')
    }))
})

describe('the same event', () => {
  it('makes one invitation, whatever door it came through and however its moment is spelled', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram({ participation: { onReopen: 'ask' } }))
      const recordId = anId('500')
      const spellings = ['2026-11-21T08:00:00.000Z', '2026-11-21T08:00:00.000+0000', '2026-11-21T08:00:00Z']
      const ids = spellings.map((ClosedDate) => leg.notify({ ClosedDate }, { recordId }))
      leg.decide()
      expect(ids.map((id) => leg.verdict(id))).toEqual(['invited', 'already_decided', 'already_decided'])
      expect(new Set(ids.map((id) => leg.decisions(id)[0]?.invitation_id)).size).toBe(1)
    }))

  it('is not asked about later because the first time it was refused', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram())
      const event = { recordId: anId('500') }
      const ClosedDate = '2026-11-21T08:00:00.000Z'
      expect(leg.verdict(leg.decided({ ClosedDate, ContactEmail: null, SuppliedEmail: '' }, event))).toBe('undecided')
      expect(leg.verdict(leg.decided({ ClosedDate, ContactEmail: 'none', SuppliedEmail: 'none' }, event))).toBe(
        'no_address',
      )
      expect(leg.verdict(leg.decided({ ClosedDate }, event))).toBe('already_decided')
    }))

  it('keeps its record’s id in 18 characters, also where an old message has 15', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram())
      const recordId = anId('500')
      const invitation = leg.invitationOf(leg.decided({ Id: recordId.slice(0, 15) }, { recordId }))
      expect(invitation).toMatchObject({ recordId, records: { Case: recordId }, fields: { Id: recordId } })
    }))

  it('decided twice at once changes nothing the second time', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram())
      const id = leg.decided()
      leg.sql.exec('UPDATE notifications SET decide_at = ?1 WHERE id = ?2', leg.now.getTime(), id) // as if the first run were not recorded
      leg.decide()
      expect([leg.verdict(id), leg.count('decisions'), leg.count('invitations')]).toEqual(['invited', 1, 1])
      expect(leg.told).toHaveLength(1)
    }))
})

describe('an event', () => {
  it('no program is about keeps that as its reason, and a record without type was deleted', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram())
      expect(leg.verdict(leg.decided({}, { object: 'Task' }))).toBe('no_program')
      expect(leg.verdict(leg.decided({}, { object: '', recordId: '', note: 'deleted' }))).toBe('record_deleted')
      expect(leg.verdict(leg.decided({}, { note: 'deleted' }))).toBe('record_deleted')
      expect(leg.count('invitations')).toBe(0)
    }))

  it('of somebody who is not asked is told to Salesforce as the program wishes', () =>
    inLeg((leg) => {
      const watched = (notSent: string) => aCaseProgram({ program: notSent, mode: 'watch', notSent })
      leg.publish(watched('records'), watched('latest'), watched('none'))
      const id = leg.decided()
      const [latest, , records] = leg.decisions(id)
      expect(leg.verdict(id)).toBe('watching, watching, watching')
      expect(leg.told.toSorted()).toEqual([latest?.invitation_id, records?.invitation_id].toSorted())
    }))
})
