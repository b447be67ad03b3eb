import { describe, expect, it } from 'vitest'
import { anOrg } from './an-org.ts'

describe('a case', () => {
  it('is stamped when it closes, keeps the stamp, loses it when reopened and gets a later one', () => {
    const { org, make } = anOrg()
    const contactId = make('Contact', {
      LastName: 'Doe',
      Email: 'j@x.example',
      AccountId: make('Account', { Name: 'Acme' }),
    })
    const id = make('Case', { ContactId: contactId })
    const closedAt = () => org.read('Case', id)!['ClosedDate']
    expect(org.read('Case', id)).toMatchObject({
      ContactEmail: 'j@x.example',
      AccountId: expect.stringMatching(/^001/),
    })
    make('Case', { Status: 'Closed' }, id)
    const first = closedAt()
    org.clock.advance(60_000)
    make('Case', { Subject: 'still closed' }, id)
    expect(closedAt()).toBe(first)
    make('Case', { Status: 'Working' }, id)
    expect(closedAt()).toBeNull()
    make('Case', { Status: 'Closed' }, id)
    expect(Date.parse(String(closedAt()))).toBeGreaterThan(Date.parse(String(first)))
  })
})

describe('sales', () => {
  it('an opportunity is won, and its primary contact and ContactId are one fact', () => {
    const { org, make } = anOrg()
    const [one, two] = ['One', 'Two'].map((LastName) => make('Contact', { LastName }))
    const id = make('Opportunity', { Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-01', ContactId: one })
    expect(org.query('SELECT ContactId, IsPrimary FROM OpportunityContactRole')).toEqual([
      { ContactId: one, IsPrimary: true },
    ])
    make('OpportunityContactRole', { OpportunityId: id, ContactId: two, IsPrimary: true })
    make('Opportunity', { StageName: 'Closed Won' }, id)
    expect(org.read('Opportunity', id)).toMatchObject({
      ContactId: two,
      IsWon: true,
      IsClosed: true,
      LastStageChangeDate: expect.any(String),
    })
    expect(org.query('SELECT Id FROM OpportunityContactRole WHERE IsPrimary = true')).toHaveLength(1)
  })

  it('contracts and orders carry the moment of their activation', () => {
    const { org, make } = anOrg()
    const AccountId = make('Account', { Name: 'Acme' })
    const contract = make('Contract', { AccountId, StartDate: '2026-01-15', ContractTerm: 12 })
    make('Contract', { Status: 'Activated' }, contract)
    expect(org.read('Contract', contract)).toMatchObject({ EndDate: '2027-01-14', ActivatedDate: expect.any(String) })
    const order = make('Order', { AccountId, EffectiveDate: '2026-01-15' })
    make('Order', { Status: 'Activated' }, order)
    expect(org.read('Order', order)).toMatchObject({ StatusCode: 'Activated', ActivatedById: org.users[1]!.id })
  })

  it('a person account is an account and a contact', () => {
    const { org, make } = anOrg({ personAccounts: true })
    const id = make('Account', { LastName: 'Doe', FirstName: 'Jane', PersonEmail: 'jane@x.example' })
    make('Account', { PersonHasOptedOutOfEmail: true }, id)
    const [account] = org.query('SELECT Name, IsPersonAccount, PersonContactId FROM Account')
    expect(account).toMatchObject({ Name: 'Jane Doe', IsPersonAccount: true })
    expect(org.read('Contact', String(account!['PersonContactId']))).toMatchObject({
      Email: 'jane@x.example',
      HasOptedOutOfEmail: true,
      AccountId: id,
    })
  })
})

describe('parents that go away', () => {
  it('a merged contact leads to its winner, and takes nothing with it', () => {
    const { org, agent, make, refusal } = anOrg()
    const [winner, loser] = ['One', 'Two'].map((LastName) => make('Contact', { LastName }))
    const response = make('Survey_Response__c', { Response_Key__c: 'r1', Contact__c: loser })
    org.merge(agent, 'Contact', winner!, [loser!])
    expect(org.read('Survey_Response__c', response)!['Contact__c']).toBe(winner)
    expect(org.read('Contact', loser!)).toBeNull()
    expect(org.read('Contact', loser!, { all: true })).toMatchObject({ IsDeleted: true, MasterRecordId: winner })
    expect(refusal('Survey_Response__c', { Response_Key__c: 'r2', Contact__c: loser })).toEqual([
      'ENTITY_IS_DELETED entity is deleted',
    ])
  })

  it('a deleted parent empties lookups and takes details along', () => {
    const { org, agent, make } = anOrg()
    const caseId = make('Case', { Subject: 'x' })
    const response = make('Survey_Response__c', { Response_Key__c: 'r1', Case__c: caseId })
    const answer = make('Survey_Answer__c', { Answer_Key__c: 'a1', Response__c: response, Question_Id__c: 'q' })
    org.delete(agent, 'Case', caseId)
    expect(org.read('Survey_Response__c', response)!['Case__c']).toBeNull()
    org.delete(agent, 'Survey_Response__c', response)
    expect(org.read('Survey_Answer__c', answer)).toBeNull()
    make('Survey_Response__c', { Response_Key__c: 'r1' }) // the key of a deleted record is free
  })

  it('a converted lead says which contact it became', () => {
    const { org, agent, make } = anOrg()
    const lead = make('Lead', { LastName: 'Doe', Company: 'Acme', Email: 'j@x.example' })
    const { contactId } = org.convertLead(agent, lead)
    expect(org.read('Lead', lead)).toMatchObject({ IsConverted: true, ConvertedContactId: contactId })
    expect(org.read('Contact', contactId)).toMatchObject({ LastName: 'Doe', Email: 'j@x.example' })
  })
})
