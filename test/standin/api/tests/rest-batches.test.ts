import { describe, expect, it } from 'vitest'
import { anOrg, type Client } from './an-org.ts'

const response = (key: string | null, more: Record<string, unknown> = {}) => ({
  attributes: { type: 'Survey_Response__c' },
  Response_Key__c: key,
  ...more,
})
const upsertMany = ({ call }: Client, records: unknown[], allOrNone = false) =>
  call('PATCH', 'composite/sobjects/Survey_Response__c/Response_Key__c', { allOrNone, records })
const keysOf = ({ org }: Client) =>
  org
    .query('SELECT Response_Key__c FROM Survey_Response__c ORDER BY Response_Key__c')
    .map((row) => row['Response_Key__c'])

describe('an upsert collection', () => {
  it('answers 200 in order, and a bad row fails alone', async () => {
    const client = await anOrg()
    await upsertMany(client, [response('b')])
    const reply = await upsertMany(client, [
      response('a'),
      response('b'),
      response('c', { Nope__c: 1 }),
      response(null),
    ])
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject([
      { success: true, errors: [], created: true },
      { success: true, errors: [], created: false },
      { success: false, errors: [{ statusCode: 'INVALID_FIELD', fields: [] }], created: false },
      { success: false, errors: [{ statusCode: 'MISSING_ARGUMENT' }], created: false },
    ])
    expect(Object.keys((reply.body as object[])[0]!)).toEqual(['id', 'success', 'errors', 'created'])
    expect(keysOf(client)).toEqual(['a', 'b'])
  })

  it('undoes all when one fails and all or none was asked', async () => {
    const client = await anOrg()
    const reply = await upsertMany(client, [response('a'), response('b', { Nope__c: 1 })], true)
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject([
      { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK', fields: [] }] },
      { success: false, errors: [{ statusCode: 'INVALID_FIELD' }] },
    ])
    expect(keysOf(client)).toEqual([])
  })

  it('refuses a key that comes twice in one request, for each of its rows', async () => {
    const client = await anOrg()
    const reply = await upsertMany(client, [response('a'), response('b'), response('a')])
    const codes = (reply.body as { errors: { statusCode: string }[] }[]).map(({ errors }) => errors[0]?.statusCode)
    expect(codes).toEqual(['DUPLICATE_VALUE', undefined, 'DUPLICATE_VALUE'])
    expect(keysOf(client)).toEqual(['b'])
  })

  it('refuses the whole body for a value its parser cannot read', async () => {
    const client = await anOrg()
    const reply = await upsertMany(client, [response('a'), response('b', { Submitted_At__c: 'yesterday' })])
    expect([reply.status, reply.text]).toEqual([
      400,
      expect.stringMatching(
        /^\[\{"message":"Cannot deserialize instance of datetime from VALUE_STRING value yesterday/,
      ),
    ])
    expect(keysOf(client)).toEqual([])
  })

  it.each([
    ['no records', { records: [] }, 'REQUIRED_FIELD_MISSING', 'At least 1 record is required'],
    [
      'no type',
      { records: [{ Response_Key__c: 'a' }] },
      'JSON_PARSER_ERROR',
      'Nested object for polymorphic foreign key must have an attributes field before any other fields.',
    ],
    [
      '201 records',
      { records: Array.from({ length: 201 }, (_, n) => response(`k${n}`)) },
      'EXCEEDED_ID_LIMIT',
      expect.any(String),
    ],
  ])('refuses a request with %s', async (_, body, errorCode, message) => {
    const { call } = await anOrg()
    const reply = await call('PATCH', 'composite/sobjects/Survey_Response__c/Response_Key__c', body)
    expect([reply.status, reply.body]).toEqual([400, [{ message, errorCode }]])
  })
})

describe('the other collections', () => {
  it('create mixed types, update, and delete', async () => {
    const { call, org } = await anOrg()
    const created = await call('POST', 'composite/sobjects', {
      records: [
        { attributes: { type: 'Account' }, Name: 'Acme' },
        { attributes: { type: 'Contact' }, LastName: 'Doe' },
        { attributes: { type: 'Contact' } },
      ],
    })
    const [account, contact, bad] = created.body as { id: string; errors: { statusCode: string }[] }[]
    expect(bad!.errors[0]!.statusCode).toBe('REQUIRED_FIELD_MISSING')
    const updated = await call('PATCH', 'composite/sobjects', {
      records: [
        { attributes: { type: 'Contact' }, id: contact!.id, AccountId: account!.id },
        { attributes: { type: 'Contact' }, LastName: 'Nobody' },
      ],
    })
    expect(updated.body).toMatchObject([
      { id: contact!.id, success: true },
      { success: false, errors: [{ statusCode: 'MISSING_ARGUMENT', message: 'Id not specified in an update call' }] },
    ])
    const deleted = await call('DELETE', `composite/sobjects?ids=${account!.id},${contact!.id}`)
    expect(deleted.body).toMatchObject([
      { success: true },
      { success: false, errors: [{ statusCode: 'ENTITY_IS_DELETED' }] }, // it went with its account
    ])
    expect(org.query('SELECT Id FROM Contact', { all: true })).toHaveLength(1)
  })
})

const v = '/services/data/v68.0'
const part = (
  referenceId: string,
  method: string,
  url: string,
  body?: unknown,
  httpHeaders?: Record<string, string>,
) => ({
  referenceId,
  method,
  url: `${v}/${url}`,
  ...(body !== undefined && { body }),
  ...(httpHeaders && { httpHeaders }),
})

describe('a composite call', () => {
  it('is one call, resolves references and fails part by part', async () => {
    const { call, org } = await anOrg()
    const reply = await call('POST', 'composite', {
      compositeRequest: [
        part('acme', 'POST', 'sobjects/Account', { Name: 'Acme' }),
        part('jane', 'POST', 'sobjects/Contact', { LastName: 'Doe', AccountId: '@{acme.id}' }),
        part('bad', 'POST', 'sobjects/Contact', {}),
        part('read', 'GET', 'query?q=SELECT+Account.Name+FROM+Contact+WHERE+Id=%27@{jane.id}%27'),
        part('lost', 'PATCH', 'sobjects/Contact/@{bad.id}', { FirstName: 'x' }),
      ],
    })
    expect(reply.status).toBe(200)
    const { compositeResponse: parts } = reply.body as {
      compositeResponse: { httpStatusCode: number; body: unknown }[]
    }
    expect(parts.map(({ httpStatusCode }) => httpStatusCode)).toEqual([201, 201, 400, 200, 400])
    expect(Object.keys(parts[0]!)).toEqual(['body', 'httpHeaders', 'httpStatusCode', 'referenceId'])
    expect(parts[3]!.body).toMatchObject({ records: [{ Account: { Name: 'Acme' } }] })
    expect(parts[4]!.body).toMatchObject([{ errorCode: 'PROCESSING_HALTED' }])
    expect(org.apiUsage.used).toBe(1)
  })

  it('undoes everything when all or none was asked; the real cause stands at its own place', async () => {
    const { call, org } = await anOrg()
    const reply = await call('POST', 'composite', {
      allOrNone: true,
      compositeRequest: [
        part('one', 'POST', 'sobjects/Account', { Name: 'Acme' }),
        part('two', 'POST', 'sobjects/Contact', {}),
        part('three', 'POST', 'sobjects/Account', { Name: 'Other' }),
      ],
    })
    const { compositeResponse: parts } = reply.body as { compositeResponse: { body: { errorCode: string }[] }[] }
    expect(parts.map(({ body }) => body[0]!.errorCode)).toEqual([
      'PROCESSING_HALTED',
      'REQUIRED_FIELD_MISSING',
      'PROCESSING_HALTED',
    ])
    expect(org.query('SELECT Id FROM Account')).toEqual([])
  })

  it('takes five collections of 200 rows, and hands its own headers to no part', async () => {
    const { call, org } = await anOrg()
    const { id } = org.save(org.users[1]!, 'Case', { Subject: 'Broken' })
    const collections = Array.from({ length: 5 }, (_, n) =>
      part(`c${n}`, 'PATCH', 'composite/sobjects/Survey_Response__c/Response_Key__c', {
        records: Array.from({ length: 200 }, (_, row) => response(`${n}-${row}`, { Case__c: id })),
      }),
    )
    const headers = { 'Sforce-Auto-Assign': 'FALSE' }
    const reply = await call('POST', 'composite', { compositeRequest: collections }, headers)
    expect(reply.status).toBe(200)
    expect(org.query('SELECT Id FROM Survey_Response__c')).toHaveLength(1000)
    expect(org.calls[0]).toMatchObject({ rows: 1000, user: org.users[0] })
    await call(
      'POST',
      'composite',
      { compositeRequest: [part('c', 'PATCH', `sobjects/Case/${id}`, { Priority: 'Low' })] },
      headers,
    )
    expect(org.read('Case', id!)!['OwnerId']).toMatch(/^00G/)
    const six = [...collections, collections[0]!].map((one, n) => ({ ...one, referenceId: `r${n}` }))
    expect((await call('POST', 'composite', { compositeRequest: six })).status).toBe(400)
  })

  it.each(['Authorization', 'accept', 'Content-Type'])('is refused when a part brings %s', async (name) => {
    const { call } = await anOrg()
    const reply = await call('POST', 'composite', {
      compositeRequest: [part('a', 'GET', 'limits', undefined, { [name]: 'x' })],
    })
    expect(reply.status).toBe(400)
  })
})

const receipt = (key: string, body: unknown) => ({
  graphId: key,
  compositeRequest: [
    part('receipt', 'POST', 'sobjects/Survey_Write__c', { Write_Key__c: key }),
    part('write', 'POST', 'sobjects/Task', body),
  ],
})

describe('a graph call', () => {
  it('keeps graphs apart: a failed one is undone alone, a known receipt says the write was done', async () => {
    const { call, org } = await anOrg()
    const good = { Subject: 'Call back', Status: 'Not Started', Priority: 'High' }
    const first = await call('POST', 'composite/graph', { graphs: [receipt('w1', good), receipt('w2', { Nope: 1 })] })
    const { graphs } = first.body as { graphs: { graphId: string; isSuccessful: boolean; graphResponse: unknown }[] }
    expect(graphs.map(({ isSuccessful }) => isSuccessful)).toEqual([true, false])
    expect(Object.keys(graphs[0]!)).toEqual(['graphId', 'graphResponse', 'isSuccessful'])
    expect(graphs[1]!.graphResponse).toMatchObject({
      compositeResponse: [{ body: [{ errorCode: 'PROCESSING_HALTED' }] }, { body: [{ errorCode: 'INVALID_FIELD' }] }],
    })
    expect(org.query('SELECT Write_Key__c FROM Survey_Write__c')).toEqual([{ Write_Key__c: 'w1' }])
    const again = await call('POST', 'composite/graph', { graphs: [receipt('w1', good)] })
    expect(again.body).toMatchObject({
      graphs: [
        {
          isSuccessful: false,
          graphResponse: { compositeResponse: [{ body: [{ errorCode: 'DUPLICATE_VALUE' }] }, {}] },
        },
      ],
    })
    expect(org.query('SELECT Id FROM Task')).toHaveLength(1)
  })

  it('gives up on the rest after 14 failed graphs, and takes no more than 75', async () => {
    const { call } = await anOrg()
    const graphs = (count: number) =>
      Array.from({ length: count }, (_, n) => receipt(`w${n}`, n < 14 ? { Nope: 1 } : { Subject: 'x' }))
    const reply = await call('POST', 'composite/graph', { graphs: graphs(16) })
    const answers = (reply.body as { graphs: { isSuccessful: boolean }[] }).graphs
    expect(answers.every(({ isSuccessful }) => !isSuccessful)).toBe(true)
    expect((await call('POST', 'composite/graph', { graphs: graphs(76) })).status).toBe(400)
  })
})
