import { describe, expect, it } from 'vitest'
import { anOrg } from './an-org.ts'

describe('saving', () => {
  it('trims texts, takes an empty one for null, rounds numbers, keeps whole seconds', () => {
    const { org, make } = anOrg()
    const id = make('Survey_Response__c', {
      Response_Key__c: ' r1 ',
      Comment__c: '  ',
      CSAT__c: '4',
      Submitted_At__c: '2026-11-21T10:00:00.987+0100',
    })
    expect(org.read('Survey_Response__c', id)).toMatchObject({
      Response_Key__c: 'r1',
      Comment__c: null,
      CSAT__c: 4,
      Submitted_At__c: '2026-11-21T09:00:00.000Z',
      Name: expect.any(String),
      CreatedById: org.users[1]!.id,
    })
  })

  it('takes names in any case and ids of 15 characters', () => {
    const { org, make } = anOrg()
    const accountId = make('account', { NAME: 'Acme' })
    const id = make('Contact', { lastname: 'Doe', accountid: accountId.slice(0, 15) })
    expect(org.read('Contact', id.slice(0, 15))).toMatchObject({ LastName: 'Doe', AccountId: accountId })
  })

  it('refuses a restricted value, a taken key, a wrong parent, an inactive owner and a queue that is none of ours', () => {
    const { org, make, refusal } = anOrg()
    org.schema.alter({
      object: 'Account',
      fields: { Tier__c: { type: 'picklist', label: 'Tier', restricted: true, values: ['A', 'B'] } },
    })
    const contactId = make('Contact', { LastName: 'Doe' })
    const taken = make('Survey_Response__c', { Response_Key__c: 'r1' })
    expect(refusal('Account', { Name: 'x', Tier__c: 'C' })).toEqual([
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST Tier: bad value for restricted picklist field: C',
    ])
    expect(refusal('Survey_Response__c', { Response_Key__c: 'r1' })).toEqual([
      `DUPLICATE_VALUE duplicate value found: Response_Key__c duplicates value on record with id: ${taken.slice(0, 15)}`,
    ])
    expect(refusal('Contact', { LastName: 'x', AccountId: contactId })).toEqual([
      `MALFORMED_ID Account ID: id value of incorrect type: ${contactId}`,
    ])
    org.save(org.users[1]!, 'User', { IsActive: false }, org.users[2]!.id)
    expect(refusal('Account', { Name: 'x', OwnerId: org.users[2]!.id })[0]).toMatch(/^INACTIVE_OWNER_OR_USER/)
    const queue = org.assignmentRules.get('Case')!
    expect(refusal('Survey_Response__c', { Response_Key__c: 'r2', OwnerId: queue })).toEqual([
      'INVALID_OPERATION Queue not associated with this SObject type',
    ])
  })

  it('tells all wrong values and all missing fields at once', () => {
    const { refusal } = anOrg()
    expect(refusal('Contact', { LastName: 'x'.repeat(81), Email: 'nobody' })).toHaveLength(2)
    expect(refusal('Opportunity', { Amount: 5 })).toEqual([
      'REQUIRED_FIELD_MISSING Required fields are missing: [Name, CloseDate, StageName]',
    ])
  })

  it('obeys validation rules, by formula or by function, until they are removed', () => {
    const { org, make, refusal } = anOrg()
    const byFormula = 'AND(ISPICKVAL(Status, "Closed"), ISBLANK(Reason))'
    org.schema.alter({
      object: 'Case',
      rules: [
        { name: 'Why', message: 'Say why', field: 'Reason', failsWhen: byFormula },
        { name: 'Short', message: 'Longer!', field: null, failsWhen: (after) => after['Subject'] === 'x' },
      ],
    })
    expect(refusal('Case', { Status: 'Closed', Subject: 'x' })).toEqual([
      'FIELD_CUSTOM_VALIDATION_EXCEPTION Say why',
      'FIELD_CUSTOM_VALIDATION_EXCEPTION Longer!',
    ])
    org.schema.alter({ object: 'Case', removeRules: ['Why', 'Short'] })
    make('Case', { Status: 'Closed', Subject: 'x' })
  })

  it('follows a changed schema: a new required field, a field that is gone, a shorter one', () => {
    const { org, refusal } = anOrg()
    org.schema.alter({
      object: 'Survey_Response__c',
      fields: { Region__c: { required: true }, Comment__c: { length: 5 }, CES__c: null },
    })
    const record = { Response_Key__c: 'r1', Region__c: 'EU' }
    expect(refusal('Survey_Response__c', { Response_Key__c: 'r1' })[0]).toContain('[Region__c]')
    expect(refusal('Survey_Response__c', { ...record, Comment__c: 'too long' })[0]).toContain('(max length=5)')
    expect(refusal('Survey_Response__c', { ...record, CES__c: 5 })).toEqual([
      "INVALID_FIELD No such column 'CES__c' on sobject of type Survey_Response__c",
    ])
  })
})

describe('who listens to commits', () => {
  it('hears once what changed, before and after, and nothing of what was refused', () => {
    const { org, agent, make, refusal } = anOrg()
    const heard: unknown[] = []
    org.onCommit((changes) => heard.push(...changes))
    const id = make('Case', { Subject: 'Broken' })
    refusal('Case', { Status: 5 as never, Nope: 1 }, id)
    make('Case', { Status: 'Closed' }, id)
    org.delete(agent, 'Case', id)
    expect(heard).toMatchObject([
      { object: 'Case', id, before: null, after: { Status: 'New' }, user: agent },
      { before: { IsClosed: false }, after: { Status: 'Closed', IsClosed: true } },
      { before: { IsClosed: true }, after: null },
    ])
  })
})
