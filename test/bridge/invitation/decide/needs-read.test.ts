import { describe, expect, it } from 'vitest'
import { aCaseProgram, anId, anOpportunityProgram, inLeg, won } from '../../../support/invitation/leg.ts'
import { aFailure } from '../../../support/invitation/ports.ts'

describe('a message', () => {
  it.each<[string, Record<string, unknown>, Record<string, string | null>, string]>([
    ['with all a program decides by needs no read', {}, {}, 'invited'],
    [
      'about what the condition leaves out needs none',
      { on: { object: 'Case', when: { field: 'IsClosed', is: false } } },
      { ContactEmail: null },
      'condition_not_met',
    ],
    ['of a program that is off needs none', { mode: 'off' }, { ContactEmail: null }, 'program_off'],
    ['without any address is made sure of', {}, { ContactEmail: null }, 'undecided'],
    ['without the occasion is made sure of', {}, { ClosedDate: null }, 'undecided'],
    [
      'lacks a parent’s field of the condition',
      { on: { object: 'Case', when: { field: 'Contact.Title', is: 'x' } } },
      {},
      'undecided',
    ],
    [
      'lacks a parent’s field of the records',
      { records: { Case: 'Id', Account: 'Contact.AccountId' } },
      {},
      'undecided',
    ],
    ['lacks an address at the parent', { recipient: { email: ['Contact.Email'] } }, {}, 'undecided'],
    [
      'lacks one of two fields of the condition',
      {
        on: {
          object: 'Case',
          when: {
            all: [
              { field: 'IsClosed', is: true },
              { field: 'Contact.Title', is: 'x' },
            ],
          },
        },
      },
      {},
      'undecided',
    ],
    [
      'whose addresses are none says enough, also without a contact',
      {},
      { ContactId: null, ContactEmail: 'none', SuppliedEmail: 'none' },
      'no_address',
    ],
  ])('%s', (_, program, fields, verdict) =>
    inLeg((leg) => {
      leg.publish(aCaseProgram(program))
      expect(leg.verdict(leg.decided(fields))).toBe(verdict)
    }),
  )

  it('that is too wide is read, and decided by what was read', () =>
    inLeg(async (leg) => {
      leg.publish(aCaseProgram())
      const recordId = anId('500')
      const id = leg.decided({}, { recordId, note: 'too_wide' })
      leg.reader.put('Case', recordId, {
        IsClosed: true,
        ClosedDate: '2026-11-21T08:00:00.000+0000',
        ContactEmail: 'w@example.com',
      })
      expect(leg.verdict(id)).toBe('undecided')
      await leg.read()
      expect(leg.verdict(id)).toBe('invited')
      expect(leg.invitationOf(id).occasion).toBe('2026-11-21T08:00:00.000Z')
    }))
})

describe('a message that only names its record', () => {
  it('is read, so that its condition can be met', () =>
    inLeg(async (leg) => {
      leg.publish(aCaseProgram())
      const recordId = anId('500')
      const nothing = { IsClosed: null, ClosedDate: null, ContactId: null, ContactEmail: null }
      const id = leg.decided(nothing, { recordId })
      leg.reader.put('Case', recordId, {
        IsClosed: true,
        ClosedDate: '2026-11-21T08:00:00.000+0000',
        ContactEmail: 'm@example.com',
      })
      expect(leg.verdict(id)).toBe('undecided')
      await leg.read()
      expect(leg.verdict(id)).toBe('invited')
    }))
})

