import { describe, expect, it } from 'vitest'
import { aResponseRow, recordsOf } from '../../support/salesforce.ts'
import { aStandInOrg, type Fault, type StandInOrg } from '../../support/stand-in.ts'

const toWrites = { path: '/composite' }
const rows = [aResponseRow('r1'), aResponseRow('r2')]
const responses = (org: StandInOrg) => org.query('SELECT Id FROM Survey_Response__c')

describe('a call that fails', () => {
  it.each([
    [{ kind: 'drop' }, 'transient', 'CONNECTION_LOST', true],
    [{ kind: 'html' }, 'transient', 'HTTP_503', false],
    [{ kind: 'unavailable' }, 'transient', 'SERVER_UNAVAILABLE', false],
    [{ kind: 'quota', ratio: 1 }, 'quota', 'REQUEST_LIMIT_EXCEEDED', false],
    [{ kind: 'error', code: 'API_DISABLED_FOR_ORG' }, 'auth', 'API_DISABLED_FOR_ORG', false],
    [{ kind: 'error', code: 'UNKNOWN_EXCEPTION' }, 'transient', 'UNKNOWN_EXCEPTION', false],
    [{ kind: 'error', code: 'BAD_GATEWAY', status: 502 }, 'transient', 'BAD_GATEWAY', false],
    [{ kind: 'error', code: 'STORAGE_LIMIT_EXCEEDED' }, 'quota', 'STORAGE_LIMIT_EXCEEDED', false],
  ])('by %j is one request, nothing written', async (fault, kind, status, unknownOutcome) => {
    const org = await aStandInOrg()
    await org.faults({ ...(fault as Fault), match: toWrites })
    const { result, calls } = await recordsOf(org).upsert(rows, 200)
    expect(result).toMatchObject({ ok: false, failure: { code: 'call_failed', kind, status, unknownOutcome } })
    expect(calls).toBe(1)
    expect((await org.calls()).filter(({ path }) => path.includes('/composite'))).toHaveLength(1)
    expect(await responses(org)).toHaveLength(0)
  })

  it.each([
    [{ kind: 'lost_reply' }, 'CONNECTION_LOST'],
    [{ kind: 'cut_reply' }, 'CONNECTION_LOST'],
    [{ kind: 'slow', ms: 5_000 }, 'TIMEOUT'],
  ])('after the work by %j has an unknown outcome, and a repeat is harmless', async (fault, status) => {
    const org = await aStandInOrg()
    const records = recordsOf(org, { limitMs: 2_000 })
    await org.faults({ ...(fault as Fault), match: toWrites })
    const { result } = await records.upsert(rows, 200)
    expect(result).toMatchObject({ ok: false, failure: { kind: 'transient', status, unknownOutcome: true } })
    expect(await responses(org)).toHaveLength(2)
    const again = await records.upsert(rows, 200)
    expect(again.result).toMatchObject({
      ok: true,
      value: [{ value: { created: false } }, { value: { created: false } }],
    })
    expect(await responses(org)).toHaveLength(2)
  })

  it('by hanging ends within its limit', async () => {
    const org = await aStandInOrg()
    const records = recordsOf(org, { limitMs: 500 })
    await org.faults({ kind: 'hang', match: toWrites })
    const started = Date.now()
    const { result } = await records.upsert(rows, 200)
    expect(result).toMatchObject({ ok: false, failure: { kind: 'transient', status: 'TIMEOUT', unknownOutcome: true } })
    expect(Date.now() - started).toBeLessThan(15_000) // without a limit of its own it would be 20 s
  })

  it('by a redirect takes the token nowhere', async () => {
    const [org, elsewhere] = [await aStandInOrg(), await aStandInOrg()]
    await org.faults({ kind: 'redirect', to: `${elsewhere.orgUrl}/services/data/v66.0/composite`, match: toWrites })
    const { result } = await recordsOf(org).upsert(rows, 200)
    expect(result).toMatchObject({
      ok: false,
      failure: { kind: 'transient', status: 'REDIRECT_REFUSED', unknownOutcome: false },
    })
    expect(await elsewhere.calls()).toEqual([])
  })

  it('by a version the org does not speak stops the connection, not its rows', async () => {
    const org = await aStandInOrg()
    const records = recordsOf(org, { config: { ...org.config, apiVersion: '99.0' } })
    const { result } = await records.upsert(rows, 200)
    expect(result).toMatchObject({ ok: false, failure: { kind: 'auth', status: 'NOT_FOUND' } })
  })

  it('half-way keeps what the calls before it have done', async () => {
    const org = await aStandInOrg()
    await org.faults({ kind: 'unavailable', match: { ...toWrites, nth: 2 } })
    const many = Array.from({ length: 18 }, (_, index) => aResponseRow(`r${index}`))
    const { result, calls } = await recordsOf(org).upsert(many, 1) // five rows a call
    expect(calls).toBe(2)
    const unavailable = {
      ok: false,
      failure: { kind: 'transient', status: 'SERVER_UNAVAILABLE', unknownOutcome: false },
    }
    expect(result).toMatchObject({ ok: true, value: many.map((_, index) => (index < 5 ? { ok: true } : unavailable)) })
    expect(await responses(org)).toHaveLength(5)
  })

  it('shows neither token nor address', async () => {
    const org = await aStandInOrg()
    const records = recordsOf(org, { limitMs: 500 })
    const { hostname, port } = new URL(org.orgUrl)
    for (const kind of ['drop', 'html', 'hang', 'cut_reply', 'expired_session', 'wrong_session']) {
      await org.faults({ kind, match: toWrites, times: 'always' })
      const { result } = await records.upsert(rows, 200)
      expect(result.ok).toBe(false)
      const shown = JSON.stringify(result)
      expect(shown).not.toContain(org.orgId.slice(0, 15)) // every token begins with it
      expect(shown).not.toContain(hostname)
      expect(shown).not.toContain(port)
    }
  })
})

