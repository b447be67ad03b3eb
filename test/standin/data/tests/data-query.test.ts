import { describe, expect, it } from 'vitest'
import { anOrg } from './an-org.ts'

function filled() {
  const made = anOrg()
  const { make } = made
  const acme = make('Account', { Name: 'Acme', AnnualRevenue: 100 })
  const other = make('Account', { Name: 'other_1', AnnualRevenue: 200, Type: 'Prospect' })
  make('Contact', { LastName: 'Doe', AccountId: acme, Email: 'doe@x.example' })
  make('Contact', { LastName: "O'Hara", AccountId: other })
  make('Contact', { LastName: 'Nobody' })
  return { ...made, acme, other }
}

describe('SOQL', () => {
  it.each([
    ["Name = 'ACME'", ['Acme']],
    ["Name != 'acme'", ['other_1']],
    ["Type != 'Partner'", ['Acme', 'other_1']], // an empty field is unlike any value
    ["NOT Type = 'Prospect'", ['Acme']],
    ["Name LIKE 'OTHER\\_%'", ['other_1']],
    ["Name LIKE 'a_me'", ['Acme']],
    ["Name IN ('acme', 'x')", ['Acme']],
    ["Type NOT IN ('Prospect')", ['Acme']],
    ['Type = null', ['Acme']],
    ['AnnualRevenue > 100', ['other_1']],
    ["(Name = 'Acme' AND AnnualRevenue > 100) OR Type = 'Prospect'", ['other_1']],
    ['CreatedDate = TODAY AND CreatedDate >= LAST_N_DAYS:2', ['Acme', 'other_1']],
    ['CreatedDate < 2020-01-01T00:00:00Z', []],
    ['Id IN (SELECT AccountId FROM Contact WHERE Email != null)', ['Acme']],
    ["Id NOT IN (SELECT AccountId FROM Contact WHERE LastName = 'Doe')", ['other_1']],
  ])('filters accounts WHERE %s', (where, names) => {
    const { org } = filled()
    const found = org.query(`SELECT Name FROM Account WHERE ${where} ORDER BY Name`)
    expect(found.map((row) => row['Name'])).toEqual(names)
  })

  it('walks over parents and down to children', () => {
    const { org } = filled()
    expect(
      org.query(`SELECT LastName, Account.Name, Account.Owner.Name FROM Contact WHERE Account.Name LIKE 'A%'`),
    ).toEqual([{ LastName: 'Doe', Account: { Name: 'Acme', Owner: { Name: 'Ada Agent' } } }])
    expect(
      org.query(`SELECT Name, (SELECT LastName FROM Contacts WHERE LastName LIKE 'O\\'%') FROM Account ORDER BY Name`),
    ).toEqual([
      { Name: 'Acme', Contacts: [] },
      { Name: 'other_1', Contacts: [{ LastName: "O'Hara" }] },
    ])
    expect(org.query(`SELECT Account.Name FROM Contact WHERE AccountId = null`)).toEqual([{ Account: null }])
  })

  it('reads owners of several kinds', () => {
    const { org, make } = anOrg()
    const id = make('Case', { Subject: 'a' })
    make('Case', { OwnerId: org.assignmentRules.get('Case') }, id)
    make('Case', { Subject: 'b' })
    expect(org.query('SELECT Owner.Name FROM Case ORDER BY Subject')).toEqual([
      { Owner: { Name: 'Case and Lead Queue' } },
      { Owner: { Name: 'Ada Agent' } },
    ])
  })

  it('sorts nulls first, cuts pages, counts and groups', () => {
    const { org } = filled()
    expect(org.query('SELECT Type FROM Account ORDER BY Type DESC')[0]).toEqual({ Type: null })
    expect(org.query('SELECT Name FROM Account ORDER BY Name LIMIT 1 OFFSET 1')).toEqual([{ Name: 'other_1' }])
    expect(org.query('SELECT COUNT(Id) n, SUM(AnnualRevenue), AVG(AnnualRevenue) FROM Account')).toEqual([
      { n: 2, expr0: 300, expr1: 150 },
    ])
    expect(
      org.query('SELECT AccountId, COUNT(Id) FROM Contact WHERE AccountId != null GROUP BY AccountId'),
    ).toHaveLength(2)
  })

  it('says what it does not understand instead of answering nothing', () => {
    const { org } = filled()
    expect(() => org.query('SELECT Name FROM Account WHERE CALENDAR_YEAR(CreatedDate) = 2026')).toThrow(
      'MALFORMED_QUERY',
    )
    expect(() => org.query('SELECT COUNT(Id) FROM Account HAVING COUNT(Id) > 1')).toThrow('MALFORMED_QUERY')
  })
})
