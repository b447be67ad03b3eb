import { describe, expect, it } from 'vitest'
import type { RowResult, UpsertResult } from '../../../bridge/write-back/records.ts'
import { aResponseRow, recordsOf } from '../../support/salesforce.ts'
import { aStandInOrg } from '../../support/stand-in.ts'

const rowsOf = ({ result }: UpsertResult): RowResult[] => {
  if (!result.ok) throw new Error(`the call failed: ${JSON.stringify(result.failure)}`)
  return result.value
}
/** `created`, `updated`, or the code of the failure. */
const fates = (reply: UpsertResult): string[] =>
  rowsOf(reply).map((row) => (row.ok ? (row.value.created ? 'created' : 'updated') : row.failure.status))

describe('rows with a key', () => {
  it('are made once and then changed, with the id of the record', async () => {
    const org = await aStandInOrg()
    const records = recordsOf(org)
    const first = await records.upsert([aResponseRow('r1'), aResponseRow('r2')], 200)
    const second = await records.upsert([aResponseRow('r2', { CSAT__c: 1 }), aResponseRow('r3')], 200)
    expect([...fates(first), ...fates(second)]).toEqual(['created', 'created', 'updated', 'created'])
    const saved = await org.query(
      'SELECT Id, Response_Key__c, CSAT__c FROM Survey_Response__c ORDER BY Response_Key__c',
    )
    expect(saved.map(({ CSAT__c }) => CSAT__c)).toEqual([5, 1, 5])
    expect(rowsOf(second)[0]).toEqual({ ok: true, value: { recordId: saved[1]!.Id, created: false } })
  })

  it('travel by the thousand in one call', async () => {
    const org = await aStandInOrg()
    const records = recordsOf(org)
    const rows = Array.from({ length: 1000 }, (_, index) => aResponseRow(`r${index}`))
    const reply = await records.upsert(rows, 200)
    expect(fates(reply).filter((fate) => fate === 'created')).toHaveLength(1000)
    expect(reply.calls).toBe(1)
    expect(reply.usage).toEqual({ used: 1, limit: 100_000 })
    const calls = await org.calls()
    expect(calls.filter(({ path }) => path === '/services/data/v66.0/composite')).toMatchObject([
      { method: 'POST', status: 200, rows: 1000 },
    ])
    expect(calls).toHaveLength(2) // the other is for the token
  })

  it('keep their order among objects, keys and chunks', async () => {
    const org = await aStandInOrg()
    const invitation = { entity: 'Survey_Invitation__c', key: 'Invitation_Key__c' }
    const rows = Array.from({ length: 30 }, (_, index) =>
      index % 3 === 0
        ? { writeKey: `i${index}`, ...invitation, fields: { Invitation_Key__c: `k${index}`, Status__c: 'Sent' } }
        : aResponseRow(`k${index}`),
    )
    const reply = await recordsOf(org).upsert(rows, 4)
    const ids = rowsOf(reply).map((row) => (row.ok ? row.value.recordId : null))
    for (const [index, { entity, key }] of rows.entries()) {
      const [found] = await org.query(`SELECT Id FROM ${entity} WHERE ${key} = 'k${index}'`)
      expect(ids[index]).toBe(found!.Id)
    }
    expect(reply.calls).toBe(2) // 20 responses and 10 invitations in chunks of 4: 8 collections
  })

  it('of one key in one batch are written one after the other', async () => {
    const org = await aStandInOrg()
    const rows = [aResponseRow('twice', { CSAT__c: 1 }), aResponseRow('twice', { CSAT__c: 2 })]
    expect(fates(await recordsOf(org).upsert(rows, 200))).toEqual(['created', 'updated'])
    expect(await org.query('SELECT CSAT__c FROM Survey_Response__c')).toMatchObject([{ CSAT__c: 2 }])
  })

  it('whose keys differ only in their capitals never meet in one collection', async () => {
    const org = await aStandInOrg()
    const fields = { Badge__c: { type: 'string', externalId: true, unique: true, caseSensitive: false } }
    await org.schema({ object: 'Contact', fields })
    const contact = { entity: 'Contact', key: 'Badge__c' }
    const rows = ['AB', 'ab'].map((Badge__c) => ({
      writeKey: Badge__c,
      ...contact,
      fields: { Badge__c, LastName: 'Doe' },
    }))
    const reply = await recordsOf(org).upsert(rows, 200)
    expect(fates(reply)).toEqual(['created', 'updated'])
    expect(reply.calls).toBe(1)
  })

  it.each(['a/b', 'a?b=c', 'a#b', 'a%2Fb', 'a&b=c', "it's", 'été 漢字 😀', '../../Contact', '@{part0.id}'])(
    'may have the key %s',
    async (key) => {
      const org = await aStandInOrg()
      const records = recordsOf(org)
      expect(fates(await records.upsert([aResponseRow('a'), aResponseRow(key)], 200))).toEqual(['created', 'created'])
      expect(fates(await records.upsert([aResponseRow(key)], 200))).toEqual(['updated'])
      const saved = await org.query('SELECT Response_Key__c FROM Survey_Response__c ORDER BY Response_Key__c')
      expect(saved.map(({ Response_Key__c }) => Response_Key__c).sort()).toEqual(['a', key].sort())
    },
  )

  it('are refused without a value for it, and their mates are not', async () => {
    const org = await aStandInOrg()
    const reply = await recordsOf(org).upsert([aResponseRow(''), aResponseRow('r1'), aResponseRow('  ')], 200)
    expect(fates(reply)).toEqual(['NO_KEY_VALUE', 'created', 'NO_KEY_VALUE'])
  })

  it('are refused where several records have it', async () => {
    const org = await aStandInOrg()
    await org.schema({ object: 'Contact', fields: { Badge__c: { type: 'string', externalId: true, unique: false } } })
    await org.save('Contact', { LastName: 'One', Badge__c: '7' })
    await org.save('Contact', { LastName: 'Two', Badge__c: '7' })
    const contact = (badge: string) => ({
      writeKey: badge,
      entity: 'Contact',
      key: 'Badge__c',
      fields: { Badge__c: badge, LastName: 'New' },
    })
    const reply = await recordsOf(org).upsert([contact('7'), contact('8')], 200)
    expect(fates(reply)).toEqual(['DUPLICATE_EXTERNAL_ID', 'created'])
    expect(rowsOf(reply)[0]).toMatchObject({ failure: { kind: 'rejected', field: 'Badge__c' } })
  })
})

