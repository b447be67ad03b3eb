import { env } from 'cloudflare:workers'
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { aConnectedOrg, knock, until, type ConnectedOrg } from '../../support/connected-org.ts'
import { aClosedCase } from '../../support/outbound.ts'

afterEach(() => void vi.useRealTimers())

const customers = 40
const minuteMs = 60_000

/** Closed cases whose customers have their mail; gives the paths of their surveys. */
async function askEverybody(bridge: ConnectedOrg): Promise<string[]> {
  const sent = await Promise.all(
    Array.from({ length: customers }, async (_, n) => {
      const contactId = await bridge.org.save('Contact', { LastName: `Number ${n}`, Email: `number.${n}@example.com` })
      const caseId = await bridge.org.save('Case', { Subject: 'Help', Status: 'Closed', ContactId: contactId })
      const fields = {
        Id: caseId,
        CaseNumber: String(n),
        ClosedDate: '2026-11-21T10:00:00.000Z',
        ContactEmail: `number.${n}@example.com`,
        ContactId: contactId,
        IsClosed: 'true',
      }
      return aClosedCase({ fields })
    }),
  )
  expect((await bridge.notify(sent)).status).toBe(200)
  const mails = await until('the mails', async () => {
    const found = (await bridge.org.control('GET', '/mails')) as { id: string }[]
    return found.length === customers && found
  })
  return Promise.all(
    mails.map(async ({ id }) => {
      const { text } = (await bridge.org.control('GET', `/mails/${id}`)) as { text: string }
      return new URL(/https:\S+\/s\/\S{16}\/\w{22}/.exec(text)?.[0] ?? '').pathname
    }),
  )
}

const settled = (bridge: ConnectedOrg): Promise<unknown> =>
  until('every write', async () => {
    const { writes } = await bridge.api<{ writes: Record<string, number> }>('GET', '')
    return !writes['waiting'] && !writes['in_flight']
  })

describe('Salesforce is down for an hour', () => {
  it('costs a few tries; then everything arrives, in as few calls as its rows need', async () => {
    const bridge = await aConnectedOrg()
    const surveys = await askEverybody(bridge)
    await settled(bridge)

    await bridge.org.faults({ kind: 'unavailable', times: 'always' })
    await bridge.org.forgetCalls()
    for (const path of surveys) {
      const reply = await knock(path, { method: 'POST', body: new URLSearchParams({ csat: '5', comment: 'Fine.' }) })
      expect(reply.status).toBe(303)
    }
    const object = env.ORG.getByName(bridge.orgKey)
    const isIdle = () =>
      runInDurableObject(object, async (org) => {
        const standing = await org.standing()
        return standing.ok && standing.value.clock.running.length === 0
      })
    vi.useFakeTimers({ toFake: ['Date'] })
    for (let minute = 0; minute < 60; minute++) {
      vi.setSystemTime(Date.now() + minuteMs)
      await runDurableObjectAlarm(object)
      await until('the end of its calls', isIdle) // a minute of this world may be too short for one
    }
    const whileDown = (await bridge.org.calls()).length
    expect(whileDown).toBeGreaterThan(3)
    expect(whileDown).toBeLessThanOrEqual(20)
    expect(await bridge.org.query('SELECT Id FROM Survey_Response__c')).toEqual([])

    await bridge.org.faults()
    await bridge.org.forgetCalls()
    vi.setSystemTime(Date.now() + 15 * minuteMs)
    await runDurableObjectAlarm(object)
    await settled(bridge)
    expect(await bridge.org.query('SELECT Id FROM Survey_Response__c')).toHaveLength(customers)
    expect(await bridge.org.query('SELECT Id FROM Survey_Answer__c')).toHaveLength(2 * customers)
    const writing = (await bridge.org.calls()).filter(({ path }) => path.includes('/composite'))
    expect(writing.length).toBeLessThanOrEqual(3) // invitations, responses, answers: parents first
  })
})
