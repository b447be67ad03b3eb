import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startStandIn, type StandIn } from '../index.ts'
import { OrgControl, until } from './client.ts'

let standIn: StandIn
let org: OrgControl
beforeAll(async () => {
  standIn = await startStandIn()
})
afterAll(() => standIn.stop())
beforeEach(async () => {
  org = await OrgControl.make(standIn.controlUrl)
})

describe('an org', () => {
  it('has its own port, which is its login url too', async () => {
    const other = await OrgControl.make(standIn.controlUrl)
    expect(org.about.orgUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(org.about.loginUrl).toBe(org.about.orgUrl)
    expect(other.about.orgUrl).not.toBe(org.about.orgUrl)
    expect(other.about.orgId).not.toBe(org.about.orgId)
    expect((await fetch(`${org.about.orgUrl}/services/data`)).headers.get('content-type')).toContain('application/json')
  })

  it('is found by 15 and by 18 characters', async () => {
    const short = `${standIn.controlUrl}/control/orgs/${org.about.orgId.slice(0, 15)}`
    expect(await (await fetch(short)).json()).toMatchObject({ orgId: org.about.orgId })
  })

  it('that is gone is answered with 404 and the reason', async () => {
    await org.ask('DELETE', '')
    const reply = await fetch(org.about.controlUrl)
    expect(reply.status).toBe(404)
    expect(await reply.json()).toMatchObject({ message: expect.stringContaining('There is no org') })
  })

  it('comes with customers when asked', async () => {
    const seeded = await OrgControl.make(standIn.controlUrl, { seed: true })
    const count = async (object: string) =>
      (await seeded.ask<{ totalSize: number }>('GET', `query?q=${encodeURIComponent(`SELECT Id FROM ${object}`)}`))
        .totalSize
    expect(await Promise.all(['Account', 'Contact', 'Case', 'Opportunity'].map(count))).toEqual([3, 6, 8, 4])
  })
})

describe('people in the org', () => {
  const total = async (q: string) =>
    (await org.ask<{ totalSize: number }>('GET', `query?q=${encodeURIComponent(q)}&all=1`)).totalSize

  it('save one record or many, and learn what was refused', async () => {
    const results = await org.ask('POST', 'save', [
      { object: 'Account', fields: { Name: 'A' } },
      { object: 'Account', fields: {} },
    ])
    expect(results).toMatchObject([{ success: true }, { success: false, errors: [{ code: 'REQUIRED_FIELD_MISSING' }] }])
  })

  it('delete and merge', async () => {
    const [winnerId, loser, third] = await Promise.all(['A', 'B', 'C'].map((Name) => org.save('Account', { Name })))
    await org.ask('POST', 'merge', { object: 'Account', winnerId, loserIds: [loser] })
    await org.ask('POST', 'delete', { object: 'Account', id: third })
    expect(await total(`SELECT Id FROM Account WHERE IsDeleted = true`)).toBe(2)
    expect(await total(`SELECT Id FROM Account WHERE MasterRecordId = '${winnerId}'`)).toBe(1)
  })

  it('a query that cannot be read is answered with its error', async () => {
    await expect(org.ask('GET', 'query?q=SELEKT')).rejects.toThrow('400')
  })
})

describe('around the org', () => {
  it('time can be moved and sped up without a jump', async () => {
    const hourMs = 3_600_000
    const before = Date.now()
    await org.advance(hourMs)
    const { now } = await org.ask<{ now: string }>('PATCH', 'clock', { scale: 100 })
    expect(Date.parse(now) - before - hourMs).toBeLessThan(hourMs)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const later = await org.ask<{ now: string }>('GET', 'clock')
    expect(Date.parse(later.now) - Date.parse(now)).toBeGreaterThanOrEqual(4500)
  })

  it('faults are put, listed and taken away, and calls are counted', async () => {
    await org.ask('PUT', 'faults', [{ kind: 'unavailable', times: 'always' }])
    expect(await org.ask('GET', 'faults')).toMatchObject([{ fault: { kind: 'unavailable' } }])
    await fetch(`${org.about.orgUrl}/services/data/v66.0/limits`)
    expect(await org.ask('GET', 'calls')).toMatchObject({ total: 1, counts: { 'GET /limits': 1 } })
    await org.ask('DELETE', 'faults')
    await org.ask('DELETE', 'calls')
    expect(await org.ask('GET', 'calls')).toMatchObject({ total: 0 })
    expect(await org.ask('GET', 'faults')).toEqual([])
  })

  it('the schema can be altered', async () => {
    await org.ask('POST', 'schema', {
      object: 'Account',
      rules: [{ name: 'Named', message: 'No test accounts', field: 'Name', failsWhen: 'Name = "Test"' }],
    })
    await expect(org.save('Account', { Name: 'Test' })).rejects.toThrow('No test accounts')
  })

  it.each([
    ['PUT', 'triggers', { endpoint: 'not a url' }],
    ['PUT', 'triggers', { endpoint: 'http://127.0.0.1:1/', accountField: 'No_Such__c' }],
    ['PATCH', 'outbound', { pausd: true }],
    ['PUT', 'mail-faults', { at: 'never', do: 'drop' }],
    ['POST', 'save', { object: 'Account', fields: {}, user: 'nobody' }],
  ])('%s %s refuses what it does not understand', async (method, path, body) => {
    await expect(org.ask(method, path, body)).rejects.toThrow('answered 400')
  })
})

describe('a stand-in with a state directory', () => {
  it('has the same orgs at the same addresses after a restart, triggers, queue and mails included', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'standin-'))
    const first = await startStandIn({ stateDir })
    const before = await OrgControl.make(first.controlUrl, { isSandbox: true })
    await before.deliver('http://127.0.0.1:9/', { only: ['Case_Closed'] })
    await before.advance(7_200_000)
    const id = await before.save('Case', { Subject: 'S', Status: 'Closed' })
    const [{ id: notificationId } = { id: '' }] = (
      await until(
        () => before.outbound(),
        ({ items }) => items[0]?.attempts === 1,
      )
    ).items
    await first.stop()
    // The client's kept connections learn that the other side has gone.
    await new Promise((resolve) => setTimeout(resolve, 100))

    const second = await startStandIn({ stateDir })
    expect(second.controlUrl).toBe(first.controlUrl)
    const [about] = (await (await fetch(`${second.controlUrl}/control/orgs`)).json()) as OrgControl['about'][]
    const after = new OrgControl(about!)
    const { orgId, orgUrl, consumerKey, smtp, inboxUrl } = before.about
    expect(after.about).toMatchObject({ orgId, orgUrl, consumerKey, smtp, inboxUrl, isSandbox: true })
    expect(Date.parse((await after.ask<{ now: string }>('GET', 'clock')).now)).toBeGreaterThan(Date.now() + 7_000_000)
    await after.save('Case', { Status: 'Working' }, id)
    await after.save('Case', { Status: 'Closed' }, id)
    const { items } = await after.outbound()
    expect(items.map((item) => item.recordId)).toEqual([id, id])
    expect(items.at(-1)!.id).toBe(notificationId)
    await second.stop()
  })
})
