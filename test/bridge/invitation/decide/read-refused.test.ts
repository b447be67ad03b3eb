import { describe, expect, it } from 'vitest'
import { decideAgain } from '../../../../bridge/invitation/decide/due.ts'
import { aCaseProgram, anId, anOpportunityProgram, inLeg, won } from '../../../support/invitation/leg.ts'
import { aFailure } from '../../../support/invitation/ports.ts'

describe('a program that names a field Salesforce does not know', () => {
  const broken = aCaseProgram({
    program: 'broken',
    on: { object: 'Case', when: { field: 'Contact.Nonsense__c', is: 'x' } },
  })
  const good = aCaseProgram({ recipient: { person: 'ContactId', email: ['Contact.Email'] } })

  it('waits with its events, is told by name, and keeps no other program and object from deciding', () =>
    inLeg(async (leg) => {
      leg.publish(broken, good, anOpportunityProgram())
      leg.reader.unknownFields.add('Case.Contact.Nonsense__c')
      const [caseId, recordId] = [anId('500'), anId('006')]
      leg.reader.put('Case', caseId, { 'Contact.Email': 'good@example.com' })
      leg.reader.put('Opportunity', recordId, { ContactId: anId('003'), 'Contact.Email': 'won@example.com' })
      const ids = [leg.notify({}, { recordId: caseId }), leg.notify(won, { object: 'Opportunity', recordId })]
      leg.decide()
      expect(await leg.read()).toEqual({ ok: true, value: 2 })
      expect(ids.map((id) => leg.verdict(id))).toEqual(['invited', 'invited'])
      expect(leg.decisions(ids[0]!).map(({ program }) => program)).toEqual(['case-closed'])
      expect(leg.alerts()).toEqual({
        'read_refused:broken:decide':
          'The program broken names the field Contact.Nonsense__c that Salesforce does not let us read (INVALID_FIELD). Its events wait and nothing is lost: correct the program, or give the integration user access.',
      })
      expect(leg.sql.exec('SELECT code FROM alerts').toArray()).toEqual([{ code: 'read_refused' }])
      expect(await leg.read()).toEqual({ ok: true, value: 0 }) // not asked in a circle
    }))

  it('decides what waited for it once it is corrected, and nobody decides twice', () =>
    inLeg(async (leg) => {
      leg.publish(broken, good)
      leg.reader.unknownFields.add('Case.Contact.Nonsense__c')
      const caseId = anId('500')
      leg.reader.put('Case', caseId, { 'Contact.Email': 'good@example.com' })
      const id = leg.decided({}, { recordId: caseId })
      await leg.read()
      leg.publish({ ...broken, on: { object: 'Case', when: { field: 'Contact.Title', empty: true } } }, good)
      leg.commit(decideAgain)
      await leg.read()
      expect(leg.decisions(id).map(({ program, outcome }) => [program, outcome])).toEqual([
        ['broken', 'invited'],
        ['case-closed', 'invited'],
      ])
      expect(leg.alerts()).toEqual({})
      expect(leg.count('invitations')).toBe(2)
    }))

  it('is tried again by itself after an hour, once for all its events', () =>
    inLeg(async (leg) => {
      leg.publish(broken)
      leg.reader.unknownFields.add('Case.Contact.Nonsense__c')
      const ids = Array.from({ length: 250 }, () => leg.notify())
      leg.decide()
      await leg.read()
      expect(leg.reader.calls).toHaveLength(1)
      leg.later(3_600_000)
      leg.reader.unknownFields.clear()
      for (const { record_id } of leg.sql.exec<{ record_id: string }>('SELECT record_id FROM notifications').toArray())
        leg.reader.put('Case', record_id, { 'Contact.Nonsense__c': 'x' })
      await leg.read()
      expect(new Set(ids.map((id) => leg.verdict(id)))).toEqual(new Set(['invited']))
    }))

  it.each(['rejected', 'gone'] as const)('and one whose contact roles may not be read (%s) waits too', (kind) =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram())
      const recordId = anId('006')
      leg.reader.put('Opportunity', recordId, {})
      const id = leg.decided(won, { object: 'Opportunity', recordId })
      leg.reader.noRoles = aFailure(kind, { status: 'INVALID_TYPE' })
      expect((await leg.read()).ok).toBe(true)
      expect([leg.verdict(id), leg.alerts()]).toEqual([
        'undecided',
        { 'read_refused:opportunity-won:decide': expect.stringContaining('names something that Salesforce') },
      ])
      leg.reader.noRoles = null
      leg.commit(decideAgain)
      await leg.read()
      expect(leg.verdict(id)).toBe('no_address')
    }),
  )

  it('and is off is not asked for', () =>
    inLeg(async (leg) => {
      leg.publish({ ...broken, mode: 'off' }, good)
      leg.reader.unknownFields.add('Case.Contact.Nonsense__c')
      const recordId = anId('500')
      leg.reader.put('Case', recordId, { 'Contact.Email': 'good@example.com' })
      const id = leg.decided({}, { recordId })
      await leg.read()
      expect(leg.verdict(id)).toBe('program_off, invited')
      expect([leg.reader.calls.length, leg.alerts()]).toEqual([1, {}])
    }))

  it('is not the one to blame when Salesforce is gone by the time it reads alone', () =>
    inLeg(async (leg) => {
      leg.publish(broken, good)
      leg.reader.failures.push(aFailure('rejected'), aFailure('transient'))
      const id = leg.decided({}, { recordId: anId('500') })
      expect(await leg.read()).toMatchObject({ ok: false, failure: { kind: 'transient' } })
      expect([leg.verdict(id), leg.alerts()]).toEqual(['undecided', {}])
    }))
})
