import { afterAll, describe, expect, it } from 'vitest'
import { anOrg, type Client, type Reply } from './an-org.ts'
import { expectLike, prepareSchema, recording, recordingNames, recordingsAreThere, send } from './recorded.ts'

type Replay = (client: Client, name: string) => Promise<Reply>
const asRecorded: Replay = (client, name) => send(client, recording(name))
const soql = (client: Client, query: string) => client.call('GET', `query?q=${encodeURIComponent(query)}`)
const records = (list: Record<string, unknown>[]) =>
  list.map((record) => ({ attributes: { type: 'Contact' }, ...record }))
const contact = ({ org }: Client) => org.save(org.users[1]!, 'Contact', { LastName: 'Doe' }).id!

/** 4,500 rows, so that the second of three pages is not the last. */
async function firstPage(client: Client, name: string): Promise<Reply> {
  const row = (n: number) => ({ attributes: { type: 'Random__c' }, RANDOM_1__c: `r${n}` })
  const list = (from: number) => ({ records: Array.from({ length: 180 }, (_, n) => row(from + n)) })
  for (let n = 0; n < 25; n++) await client.call('POST', 'composite/sobjects', list(n * 180))
  return send(client, recording(name))
}

const replays: Record<string, Replay> = {
  'sffx-binary-data': asRecorded,
  'sffx-composite-graph-create': asRecorded,
  'sffx-composite-graph-create-tree': asRecorded,
  'sffx-composite-graph-single-create-error': asRecorded,
  'sffx-composite-graph-single-delete': asRecorded,
  'sffx-composite-graph-single-update': asRecorded,
  'sffx-create': asRecorded,
  'sffx-create-binary-field': asRecorded,
  'sffx-create-invalid-api-version': asRecorded,
  'sffx-create-invalid-field': asRecorded,
  'sffx-create-invalid-picklist-value': asRecorded,
  'sffx-create-invalid-token': (client, name) => send(client, recording(name), { Authorization: 'Bearer dead' }),
  'sffx-create-required-field-missing': asRecorded,
  'sffx-create-unknown-object': asRecorded,
  'sffx-delete': asRecorded,
  'sffx-delete-already-deleted': async (client) => {
    const { id } = client.org.save(client.org.users[1]!, 'Account', { Name: 'x' })
    await client.call('DELETE', `sobjects/Account/${id}`)
    return client.call('DELETE', `sobjects/Account/${id}`)
  },
  'sffx-query': asRecorded,
  'sffx-query-binary-field': async (client, name) => {
    await client.call('POST', 'sobjects/ContentVersion', { VersionData: 'eA==' })
    return send(client, recording(name))
  },
  'sffx-query-malformed-soql': asRecorded,
  'sffx-query-unknown-column': asRecorded,
  'sffx-query-with-associated-data': asRecorded,
  'sffx-query-with-next-records-url': firstPage,
  'sffx-query-with-next-records-url-2': async (client) => {
    const { body } = await firstPage(client, 'sffx-query-with-next-records-url')
    return client.call('GET', (body as { nextRecordsUrl: string }).nextRecordsUrl)
  },
  'sffx-query-with-subquery': asRecorded,
  'sffx-update': asRecorded,
  'sffx-update-binary-field': asRecorded,
  'sffx-update-binary-type': asRecorded,
  'sffx-update-invalid-field': asRecorded,
  'sffx-update-malformed-id': (client, name) => {
    const { method, path, requestBody } = recording(name)
    return client.call(method!, path!, requestBody![0]) // the id with the wrong suffix is the point
  },
  'amp-batch_create_contacts_err-bad-request': ({ call }) => call('POST', 'composite/sobjects', { records: [] }),
  'amp-batch_create_contacts_partial-but-allOrNone': ({ call }) =>
    call('POST', 'composite/sobjects', { allOrNone: true, records: records([{}, { LastName: 'Doe' }]) }),
  'amp-batch_create_contacts_success': ({ call }) =>
    call('POST', 'composite/sobjects', recording('amp-batch_create_contacts_payload').response),
  'amp-batch_update_contacts_err-each-no-ids': ({ call }) =>
    call('PATCH', 'composite/sobjects', { records: records([{ LastName: 'Doe' }, { LastName: 'Roe' }]) }),
  'amp-batch_update_contacts_partial-but-allOrNone': (client) => {
    const [one, two] = [contact(client), contact(client)]
    const list = [
      { id: one, FirstName: 'Jane' },
      { id: two, unknownField_LastName: 'Doe' },
    ]
    return client.call('PATCH', 'composite/sobjects', { allOrNone: true, records: records(list) })
  },
  'amp-batch_update_contacts_success': (client) => {
    const { response } = recording('amp-batch_update_contacts_payload')
    const { records: list } = response as { records: Record<string, unknown>[] }
    return client.call('PATCH', 'composite/sobjects', { records: list.map((one) => ({ ...one, id: contact(client) })) })
  },
  'amp-create-ok': ({ call }) => call('POST', '/services/data/v45.0/sobjects/Account', { Name: 'Acme' }),
  'amp-crm_delete_not-found': async (client) => {
    const id = contact(client)
    await client.call('DELETE', `sobjects/Contact/${id}`)
    return client.call('DELETE', `sobjects/Contact/${id}`)
  },
  'amp-invalid-field-upsert': (client) =>
    client.call('PATCH', `sobjects/Contact/${contact(client)}`, { MasterRecordId: contact(client) }),
  'amp-unknown-field': ({ call }) => call('POST', 'sobjects/Account', { Name: 'x', AccountNumer: '1' }),
  'amp-unknown-object': (client) => soql(client, 'SELECT Id,IsDeleted FROM Accout'),
  'restforce-expired_session_response': (client) => {
    client.org.expireSessions()
    return client.call('GET', 'limits')
  },
  'restforce-auth_error_response': ({ call }) => call('POST', '/services/oauth2/token', 'grant_type=x'),
  'restforce-refresh_error_response': ({ call }) => call('POST', '/services/oauth2/token', 'grant_type=refresh_token'),
  'restforce-delete_error_response': ({ call }) => call('DELETE', 'sobjects/Account/rid'),
  'restforce-sobject_find_error_response': ({ call }) => call('GET', 'sobjects/Account/23foo'),
  'restforce-upsert_error_response': ({ call }) => call('PATCH', 'sobjects/Account/Namez/x', {}),
  'restforce-query_aggregate_success_response': (client) => {
    const deal = { Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-01', Amount: 100, CampaignId: 'x' }
    client.org.save(client.org.users[1]!, 'Opportunity', deal)
    return soql(client, 'SELECT CampaignId, SUM(Amount) FROM Opportunity GROUP BY CampaignId')
  },
  'restforce-query_empty_response': (client) => soql(client, 'SELECT Id FROM Lead'),
}

const leftOut: [RegExp, string][] = [
  [/^sffx-query-(resource-not-found|unexpected-response|unparseable-body)$/, 'edited, or not from an org'],
  [
    /^restforce-(upsert_created|upsert_multiple|query_paginated|services_data|write_error|sobject_describe)/,
    'written by hand',
  ],
  [/^restforce-(auth_success|reauth)/, 'the reply of a retired flow'],
  [/_payload$/, 'a request, used by its replies'],
  [/^amp-(bulk|subscription|metadata)|^restforce-(get_|list_view|search)/, 'a resource the stand-in does not have'],
  [/^amp-success-with-errors$/, 'the recording does not say what was asked'],
]

describe.skipIf(!recordingsAreThere)('the recorded exchanges (in ../shared/recordings, where that folder is)', () => {
  let replayed = 0
  afterAll(() => console.log(`${replayed} of ${recordingNames().length} recordings replayed`))

  it.each(Object.keys(replays))('%s', async (name) => {
    const client = await anOrg()
    prepareSchema(client)
    for (const Name of ['A', 'B', 'C']) {
      const { id } = client.org.save(client.org.users[1]!, 'Account', { Name })
      client.org.save(client.org.users[1]!, 'Contact', { LastName: Name, AccountId: id })
    }
    const reply = await replays[name]!(client, name)
    const recorded = recording(name)
    expectLike(reply, recorded)
    const { rawBody } = recorded
    if (reply.status >= 400 && rawBody) expect(reply.text).toBe(rawBody)
    replayed++
  })

  it('are each replayed, or left out for a reason', () => {
    expect(replayed).toBeGreaterThan(0)
    const forgotten = recordingNames().filter(
      (name) => !replays[name] && !leftOut.some(([pattern]) => pattern.test(name)),
    )
    expect(forgotten).toEqual([])
  })
})
