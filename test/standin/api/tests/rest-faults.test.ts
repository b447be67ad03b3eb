import { describe, expect, it } from 'vitest'
import { anOrg } from './an-org.ts'

const upsert = (key: string) => `sobjects/Survey_Response__c/Response_Key__c/${key}`
const keys = 'SELECT Response_Key__c FROM Survey_Response__c'

describe('a fault of the call', () => {
  it.each([
    ['an error code', { kind: 'error', code: 'QUERY_TIMEOUT' }, 400, 'QUERY_TIMEOUT'],
    ['an error of one’s own', { kind: 'error', code: 'ODD_ONE', status: 418, message: 'odd' }, 418, 'ODD_ONE'],
    ['overload', { kind: 'unavailable' }, 503, 'SERVER_UNAVAILABLE'],
    ['maintenance', { kind: 'html' }, 503, 'maintenance'],
    ['the quota', { kind: 'quota', ratio: 1 }, 403, 'REQUEST_LIMIT_EXCEEDED'],
    ['a moved org', { kind: 'redirect', to: 'http://127.0.0.1:9/' }, 302, ''],
  ] as const)('can be %s, once, and no work is done', async (_, fault, status, text) => {
    const { call, org } = await anOrg()
    org.faults.add(fault)
    const reply = await call('PATCH', upsert('a'), {})
    expect([reply.status, reply.text]).toEqual([status, expect.stringContaining(text)])
    expect(org.query(keys)).toEqual([])
    expect((await call('PATCH', upsert('a'), {})).status).toBe(201)
  })

  it('can show a used-up quota before it is', async () => {
    const { call, org } = await anOrg()
    org.faults.add({ kind: 'quota', ratio: 0.81 })
    const reply = await call('GET', 'limits')
    expect([reply.status, reply.headers.get('sforce-limit-info')]).toEqual([200, 'api-usage=81000/100000'])
  })

  it('can lose the reply of work that was done, or drop the call before', async () => {
    const { call, org } = await anOrg()
    org.faults.add({ kind: 'lost_reply' })
    await expect(call('PATCH', upsert('done'), {})).rejects.toThrow(/fetch failed|terminated/)
    org.faults.add({ kind: 'drop' })
    await expect(call('PATCH', upsert('dropped'), {})).rejects.toThrow(/fetch failed|terminated/)
    org.faults.add({ kind: 'cut_reply' })
    await expect(call('PATCH', upsert('cut'), {})).rejects.toThrow(/fetch failed|terminated/)
    expect(org.query(keys)).toEqual([{ Response_Key__c: 'done' }, { Response_Key__c: 'cut' }])
    expect((await call('PATCH', upsert('done'), {})).status).toBe(200)
  })

  it('can be slow with the reply, late with the work, or silent', async () => {
    const { org, token } = await anOrg()
    const call = (key: string) => {
      const patience = new AbortController()
      const reply = fetch(`${org.url}/services/data/v68.0/${upsert(key)}`, {
        method: 'PATCH',
        body: '{}',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        signal: patience.signal,
      })
      return { reply, giveUp: () => patience.abort() }
    }
    /** Waits no longer than until the call has met its fault and whatever is to come of that at once. */
    const impatient = async (key: string, more: () => boolean = () => true) => {
      const { reply, giveUp } = call(key)
      const ended = reply.then(
        () => 'answered',
        (cause: Error) => cause.name,
      )
      await expect.poll(() => org.faults.list().at(-1)!.fired > 0 && more(), { timeout: 30_000 }).toBe(true)
      giveUp()
      expect(await ended).toBe('AbortError')
    }
    org.faults.add({ kind: 'slow', ms: 5_000 })
    await impatient('slow', () => org.query(keys).length > 0)
    expect(org.query(keys)).toEqual([{ Response_Key__c: 'slow' }])
    org.faults.add({ kind: 'late', ms: 1_500 })
    await impatient('late')
    expect(org.query(keys)).toHaveLength(1)
    await expect.poll(() => org.query(keys), { timeout: 30_000 }).toHaveLength(2) // committed though nobody waits for it
    org.faults.add({ kind: 'hang' })
    await impatient('never')
    expect(org.query(keys)).toHaveLength(2)
    org.faults.add({ kind: 'stalled_reply' })
    const { reply, giveUp } = call('stalled')
    const text = (await reply).text() // its headers came
    giveUp()
    await expect(text).rejects.toThrow('aborted')
    expect(org.query(keys)).toHaveLength(3)
  })

  it('can end its side of the connection before any reply', async () => {
    const { call, org } = await anOrg()
    org.faults.add({ kind: 'half_close' })
    await expect(call('PATCH', upsert('a'), {})).rejects.toThrow('fetch failed')
    expect(org.query(keys)).toEqual([])
  })

  it('meets only the calls it names', async () => {
    const { call, org } = await anOrg()
    org.faults.add({ kind: 'unavailable', match: { method: 'patch', path: { regex: 'Response_Key__c/b$' } } })
    org.faults.add({ kind: 'unavailable', match: { path: 'limits', nth: 2 } })
    org.faults.add({
      kind: 'error',
      code: 'UNKNOWN_EXCEPTION',
      match: { object: 'Survey_Write__c' },
      after: 1,
      times: 'always',
    })
    const statuses = async (...asks: [string, string, unknown?][]) => {
      const found: number[] = []
      for (const ask of asks) found.push((await call(...ask)).status)
      return found
    }
    expect(await statuses(['PATCH', upsert('a'), {}], ['PATCH', upsert('b'), {}], ['PATCH', upsert('b'), {}])).toEqual([
      201, 503, 201,
    ])
    expect(await statuses(['GET', 'limits'], ['GET', 'limits'], ['GET', 'limits'])).toEqual([200, 503, 200])
    const write = (key: string): [string, string, unknown] => [
      'POST',
      'sobjects/Survey_Write__c',
      { Write_Key__c: key },
    ]
    expect(await statuses(write('1'), write('2'), write('3'))).toEqual([201, 500, 500])
  })

  it('comes by chance in the same order for the same seed', async () => {
    const run = async () => {
      const { call, org } = await anOrg()
      org.faults.add({ kind: 'unavailable', times: 'always', probability: 0.3, seed: 7 })
      const found: number[] = []
      for (let n = 0; n < 20; n++) found.push((await call('GET', 'limits')).status)
      return found
    }
    const first = await run()
    expect(first.filter((status) => status === 503).length).toBeGreaterThan(1)
    expect(await run()).toEqual(first)
  })
})

