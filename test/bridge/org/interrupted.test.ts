import { env } from 'cloudflare:workers'
import { reset, runInDurableObject } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { aConnectedOrg, knock, livePrograms, until, type ConnectedOrg } from '../../support/connected-org.ts'
import { aClosedCase, anId, type Sent } from '../../support/outbound.ts'

afterAll(() => reset())

type Rows = { rows: Record<string, unknown>[] }
type Mail = { id: string }

const rowsOf = async (bridge: ConnectedOrg, path: string) => (await bridge.api<Rows>('GET', path)).rows
const mails = async ({ org }: ConnectedOrg) => (await org.control('GET', '/mails')) as Mail[]

/** A closed case with its customer, as the outbound message tells of it. */
async function aClose({ org }: ConnectedOrg): Promise<Sent> {
  const email = `${anId('c').toLowerCase()}@example.com`
  const contactId = await org.save('Contact', { LastName: 'Roe', Email: email })
  const caseId = await org.save('Case', { Subject: 'Toaster', Status: 'Closed', ContactId: contactId })
  const fields = { Id: caseId, ContactId: contactId, ContactEmail: email, IsClosed: 'true', ClosedDate: '2026-11-20' }
  return aClosedCase({ fields })
}

async function surveyPath(bridge: ConnectedOrg): Promise<string> {
  const mail = await until('the mail', async () => (await mails(bridge))[0])
  const { text } = (await bridge.org.control('GET', `/mails/${mail.id}`)) as { text: string }
  return new URL(/https:\S+\/s\/\S{16}\/\w{22}/.exec(text)![0]).pathname
}

const answer = (path: string) =>
  knock(path, { method: 'POST', body: new URLSearchParams({ csat: '5', comment: 'Well done.' }) })

const slowMs = 19_000 // less than the 20 s after which the bridge gives a call up

/** What Salesforce has in the end: the mirror of the invitation, the response, its answers. */
const inSalesforce = async ({ org }: ConnectedOrg) => {
  const count = async (object: string) => (await org.query(`SELECT Id FROM ${object}`)).length
  const [invitation] = await org.query('SELECT Status__c FROM Survey_Invitation__c')
  return [invitation?.['Status__c'], await count('Survey_Response__c'), await count('Survey_Answer__c')].join(' ')
}
const untilWritten = (bridge: ConnectedOrg) =>
  until('all of it in Salesforce', async () => (await inSalesforce(bridge)) === 'Completed 1 2')

/** Whatever the object was doing is cut off; what it had committed stays. */
const crash = ({ orgKey }: ConnectedOrg) =>
  runInDurableObject(env.ORG.getByName(orgKey), (_, state) => state.abort('crash')).catch(() => {})

describe('an object that crashes between any two steps', { timeout: 120_000 }, () => {
  it('ends with one mail, one response, and every write done', async () => {
    // Its mail leaves two seconds after the decision, so that no death falls into a call.
    const bridge = await aConnectedOrg({ programs: livePrograms.replaceAll('after: 0s', 'after: 2s') })
    await crash(bridge)
    const closed = await aClose(bridge)
    expect((await bridge.notify([closed])).status).toBe(200)
    await crash(bridge)
    await until('the decision', async () => (await rowsOf(bridge, 'invitations')).length === 1)
    await crash(bridge)
    const path = await surveyPath(bridge)
    await until('the mail’s end', async () => (await rowsOf(bridge, 'sends')).every(({ state }) => state === 'sent'))
    await crash(bridge)
    expect((await knock(path)).status).toBe(200)
    await crash(bridge)
    expect((await answer(path)).status).toBe(303)
    await crash(bridge)
    await untilWritten(bridge)
    await crash(bridge)
    expect((await bridge.notify([closed])).status).toBe(200) // Salesforce never heard the first Ack
    await scheduler.wait(1500)
    expect(await mails(bridge)).toHaveLength(1)
    expect(await inSalesforce(bridge)).toBe('Completed 1 2')
    expect(await rowsOf(bridge, 'invitations')).toHaveLength(1)
  })
})

describe('an object that crashes in a call', { timeout: 120_000 }, () => {
  it('of the mail server lists the mail and never sends it again by itself', async () => {
    const bridge = await aConnectedOrg()
    await bridge.org.control('PUT', '/mail-faults', [{ at: 'body', do: 'slow', delayMs: 8_000 }])
    await bridge.notify([await aClose(bridge)])
    await until('the call', async () => (await rowsOf(bridge, 'sends')).some(({ state }) => state === 'in_flight'))
    await crash(bridge)
    const [unknown] = await until('the list', async () => {
      const rows = await rowsOf(bridge, 'sends?state=unknown')
      return rows.length > 0 && rows
    })
    expect(unknown).toMatchObject({ code: 'interrupted', invitation: { program: 'case-closed', status: 'Queued' } })
    expect(await rowsOf(bridge, 'alerts')).toMatchObject([{ code: 'send_unknown' }])
    await scheduler.wait(3000)
    expect((await mails(bridge)).length).toBeLessThanOrEqual(1)
    expect(await rowsOf(bridge, 'sends')).toHaveLength(1)
  })
})

describe('an app that hangs', { timeout: 120_000 }, () => {
  it('delays no other lane of its org and nothing of another org', async () => {
    const [slow, other] = await Promise.all([aConnectedOrg(), aConnectedOrg()])
    await slow.org.faults({ kind: 'slow', ms: slowMs, times: 'always', match: { object: 'Survey_Invitation__c' } })
    const started = Date.now()
    for (const bridge of [slow, other]) await bridge.notify([await aClose(bridge)])
    await until('the writes of the slow one', async () =>
      (await rowsOf(slow, 'writes')).some(({ state }) => state === 'in_flight'),
    )
    const [slowPath, otherPath] = await Promise.all([surveyPath(slow), surveyPath(other)])
    expect((await answer(slowPath)).status).toBe(303)
    expect((await answer(otherPath)).status).toBe(303)
    await untilWritten(other)
    expect(Date.now() - started).toBeLessThan(slowMs)
    expect((await rowsOf(slow, 'writes')).filter(({ state }) => state === 'in_flight')).not.toEqual([])
    await slow.org.faults()
    await crash(slow) // or its call would go on for long
    await rowsOf(slow, 'writes') // whoever asks wakes it
    await untilWritten(slow)
    // Nothing of one is in the other.
    for (const [bridge, stranger] of [
      [slow, other],
      [other, slow],
    ] as const) {
      const text = JSON.stringify([await rowsOf(bridge, 'invitations'), await rowsOf(bridge, 'notifications')])
      for (const { id, recordId } of await rowsOf(stranger, 'invitations')) {
        expect(text).not.toContain(String(id))
        expect(text).not.toContain(String(recordId))
      }
    }
  })
})
