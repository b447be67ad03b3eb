import { env } from 'cloudflare:workers'
import { reset, runDurableObjectAlarm } from 'cloudflare:test'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { aConnectedOrg, knock, until, type ConnectedOrg } from '../../support/connected-org.ts'
import {
  aCustomer,
  allTexts,
  answer,
  closing,
  inSalesforce,
  inside,
  linksOf,
  rowsOf,
  settled,
  whereAre,
} from './person.ts'

afterEach(() => void vi.useRealTimers())
afterAll(() => reset())

const erase = (bridge: ConnectedOrg, person: Record<string, unknown>) =>
  bridge.api<{ removals: string[] }>('POST', 'people/erase', person)
const untilState = (bridge: ConnectedOrg, kind: 'writes' | 'sends', state: string) =>
  until(`one of the ${kind} ${state}`, async () => (await rowsOf(bridge, kind)).some((row) => row['state'] === state))
/** The clocks of the bridge and of Salesforce go on. */
async function later(bridge: ConnectedOrg, ms: number): Promise<void> {
  await bridge.org.control('PATCH', '/clock', { advanceMs: ms })
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(Date.now() + ms)
  await runDurableObjectAlarm(env.ORG.getByName(bridge.orgKey))
}
const mailsTo = (bridge: ConnectedOrg, email: string) =>
  bridge.org.control('GET', `/mails?to=${encodeURIComponent(email)}`)

describe('what is under way while a person is erased brings nothing back', { timeout: 120_000 }, () => {
  it('a mail in flight', async () => {
    const bridge = await aConnectedOrg()
    await bridge.org.control('PUT', '/mail-faults', [{ at: 'body', do: 'slow', delayMs: 2500 }])
    const kim = await aCustomer(bridge)
    await bridge.notify([closing(kim)])
    await untilState(bridge, 'sends', 'in_flight')
    await erase(bridge, { email: kim.email })
    const { survey } = await linksOf(bridge, kim)
    await scheduler.wait(1500)
    expect((await knock(survey)).status).toBe(410)
    await later(bridge, 12 * 60_000) // on a slow machine a write was under way too, and is repeated after eleven minutes
    await settled(bridge)
    expect(whereAre(kim.canaries, await allTexts(bridge))).toEqual([])
    for (const kind of ['sends', 'alerts', 'invitations'])
      expect([kind, await rowsOf(bridge, kind)]).toEqual([kind, []])
    expect(await inSalesforce(bridge, kim)).toEqual([0, 0, 0])
  })

  it('a mail whose fate nobody will know: it is not listed for somebody to resend', async () => {
    const bridge = await aConnectedOrg()
    await bridge.org.control('PUT', '/mail-faults', [{ at: 'body', do: 'slow', delayMs: 2500 }])
    const kim = await aCustomer(bridge)
    await bridge.notify([closing(kim)])
    await untilState(bridge, 'sends', 'in_flight')
    await erase(bridge, { contactId: kim.contactId })
    await inside(bridge, (_sql, state) => state.abort('crash')).catch(() => {})
    await until('the object', async () => (await rowsOf(bridge, 'alerts').catch(() => null)) !== null)
    await later(bridge, 12 * 60_000) // the same
    await settled(bridge)
    for (const kind of ['sends', 'alerts']) expect([kind, await rowsOf(bridge, kind)]).toEqual([kind, []])
    expect(whereAre(kim.canaries, await allTexts(bridge))).toEqual([])
  })

  it('a read for a decision', async () => {
    const bridge = await aConnectedOrg()
    // By this word in its body: the look for lost messages, which comes too, says `query`.
    await bridge.org.faults({ kind: 'slow', ms: 6_000, match: { object: 'queryAll' } })
    const kim = await aCustomer(bridge)
    const { caseId, contactId, notificationId, closedDate } = kim
    const told = { Id: caseId, ContactId: contactId, IsClosed: 'true', ClosedDate: closedDate }
    await bridge.notify([{ id: notificationId, object: 'Case', fields: told }])
    await until('the read', async () => {
      const [slow] = (await bridge.org.control('GET', '/faults')) as { fired: number }[]
      return slow!.fired > 0
    })
    expect(await erase(bridge, { contactId })).toMatchObject({ erased: { notifications: 1, invitations: 0 } })
    await scheduler.wait(6_500) // its reply comes meanwhile
    await settled(bridge)
    expect(await rowsOf(bridge, 'invitations')).toEqual([])
    expect(await mailsTo(bridge, kim.email)).toEqual([])
    expect(whereAre(kim.canaries, await allTexts(bridge))).toEqual([])
  })

  it('a write in flight, even when an older call commits it later', async () => {
    const bridge = await aConnectedOrg()
    const kim = await aCustomer(bridge)
    await bridge.notify([closing(kim)])
    const { survey } = await linksOf(bridge, kim)
    await settled(bridge)
    await bridge.org.faults({ kind: 'slow', ms: 4000, times: 1, match: { method: 'POST', path: 'composite' } })
    await answer(survey, kim)
    await untilState(bridge, 'writes', 'in_flight')
    const [response] = await rowsOf(bridge, 'responses')
    const { removals } = await erase(bridge, { email: kim.email })
    await until('the deletion', async () => {
      const [removal] = await rowsOf(bridge, 'writes')
      return JSON.stringify(removal?.['tries'] ?? '').includes('done')
    })
    expect(await inSalesforce(bridge, kim)).toEqual([0, 0, 0])
    expect(await rowsOf(bridge, 'writes')).toMatchObject([{ key: removals[0], operation: 'delete', state: 'waiting' }])

    // What nobody can rule out for ten minutes: the call is done once more, after all.
    const key = String(response?.['id'])
    await bridge.org.save('Survey_Response__c', { Response_Key__c: key, Comment__c: kim.comment })
    await later(bridge, 12 * 60_000)
    await settled(bridge)
    expect(await bridge.org.query(`SELECT Id FROM Survey_Response__c WHERE Response_Key__c = '${key}'`)).toEqual([])
    expect(await rowsOf(bridge, 'writes')).toMatchObject([{ state: 'done', lookups: {} }])
    expect(whereAre(kim.canaries, await allTexts(bridge))).toEqual([])
  })

  it('writes that wait for Salesforce, and the deletion that waits behind the outage', async () => {
    const bridge = await aConnectedOrg()
    const kim = await aCustomer(bridge)
    await bridge.notify([closing(kim)])
    const { survey } = await linksOf(bridge, kim)
    await settled(bridge)
    await bridge.org.faults({ kind: 'unavailable', times: 'always' })
    await answer(survey, kim)
    await until('a failed call', async () => JSON.stringify(await rowsOf(bridge, 'writes')).includes('retried'))
    await erase(bridge, { contactId: kim.contactId })
    // Until it can be done, the order to delete names whom; nothing else does.
    expect(whereAre(kim.canaries, await allTexts(bridge))).toEqual(['writes.lookups_json'])
    expect(await rowsOf(bridge, 'writes')).toMatchObject([{ operation: 'delete', subjectKind: 'person' }])
    expect((await inSalesforce(bridge, kim))[0]).toBe(1)
    await inside(bridge, (_sql, state) => state.abort('crash')).catch(() => {})

    await bridge.org.faults()
    await later(bridge, 15 * 60_000)
    await settled(bridge)
    expect(await inSalesforce(bridge, kim)).toEqual([0, 0, 0])
    expect(whereAre(kim.canaries, await allTexts(bridge))).toEqual([])
  })
})
