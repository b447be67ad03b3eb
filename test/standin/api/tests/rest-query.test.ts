import { describe, expect, it } from 'vitest'
import { anOrg } from './an-org.ts'

const q = (soql: string) => `query?q=${encodeURIComponent(soql)}`

describe('a query', () => {
  it('prints records with their addresses, parents inside, moments with an offset', async () => {
    const { call, org } = await anOrg()
    const agent = org.users[1]!
    const { id: accountId } = org.save(agent, 'Account', { Name: 'Acme' })
    const { id: contactId } = org.save(agent, 'Contact', {
      LastName: 'Doe',
      AccountId: accountId,
      Email: 'J@x.example',
    })
    const { id } = org.save(agent, 'Case', { ContactId: contactId, Status: 'Closed' })
    org.save(agent, 'Case', { Subject: 'nobody' })
    const reply = await call(
      'GET',
      q(`SELECT Id, Contact.Account.Name, ContactEmail, ClosedDate, IsClosed FROM Case ORDER BY CaseNumber`),
    )
    const v = '/services/data/v68.0/sobjects'
    expect(reply.body).toEqual({
      totalSize: 2,
      done: true,
      records: [
        {
          attributes: { type: 'Case', url: `${v}/Case/${id}` },
          Id: id,
          Contact: {
            attributes: { type: 'Contact', url: `${v}/Contact/${contactId}` },
            Account: { attributes: { type: 'Account', url: `${v}/Account/${accountId}` }, Name: 'Acme' },
          },
          ContactEmail: 'J@x.example',
          ClosedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/),
          IsClosed: true,
        },
        expect.objectContaining({ Contact: null, ContactEmail: null, ClosedDate: null, IsClosed: false }),
      ],
    })
  })

  it('comes in pages of at least 200 and at most 2,000 records', async () => {
    const { call, org } = await anOrg()
    for (let n = 0; n < 450; n++) org.save(org.users[1]!, 'Account', { Name: `A${n}` })
    const first = await call('GET', q('SELECT Id FROM Account'), undefined, { 'Sforce-Query-Options': 'batchSize=5' })
    const page = first.body as { done: boolean; totalSize: number; nextRecordsUrl: string; records: { Id: string }[] }
    expect([page.totalSize, page.done, page.records.length]).toEqual([450, false, 200])
    expect(Object.keys(page)).toEqual(['totalSize', 'done', 'nextRecordsUrl', 'records'])
    expect(page.nextRecordsUrl).toMatch(/^\/services\/data\/v68\.0\/query\/0r8\w{15}-200$/)
    const rest = (await call('GET', page.nextRecordsUrl)).body as typeof page
    expect([rest.done, rest.records.length]).toEqual([true, 250])
    expect(new Set([...page.records, ...rest.records].map(({ Id }) => Id)).size).toBe(450)
    org.clock.advance(3 * 24 * 3600_000)
    const token = org.sessions.open(org.users[0]!)
    const late = await call('GET', page.nextRecordsUrl, undefined, { Authorization: `Bearer ${token}` })
    expect(late.body).toMatchObject([{ errorCode: 'INVALID_QUERY_LOCATOR' }])
  })

  it('leaves deleted records to queryAll', async () => {
    const { call, org } = await anOrg()
    const agent = org.users[1]!
    const [winner, loser] = ['One', 'Two'].map((LastName) => org.save(agent, 'Contact', { LastName }).id!)
    org.merge(agent, 'Contact', winner!, [loser!])
    const soql = `SELECT Id, IsDeleted, MasterRecordId FROM Contact WHERE Id = '${loser}'`
    expect((await call('GET', q(soql))).body).toEqual({ totalSize: 0, done: true, records: [] })
    expect((await call('GET', q(soql).replace('query', 'queryAll'))).body).toMatchObject({
      records: [{ Id: loser, IsDeleted: true, MasterRecordId: winner }],
    })
  })

  it.each([
    ['SELEKT Id FROM Account', 'MALFORMED_QUERY', 'unexpected token: SELEKT'],
    ['SELECT Id FROM Accout', 'INVALID_TYPE', "sObject type 'Accout' is not supported."],
    [
      'SELECT Nope__c FROM Account',
      'INVALID_FIELD',
      '\nSELECT Nope__c FROM Account\n       ^\nERROR at Row:1:Column:8\nNo such column',
    ],
    ['SELECT Id FROM Account OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000'],
    [
      "SELECT Id FROM Case WHERE ClosedDate > '2026-01-01'",
      'INVALID_FIELD',
      'must be of type dateTime and should not be enclosed in quotes',
    ],
    ["SELECT Id FROM Case WHERE Id = 'nope'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: nope'],
    ['', 'MALFORMED_QUERY', ''],
  ])('is refused: %s', async (soql, errorCode, message) => {
    const { call } = await anOrg()
    const reply = await call('GET', q(soql))
    expect([reply.status, reply.body]).toEqual([400, [{ message: expect.stringContaining(message), errorCode }]])
  })
})

describe('describing', () => {
  it('tells what a mapping must know of a field', async () => {
    const { call } = await anOrg()
    const reply = await call('GET', 'sobjects/Survey_Response__c/describe')
    const { fields } = reply.body as { fields: Record<string, unknown>[] }
    const field = (name: string) => fields.find((one) => one['name'] === name)
    expect(field('Response_Key__c')).toMatchObject({
      externalId: true,
      idLookup: true,
      unique: true,
      caseSensitive: true,
    })
    expect(field('Contact__c')).toMatchObject({
      type: 'reference',
      referenceTo: ['Contact'],
      relationshipName: 'Contact__r',
    })
    expect(field('CreatedDate')).toMatchObject({ createable: false, updateable: false })
    const etag = reply.headers.get('etag')!
    const again = await call('GET', 'sobjects/Survey_Response__c/describe', undefined, { 'If-None-Match': etag })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  it('lists the objects', async () => {
    const { call } = await anOrg({ ordersEnabled: false })
    const { sobjects } = (await call('GET', 'sobjects')).body as { sobjects: { name: string }[] }
    const names = sobjects.map(({ name }) => name)
    expect(names).toContain('Survey_Invitation__c')
    expect(names).not.toContain('Order')
  })
})