describe('collation', () => {
  it('may run independent parts out of order, unless the call turns it off', async () => {
    const order = async (collateSubrequests: boolean) => {
      const { call, org } = await anOrg()
      org.faults.add({ kind: 'reorder' })
      const part = (key: string) => ({
        referenceId: key,
        method: 'PATCH',
        url: `/services/data/v68.0/${upsert(key)}`,
        body: {},
      })
      const reply = await call('POST', 'composite', { collateSubrequests, compositeRequest: [part('a'), part('b')] })
      const { compositeResponse } = reply.body as { compositeResponse: { referenceId: string }[] }
      expect(compositeResponse.map(({ referenceId }) => referenceId)).toEqual(['a', 'b'])
      return org.query(`${keys} ORDER BY Id`).map((row) => row['Response_Key__c'])
    }
    expect(await order(true)).toEqual(['b', 'a'])
    expect(await order(false)).toEqual(['a', 'b'])
  })
})

describe('a fault of rows', () => {
  const rows = (...parents: (string | null)[]) => ({
    records: parents.map((parent, n) => ({
      attributes: { type: 'Survey_Response__c' },
      Response_Key__c: `k${n}`,
      Contact__c: parent,
    })),
  })
  const collection = 'composite/sobjects/Survey_Response__c/Response_Key__c'
  const codes = (body: unknown) =>
    (body as { errors: { statusCode: string }[] }[]).map(({ errors }) => errors[0]?.statusCode)

  it('locks the children of a parent for one call, however many they are', async () => {
    const { call, org } = await anOrg()
    const { id } = org.save(org.users[1]!, 'Contact', { LastName: 'Doe' })
    org.faults.add({ kind: 'locked_row', rows: { parent: id! } })
    const first = await call('PATCH', collection, rows(id, null, id))
    expect(codes(first.body)).toEqual(['UNABLE_TO_LOCK_ROW', undefined, 'UNABLE_TO_LOCK_ROW'])
    expect(first.text).toContain(`unable to obtain exclusive access to this record or 1 records: ${id!.slice(0, 15)}`)
    expect(codes((await call('PATCH', collection, rows(id, null, id))).body)).toEqual([undefined, undefined, undefined])
  })

  it('can be a trigger that fails', async () => {
    const { call, org } = await anOrg()
    org.faults.add({
      kind: 'row_error',
      code: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      rows: { object: 'Case' },
      times: 'always',
    })
    const reply = await call('POST', 'sobjects/Case', { Subject: 'x' })
    expect([reply.status, reply.body]).toMatchObject([400, [{ errorCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY' }]])
    expect(org.save(org.users[1]!, 'Case', { Subject: 'x' }).success).toBe(true)
  })
})