describe('reading', () => {
  it('starts again when a program was published meanwhile: it may name other fields', () =>
    inLeg(async (leg) => {
      const about = (field: string) => anOpportunityProgram({ on: { object: 'Opportunity', when: { field, is: 'x' } } })
      leg.publish(about('Contact.Title'))
      const recordId = anId('006')
      const person = { ContactId: anId('003'), 'Contact.Email': 'p@example.com' }
      leg.reader.put('Opportunity', recordId, { ...person, 'Contact.Department': 'x' })
      const id = leg.decided(won, { object: 'Opportunity', recordId })
      leg.reader.meanwhile = () => {
        leg.reader.meanwhile = () => {}
        leg.publish(about('Contact.Department'))
      }
      await leg.read()
      expect([leg.verdict(id), leg.reader.calls.length]).toEqual(['invited', 2])
    }))

  it('takes one query per object type for many records', () =>
    inLeg(async (leg) => {
      const orders = aCaseProgram({
        program: 'orders',
        on: { object: 'Order' },
        recipient: { person: 'BillToContactId', email: ['BillToContact.Email'] },
      })
      leg.publish(anOpportunityProgram(), orders)
      const ids = Array.from({ length: 40 }, (_, n) => {
        const object = n % 2 === 0 ? 'Opportunity' : 'Order'
        const recordId = n % 2 === 0 ? anId('006') : anId('801')
        leg.reader.put(object, recordId, {
          'Contact.Email': `p${n}@example.com`,
          'BillToContact.Email': `p${n}@example.com`,
        })
        return leg.notify({ ...won, ContactId: anId('003'), ClosedDate: 'x' }, { object, recordId })
      })
      leg.decide()
      await leg.read()
      expect(new Set(ids.map((id) => leg.verdict(id)))).toEqual(new Set(['invited']))
      expect(leg.reader.calls.map(({ object, ids }) => [object, ids.length])).toEqual([
        ['Opportunity', 20],
        ['Order', 20],
      ])
    }))

  it('keeps what the message said of the moment', () =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram())
      const recordId = anId('006')
      const id = leg.decided({ ...won, Amount: '1200.0' }, { object: 'Opportunity', recordId })
      leg.reader.put('Opportunity', recordId, {
        IsWon: false,
        ContactId: anId('003'),
        'Contact.Email': 'm@example.com',
      })
      await leg.read()
      expect(leg.verdict(id)).toBe('invited')
      expect(leg.invitationOf(id).fields).toMatchObject({
        IsWon: 'true',
        Amount: '1200.0',
        'Contact.Email': 'm@example.com',
      })
    }))

  it.each(['delete', 'forget'])('finds the record deleted (%s)', (how) =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram())
      const recordId = anId('006')
      const id = leg.decided(won, { object: 'Opportunity', recordId })
      if (how === 'delete') leg.reader.delete('Opportunity', recordId)
      await leg.read()
      expect(leg.verdict(id)).toBe('record_deleted')
      expect(leg.reader.calls.map(({ object }) => object)).toEqual(['Opportunity']) // and asks for nobody of it
    }),
  )

  it('leaves alone what was erased meanwhile', () =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram())
      const recordId = anId('006')
      leg.reader.put('Opportunity', recordId, { ContactId: anId('003'), 'Contact.Email': 'c@example.com' })
      leg.decided(won, { object: 'Opportunity', recordId })
      leg.reader.meanwhile = () => void leg.sql.exec('DELETE FROM notifications')
      await leg.read()
      expect([leg.count('decisions'), leg.count('invitations'), leg.told]).toEqual([0, 0, []])
    }))

  it('is over once it is decided', () =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram())
      const recordId = anId('006')
      leg.reader.put('Opportunity', recordId, { ContactId: anId('003'), 'Contact.Email': 'c@example.com' })
      leg.decided(won, { object: 'Opportunity', recordId })
      expect(await leg.read()).toEqual({ ok: true, value: 1 })
      leg.later(86_400_000)
      expect(await leg.read()).toEqual({ ok: true, value: 0 })
      expect(leg.reader.calls).toHaveLength(1)
    }))

  it('happens once for two copies of an event, and a second run finds nothing', () =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram())
      const recordId = anId('006')
      leg.reader.put('Opportunity', recordId, { ContactId: anId('003'), 'Contact.Email': 'c@example.com' })
      const ids = [
        leg.notify(won, { object: 'Opportunity', recordId }),
        leg.notify(won, { object: 'Opportunity', recordId }),
      ]
      leg.decide()
      await Promise.all([leg.read(), leg.read()])
      await leg.read()
      expect(ids.map((id) => leg.verdict(id))).toEqual(['invited', 'already_decided'])
      expect(leg.count('decisions')).toBe(2)
    }))
})

describe('while Salesforce cannot be read', () => {
  it.each(['transient', 'quota', 'auth'] as const)('(%s) events wait, and nothing is lost', (kind) =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram())
      const recordId = anId('006')
      leg.reader.put('Opportunity', recordId, { ContactId: anId('003'), 'Contact.Email': 'a@example.com' })
      const id = leg.decided(won, { object: 'Opportunity', recordId })
      leg.reader.failures.push(aFailure(kind))
      expect(await leg.read()).toMatchObject({ ok: false, failure: { kind } })
      expect(leg.verdict(id)).toBe('undecided')
      await leg.read()
      expect(leg.verdict(id)).toBe('invited')
    }),
  )

  it('is asked once, whatever number of programs wants to know', () =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram(), anOpportunityProgram({ program: 'another' }))
      leg.decided(won, { object: 'Opportunity', recordId: anId('006') })
      leg.reader.failures.push(aFailure('transient'))
      expect((await leg.read()).ok).toBe(false)
      expect(leg.reader.calls).toHaveLength(1)
    }))

  it('up to the contact behind a role, its event waits and nothing is lost', () =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram())
      const [recordId, person] = [anId('006'), anId('003')]
      leg.reader.put('Opportunity', recordId, {})
      leg.reader.put('Contact', person, { Email: 'a@example.com' })
      leg.reader.roles[recordId] = person
      const id = leg.decided(won, { object: 'Opportunity', recordId })
      leg.reader.meanwhile = () => {
        if (leg.reader.calls.length === 3) leg.reader.failures.push(aFailure('transient'))
      }
      expect(await leg.read()).toMatchObject({ ok: false, failure: { kind: 'transient' } })
      expect(leg.verdict(id)).toBe('undecided')
      await leg.read()
      expect(leg.verdict(id)).toBe('invited')
    }))

  it('in the middle, what was read is decided once it works again', () =>
    inLeg(async (leg) => {
      leg.publish(anOpportunityProgram())
      const [recordId, person] = [anId('006'), anId('003')]
      leg.reader.put('Opportunity', recordId, {})
      leg.reader.put('Contact', person, { Email: 'a@example.com' })
      leg.reader.roles[recordId] = person
      const id = leg.decided(won, { object: 'Opportunity', recordId })
      leg.reader.noRoles = aFailure('transient')
      expect((await leg.read()).ok).toBe(false)
      expect(leg.verdict(id)).toBe('undecided')
      leg.reader.noRoles = null
      await leg.read()
      expect(leg.verdict(id)).toBe('invited')
    }))
})