describe('a row that is wrong', () => {
  it('fails alone, with code, field and what to do', async () => {
    const org = await aStandInOrg()
    await org.schema({
      object: 'Survey_Response__c',
      fields: { Mood__c: { type: 'picklist', values: ['Good', 'Bad'], restricted: true } },
    })
    const caseId = await org.save('Case', { Subject: 'Deleted' })
    await org.delete('Case', caseId)
    const reply = await recordsOf(org).upsert(
      [
        aResponseRow('good1'),
        aResponseRow('picklist', { Mood__c: 'Meh' }),
        aResponseRow('long', { Language__c: 'x'.repeat(50) }),
        aResponseRow('gone', { Case__c: caseId }),
        aResponseRow('parent', { Invitation__r: { Invitation_Key__c: 'nowhere' } }),
        aResponseRow('good2'),
      ],
      200,
    )
    expect(fates(reply)).toEqual([
      'created',
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      'STRING_TOO_LONG',
      expect.stringMatching(/ENTITY_IS_DELETED|INVALID_CROSS_REFERENCE_KEY/),
      'INVALID_FIELD',
      'created',
    ])
    const [, picklist, long, gone, parent] = rowsOf(reply)
    expect(picklist).toMatchObject({
      failure: {
        kind: 'rejected',
        field: 'Mood__c',
        hint: expect.stringContaining('picklist Survey_Response__c.Mood__c in Setup > Object Manager'),
      },
    })
    expect(long).toMatchObject({ failure: { kind: 'rejected', field: 'Language__c' } })
    expect(gone).toMatchObject({ failure: { kind: 'gone' } })
    expect(parent).toMatchObject({ failure: { kind: 'gone' } })
  })

  it('that spoils its whole collection is told from its mates, which are written at once', async () => {
    const org = await aStandInOrg()
    const good = Array.from({ length: 20 }, (_, index) => aResponseRow(`good${index}`))
    const bad = [
      aResponseRow('date', { Submitted_At__c: 'yesterday' }),
      aResponseRow('other date', { Submitted_At__c: 'tomorrow' }),
      aResponseRow('field', { Nonsense__c: 1 }),
    ]
    const reply = await recordsOf(org).upsert([...bad, ...good], 200)
    expect(fates(reply).slice(0, 3)).toEqual(['JSON_PARSER_ERROR', 'JSON_PARSER_ERROR', 'INVALID_FIELD'])
    expect(fates(reply).slice(3)).toEqual(good.map(() => 'created'))
    expect(reply.calls).toBeLessThanOrEqual(4)
  })

  it('that types a reference of composite calls reaches Salesforce as typed', async () => {
    const org = await aStandInOrg()
    const typed = 'see @{part0.body[0].id} and @{nothing}'
    const rows = [aResponseRow('r1'), aResponseRow('r2', { Comment__c: typed }), aResponseRow('r3')]
    const reply = await recordsOf(org).upsert(rows, 200)
    expect(fates(reply)).toEqual(['created', 'created', 'created'])
    expect(await org.query("SELECT Comment__c FROM Survey_Response__c WHERE Response_Key__c = 'r2'")).toMatchObject([
      { Comment__c: typed },
    ])
    expect(reply.calls).toBe(2)
  })

  it('that refuses the whole call is looked for collection by collection', async () => {
    const org = await aStandInOrg()
    await org.faults({ kind: 'error', code: 'JSON_PARSER_ERROR', match: { path: { regex: '/composite$' } } })
    const invitation = { entity: 'Survey_Invitation__c', key: 'Invitation_Key__c' }
    const sent = { writeKey: 'i', ...invitation, fields: { Invitation_Key__c: 'k', Status__c: 'Sent' } }
    const bad = aResponseRow('date', { Submitted_At__c: 'yesterday' })
    const reply = await recordsOf(org).upsert([bad, sent, aResponseRow('r1')], 200)
    expect(fates(reply)).toEqual(['JSON_PARSER_ERROR', 'created', 'created'])
    expect(reply.calls).toBe(4) // all, then responses and invitations apart, then responses without the bad one
  })

  it('is not the reason when the object or its key is missing', async () => {
    const org = await aStandInOrg()
    const nowhere = { ...aResponseRow('x'), entity: 'Survey_Nothing__c' }
    const keyless = { ...aResponseRow('y'), key: 'CSAT__c', fields: { CSAT__c: 5 } }
    const reply = await recordsOf(org).upsert([nowhere, keyless, aResponseRow('r1')], 200)
    expect(fates(reply)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'created'])
    expect(rowsOf(reply)[0]).toMatchObject({
      failure: { kind: 'rejected', hint: expect.stringContaining('Survey_Nothing__c does not exist') },
    })
    expect(rowsOf(reply)[1]).toMatchObject({ failure: { kind: 'rejected', field: 'CSAT__c' } })
  })
})

