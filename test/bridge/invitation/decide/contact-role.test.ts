import { describe, expect, it } from 'vitest'
import { anId, anOpportunityProgram, inLeg, won } from '../../../support/invitation/leg.ts'

describe('an opportunity without a contact', () => {
  const contact = { Email: 'role@example.com', Name: 'Rolf', Survey_Language__c: 'fr' }

  it('asks its primary contact role', () =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram())
      const [withRole, without, own] = [anId('006'), anId('006'), anId('006')]
      const [rolf, owner] = [anId('003'), anId('003')]
      leg.reader.roles[withRole] = rolf
      leg.reader.put('Contact', rolf, contact)
      for (const id of [withRole, without]) leg.reader.put('Opportunity', id, {})
      leg.reader.put('Opportunity', own, { ContactId: owner, 'Contact.Email': 'own@example.com' })
      const ids = [withRole, without, own].map((recordId) => leg.notify(won, { object: 'Opportunity', recordId }))
      leg.decide()
      await leg.read()
      expect(ids.map((id) => leg.verdict(id))).toEqual(['invited', 'no_address', 'invited'])
      expect(leg.invitationOf(ids[0]!)).toMatchObject({
        recipient: { person: rolf, email: 'role@example.com', name: 'Rolf' },
        records: { Opportunity: withRole, Contact: rolf },
        language: 'fr',
      })
      expect(leg.reader.calls.map(({ object, ids }) => [object, ids])).toEqual([
        ['Opportunity', [withRole, without, own]],
        ['OpportunityContactRole', [withRole, without]],
        ['Contact', [rolf]],
      ])
    }))

  it('reads of that contact what it would read of its own', () =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram())
      const [recordId, rolf] = [anId('006'), anId('003')]
      leg.reader.roles[recordId] = rolf
      leg.reader.put('Opportunity', recordId, {})
      leg.reader.put('Contact', rolf, contact)
      leg.decided(won, { object: 'Opportunity', recordId })
      await leg.read()
      expect(leg.reader.calls.at(-1)).toEqual({
        object: 'Contact',
        ids: [rolf],
        paths: ['Do_Not_Survey__c', 'Email', 'HasOptedOutOfEmail', 'Name', 'Survey_Language__c'],
      })
    }))

  it('asks nobody when that contact was deleted', () =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram())
      const [recordId, gone] = [anId('006'), anId('003')]
      leg.reader.roles[recordId] = gone
      leg.reader.put('Opportunity', recordId, {})
      leg.reader.delete('Contact', gone)
      const id = leg.decided(won, { object: 'Opportunity', recordId })
      await leg.read()
      expect(leg.verdict(id)).toBe('no_address')
      expect(leg.invitationOf(id)).toMatchObject({ recipient: { person: null }, records: { Opportunity: recordId } })
      expect(leg.invitationOf(id).records).not.toHaveProperty('Contact')
    }))

  it('respects the wish of the one behind the role, and their cool-down', () =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram({ participation: { cooldown: '90d' } }))
      const events = [anId('003'), anId('003')].flatMap((person, n) => {
        leg.reader.put('Contact', person, { Email: `r${n}@example.com`, HasOptedOutOfEmail: n === 1 })
        return [0, 1].map(() => {
          const recordId = anId('006')
          leg.reader.roles[recordId] = person
          leg.reader.put('Opportunity', recordId, {})
          return leg.notify(won, { object: 'Opportunity', recordId })
        })
      })
      leg.decide()
      await leg.read()
      expect(events.map((id) => leg.verdict(id))).toEqual(['invited', 'cooldown', 'opted_out', 'opted_out'])
    }))

  it('and without a role is asked about nobody', () =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram())
      const recordId = anId('006')
      leg.reader.put('Opportunity', recordId, {})
      const id = leg.decided(won, { object: 'Opportunity', recordId })
      await leg.read()
      expect(leg.verdict(id)).toBe('no_address')
      expect(leg.reader.calls.map(({ object }) => object)).toEqual(['Opportunity', 'OpportunityContactRole'])
    }))

  it('asks the role only for programs that ask the contact', () =>
    inLeg(async (leg) => {
      const buyers = { person: 'Buyer__c', email: ['Buyer__r.Email', 'Contact.Backup_Email__c'] }
      leg.publish(anOpportunityProgram(), anOpportunityProgram({ program: 'buyers', recipient: buyers }))
      const [recordId, rolf] = [anId('006'), anId('003')]
      leg.reader.roles[recordId] = rolf
      leg.reader.put('Opportunity', recordId, { Buyer__c: anId('003'), 'Buyer__r.Email': 'buyer@example.com' })
      leg.reader.put('Contact', rolf, contact)
      const id = leg.decided(won, { object: 'Opportunity', recordId })
      await leg.read()
      expect(leg.verdict(id)).toBe('invited, invited')
      expect(leg.reader.calls.at(-1)).toMatchObject({ object: 'Contact' })
      expect(leg.reader.calls.at(-1)?.paths).not.toContain('Backup_Email__c')
    }))

  it('does not ask the role for a program that waits for a field', () =>
    inLeg(async (leg) => {
      const when = { field: 'Contact.Nonsense__c', is: 'x' }
      leg.publish(
        anOpportunityProgram(),
        anOpportunityProgram({ program: 'waits', on: { object: 'Opportunity', when } }),
      )
      leg.reader.unknownFields.add('Opportunity.Contact.Nonsense__c')
      const [recordId, rolf] = [anId('006'), anId('003')]
      leg.reader.roles[recordId] = rolf
      leg.reader.put('Opportunity', recordId, {})
      leg.reader.put('Contact', rolf, contact)
      const id = leg.decided(won, { object: 'Opportunity', recordId })
      await leg.read()
      expect(leg.verdict(id)).toBe('invited')
      expect(leg.reader.calls.at(-1)).toMatchObject({ object: 'Contact' })
      expect(leg.reader.calls.at(-1)?.paths).not.toContain('Nonsense__c')
    }))

  it('is decided without it by a program that asks somebody else', () =>
    inLeg((leg) => {
      leg.publish(anOpportunityProgram({ recipient: { person: 'Buyer__c', email: ['Email__c'] } }))
      expect(leg.verdict(leg.decided({ ...won, Email__c: 'none' }, { object: 'Opportunity' }))).toBe('no_address')
    }))
})