describe('a row in bad weather', () => {
  it('that is locked goes again while its mates are written', async () => {
    const org = await aStandInOrg()
    const caseId = await org.save('Case', { Subject: 'Toaster' })
    await org.faults({ kind: 'locked_row', rows: { object: 'Survey_Response__c', parent: caseId } })
    const records = recordsOf(org)
    const { result } = await records.upsert([aResponseRow('r1'), aResponseRow('r2', { Case__c: caseId })], 200)
    expect(result).toMatchObject({
      ok: true,
      value: [
        { ok: true },
        { ok: false, failure: { kind: 'lock', status: 'UNABLE_TO_LOCK_ROW', unknownOutcome: false } },
      ],
    })
    const again = await records.upsert([aResponseRow('r2', { Case__c: caseId })], 200)
    expect(again.result).toMatchObject({ ok: true, value: [{ ok: true, value: { created: true } }] })
  })

  it.each([
    ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'transient'],
    ['CANNOT_EXECUTE_FLOW_TRIGGER', 'transient'],
    ['STORAGE_LIMIT_EXCEEDED', 'quota'],
    ['ENTITY_IS_LOCKED', 'transient'],
    ['INSUFFICIENT_ACCESS_OR_READONLY', 'rejected'],
  ])('may meet %s: %s', async (code, kind) => {
    const org = await aStandInOrg()
    await org.faults({ kind: 'row_error', code })
    const { result } = await recordsOf(org).upsert([aResponseRow('r1')], 200)
    expect(result).toMatchObject({ ok: true, value: [{ ok: false, failure: { kind, status: code } }] })
  })

  it('reports what is left of the day’s calls even when it fails', async () => {
    const org = await aStandInOrg()
    await org.faults({ kind: 'quota', ratio: 0.9, match: toWrites })
    const { usage } = await recordsOf(org).upsert(rows, 200)
    expect(usage).toEqual({ used: 90_000, limit: 100_000 })
  })
})
