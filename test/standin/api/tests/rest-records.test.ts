import { describe, expect, it } from 'vitest'
import { anOrg } from './an-org.ts'

const key = 'inv/1?a#b%2F é'
const responseAt = (value: string, suffix = '') =>
  `sobjects/Survey_Response__c/Response_Key__c/${encodeURIComponent(value)}${suffix}`

describe('a single record', () => {
  it('is created, read, changed and deleted', async () => {
    const { call } = await anOrg()
    const created = await call('POST', 'sobjects/Contact', { LastName: ' Doe ', Email: 'jane@x.example' })
    const { id } = created.body as { id: string }
    expect(created).toMatchObject({ status: 201, text: `{"id":"${id}","success":true,"errors":[]}` })
    expect(created.headers.get('location')).toBe(`/services/data/v68.0/sobjects/Contact/${id}`)
    expect((await call('PATCH', `sobjects/Contact/${id}`, { FirstName: 'Jane' })).status).toBe(204)
    const read = await call('GET', `sobjects/Contact/${id}?fields=Name,Email,CreatedDate`)
    expect(read.body).toMatchObject({ attributes: { type: 'Contact' }, Name: 'Jane Doe', Email: 'jane@x.example' })
    expect(read.text).toMatch(/"CreatedDate":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000"/)
    const deleted = await call('DELETE', `sobjects/Contact/${id}`)
    expect([deleted.status, deleted.text, deleted.headers.get('content-type')]).toEqual([204, '', null])
    const again = await call('DELETE', `sobjects/Contact/${id}`)
    expect([again.status, again.text]).toEqual([
      404,
      '[{"message":"entity is deleted","errorCode":"ENTITY_IS_DELETED","fields":[]}]',
    ])
  })

  it.each([
    ['unknown object', 'POST', 'sobjects/Nope__c', {}, 404, 'NOT_FOUND'],
    ['unknown field', 'POST', 'sobjects/Account', { Nope__c: 1 }, 400, 'INVALID_FIELD'],
    ['missing field', 'POST', 'sobjects/Contact', { FirstName: 'Jane' }, 400, 'REQUIRED_FIELD_MISSING'],
    [
      'read-only field',
      'POST',
      'sobjects/Contact',
      { LastName: 'D', Name: 'D' },
      400,
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    ],
    ['too long', 'POST', 'sobjects/Contact', { LastName: 'x'.repeat(81) }, 400, 'STRING_TOO_LONG'],
    ['bad e-mail', 'POST', 'sobjects/Contact', { LastName: 'D', Email: 'nobody' }, 400, 'INVALID_EMAIL_ADDRESS'],
    ['malformed lookup', 'POST', 'sobjects/Contact', { LastName: 'D', AccountId: 'nope' }, 400, 'MALFORMED_ID'],
    [
      'lookup to nothing',
      'POST',
      'sobjects/Contact',
      { LastName: 'D', AccountId: '001000000000001AAA' },
      400,
      'INVALID_CROSS_REFERENCE_KEY',
    ],
    ['wrong JSON type', 'POST', 'sobjects/Contact', { LastName: 5 }, 400, 'JSON_PARSER_ERROR'],
    ['empty date', 'POST', 'sobjects/Contact', { LastName: 'D', Birthdate: '' }, 400, 'JSON_PARSER_ERROR'],
    ['not JSON', 'POST', 'sobjects/Contact', '{', 400, 'JSON_PARSER_ERROR'],
    ['no body', 'POST', 'sobjects/Contact', undefined, 400, 'JSON_PARSER_ERROR'],
    ['id on create', 'POST', 'sobjects/Contact', { Id: '003000000000001AAA' }, 400, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    ['wrong suffix', 'PATCH', 'sobjects/Contact/003000000000001ZZZ', {}, 400, 'MALFORMED_ID'],
    ['nobody there', 'PATCH', 'sobjects/Contact/003000000000001AAA', {}, 404, 'INVALID_CROSS_REFERENCE_KEY'],
    ['method', 'PUT', 'sobjects/Contact', {}, 405, 'METHOD_NOT_ALLOWED'],
    ['unknown version', 'GET', '/services/data/v99.0/limits', undefined, 404, 'NOT_FOUND'],
  ])('is refused: %s', async (_, method, path, body, status, code) => {
    const { call, org } = await anOrg()
    const reply = await call(method, path, body)
    expect([reply.status, (reply.body as { errorCode: string }[])[0]?.errorCode]).toEqual([status, code])
    expect(reply.headers.get('vary')).toBeNull()
    expect(org.query('SELECT Id FROM Contact')).toEqual([])
  })

  it('finds its parent by external id', async () => {
    const { call, org } = await anOrg()
    await call('PATCH', responseAt('r1'), { Survey__c: 'csat' })
    const answer = { Response__r: { Response_Key__c: 'r1' }, Question_Id__c: 'q1' }
    const created = await call('PATCH', 'sobjects/Survey_Answer__c/Answer_Key__c/a1', answer)
    expect(created.status).toBe(201)
    expect(org.query('SELECT Response__r.Response_Key__c FROM Survey_Answer__c')).toEqual([
      { Response__r: { Response_Key__c: 'r1' } },
    ])
    const orphan = await call('PATCH', 'sobjects/Survey_Answer__c/Answer_Key__c/a2', {
      ...answer,
      Response__r: { Response_Key__c: 'r9' },
    })
    expect(orphan.body).toMatchObject([
      { errorCode: 'INVALID_FIELD', message: expect.stringContaining('r9 not found') },
    ])
  })
})

describe('an upsert', () => {
  it('creates with 201, then updates with 200 and the same id', async () => {
    const { call, org } = await anOrg()
    const first = await call('PATCH', responseAt(key), { Survey__c: 'csat' })
    const { id } = first.body as { id: string }
    expect([first.status, first.text]).toEqual([201, `{"id":"${id}","success":true,"errors":[],"created":true}`])
    const second = await call('PATCH', responseAt(key), { Comment__c: 'fine' })
    expect([second.status, second.text]).toEqual([200, `{"id":"${id}","success":true,"errors":[],"created":false}`])
    expect(second.headers.get('location')).toContain(id)
    expect(org.query('SELECT Response_Key__c, Survey__c, Comment__c FROM Survey_Response__c')).toEqual([
      { Response_Key__c: key, Survey__c: 'csat', Comment__c: 'fine' },
    ])
  })

  it('answers 204 without a body up to v45', async () => {
    const { call } = await anOrg()
    await call('PATCH', responseAt('r1'), { Survey__c: 'csat' })
    const old = await call('PATCH', `/services/data/v45.0/${responseAt('r1')}`, { Survey__c: 'nps' })
    expect([old.status, old.text]).toEqual([204, ''])
  })

  it('tells keys apart by case', async () => {
    const { call, org } = await anOrg()
    await call('PATCH', responseAt('abc'), { Survey__c: 'one' })
    await call('PATCH', responseAt('ABC'), { Survey__c: 'two' })
    expect(org.query('SELECT Id FROM Survey_Response__c')).toHaveLength(2)
  })

  it('refuses the key in the body, and creates nothing when told to update only', async () => {
    const { call, org } = await anOrg()
    const twice = await call('PATCH', responseAt('r1'), { Response_Key__c: 'r1' })
    expect(twice.body).toMatchObject([{ errorCode: 'INVALID_FIELD' }])
    expect((await call('PATCH', responseAt('r1', '?updateOnly=true'), { Survey__c: 'x' })).status).toBe(404)
    expect(org.query('SELECT Id FROM Survey_Response__c')).toEqual([])
  })

  it('answers 300 with the addresses when several records match, and writes nothing', async () => {
    const { call, org } = await anOrg()
    for (const LastName of ['One', 'Two']) await call('POST', 'sobjects/Contact', { LastName, Email: 'a@b.example' })
    const several = await call('PATCH', 'sobjects/Contact/Email/a%40b.example', { FirstName: 'X' })
    expect([several.status, (several.body as string[]).length]).toEqual([300, 2])
    expect(several.text).toMatch(/^\["\/services\/data\/v68\.0\/sobjects\/Contact\/003/)
    expect(org.query('SELECT Id FROM Contact WHERE FirstName != null')).toEqual([])
  })

  it('says which field is no key', async () => {
    const { call } = await anOrg()
    const wrong = await call('PATCH', 'sobjects/Contact/Title/x', { LastName: 'D' })
    expect([wrong.status, wrong.text]).toEqual([
      404,
      '[{"message":"Provided external ID field does not exist or is not accessible: Title","errorCode":"NOT_FOUND"}]',
    ])
  })
})

describe('writing a case by API', () => {
  it('runs the assignment rule unless the header says no', async () => {
    const { call, org } = await anOrg()
    const agent = org.users[1]!
    const { id } = org.save(agent, 'Case', { Subject: 'Broken' })
    await call('PATCH', `sobjects/Case/${id}`, { Priority: 'High' }, { 'Sforce-Auto-Assign': 'FALSE' })
    expect(org.read('Case', id!)).toMatchObject({ Priority: 'High', OwnerId: agent.id })
    await call('PATCH', `sobjects/Case/${id}`, { Priority: 'Low' })
    expect(org.read('Case', id!)!['OwnerId']).toMatch(/^00G/)
  })
})

describe('the headers', () => {
  it('count calls of whoever is logged in, on success, on errors and on 204', async () => {
    const { call, org, token } = await anOrg()
    const usage = async (method: string, path: string, body?: unknown) =>
      (await call(method, path, body)).headers.get('sforce-limit-info')
    expect(await usage('GET', 'limits')).toBe('api-usage=1/100000')
    expect(await usage('POST', 'sobjects/Contact', {})).toBe('api-usage=2/100000')
    expect(await usage('GET', '/services/data')).toBeNull()
    expect(await usage('GET', '/services/data/v99.0/limits')).toBeNull()
    org.expireSessions()
    const expired = await call('GET', 'limits')
    expect(expired.text).toBe('[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]')
    expect([expired.status, expired.headers.get('www-authenticate')]).toEqual([401, 'Token'])
    expect(expired.headers.get('sforce-limit-info')).toBeNull()
    expect(org.calls.map(({ status }) => status)).toEqual([200, 400, 200, 404, 401])
    expect(token).toContain('!')
  })

  it('refuse the call once the day is used up', async () => {
    const { call, org } = await anOrg()
    org.apiUsage.used = org.apiUsage.limit
    const reply = await call('GET', 'limits')
    expect([reply.status, reply.text]).toEqual([
      403,
      '[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]',
    ])
  })
})