describe('a score written on a case', () => {
  it('moves neither its owner by a key nor by an id', async () => {
    const org = await aStandInOrg()
    await org.schema({ object: 'Case', fields: { Ticket__c: { type: 'string', externalId: true, unique: true } } })
    const id = await org.save('Case', { Subject: 'Toaster', Ticket__c: 'T/1' })
    const owner = async () => (await org.query(`SELECT OwnerId FROM Case WHERE Id = '${id}'`))[0]!['OwnerId']
    const before = await owner()
    const records = recordsOf(org)
    const row = {
      writeKey: 'w',
      entity: 'Case',
      key: 'Ticket__c',
      fields: { Ticket__c: 'T/1', Last_Survey_Score__c: 2 },
    }
    expect(fates(await records.upsert([row], 200))).toEqual(['updated'])
    expect(fates(await records.upsert([{ ...row, fields: { ...row.fields, Description: '@{x}' } }], 200))).toEqual([
      'updated',
    ])
    expect(fates(await records.update([{ entity: 'Case', id, fields: { Last_Survey_Score__c: 3 } }]))).toEqual([
      'updated',
    ])
    expect(await org.query(`SELECT Last_Survey_Score__c FROM Case WHERE Id = '${id}'`)).toMatchObject([
      { Last_Survey_Score__c: 3 },
    ])
    expect(await owner()).toBe(before)
  })
})

describe('updates by id', () => {
  it('of many people of several objects are one call; one that is gone fails alone', async () => {
    const org = await aStandInOrg()
    const contacts = await Promise.all(['A', 'B', 'C'].map((name) => org.save('Contact', { LastName: name })))
    const lead = await org.save('Lead', { LastName: 'L', Company: 'Acme' })
    await org.delete('Contact', contacts[1]!)
    const optOut = { Do_Not_Survey__c: true }
    const reply = await recordsOf(org).update([
      { entity: 'Contact', id: contacts[0]!, fields: optOut },
      { entity: 'Lead', id: lead, fields: optOut },
      { entity: 'Contact', id: contacts[1]!, fields: optOut },
      { entity: 'Contact', id: contacts[2]!, fields: optOut },
    ])
    expect(fates(reply)).toEqual(['updated', 'updated', 'ENTITY_IS_DELETED', 'updated'])
    expect(rowsOf(reply)[2]).toMatchObject({ failure: { kind: 'gone' } })
    expect(reply.calls).toBe(1)
    expect(await org.query('SELECT Id FROM Contact WHERE Do_Not_Survey__c = true')).toHaveLength(2)
    expect(await org.query('SELECT Id FROM Lead WHERE Do_Not_Survey__c = true')).toHaveLength(1)
  })

  it('of nobody cost no call', async () => {
    const org = await aStandInOrg()
    expect(await recordsOf(org).update([])).toEqual({ result: { ok: true, value: [] }, usage: null, calls: 0 })
    expect(await org.calls()).toEqual([])
  })
})
