import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { tellAccepted } from '../../../bridge/operating/accepted.ts'
import { measure } from '../../../bridge/operating/analytics.ts'
import { loadConfig, type Analytics } from '../../../bridge/core/config.ts'
import { aConnectedOrg, knock, until } from '../../support/connected-org.ts'
import { aClosedCase } from '../../support/outbound.ts'

type Line = Record<string, unknown> & { level: string; event: string }
let lines: Line[] = []

beforeEach(() => {
  lines = []
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((text: string) => void lines.push(JSON.parse(text) as Line))
})
afterEach(() => void vi.restoreAllMocks())

const said = (event: string, lane?: string) =>
  lines.find((line) => line.event === event && (lane === undefined || line['lane'] === lane))

/** An org with two closed cases, whose customers have an address. */
async function twoClosedCases() {
  const bridge = await aConnectedOrg()
  const cases = await Promise.all(
    ['kim@example.com', 'sam@example.com'].map(async (email) => {
      const contactId = await bridge.org.save('Contact', { LastName: 'Roe', Email: email })
      const caseId = await bridge.org.save('Case', { Subject: 'Help', Status: 'Closed', ContactId: contactId })
      const fields = {
        Id: caseId,
        ClosedDate: '2026-11-21T10:00:00.000Z',
        ContactEmail: email,
        ContactId: contactId,
        IsClosed: 'true',
      }
      return aClosedCase({ fields })
    }),
  )
  return { bridge, cases, org: bridge.orgKey }
}
const aLink = async (bridge: Awaited<ReturnType<typeof aConnectedOrg>>) => {
  const [mail] = await until('the mails', async () => {
    const mails = (await bridge.org.control('GET', '/mails')) as { id: string }[]
    return mails.length === 2 && mails
  })
  const { text } = (await bridge.org.control('GET', `/mails/${mail!.id}`)) as { text: string }
  return new URL(/https:\S+\/s\/\S{16}\/\w{22}/.exec(text)?.[0] ?? '').pathname
}

describe('the log follows a message down the road', () => {
  it('with one line for the message and one for each run, ids and counts only', { timeout: 120_000 }, async () => {
    const { bridge, cases, org } = await twoClosedCases()
    await bridge.notify(cases)
    const id = cases[0]!.id
    expect(said('accepted')).toMatchObject({
      level: 'info',
      org,
      door: 'trigger',
      notification: id,
      count: 2,
      fresh: 2,
    })

    const path = await aLink(bridge)
    expect(said('lane_done', 'decide')).toMatchObject({ org, count: 2 })
    await until('the line about the mails', () => Promise.resolve(said('lane_done', 'mail')))
    const mailed = lines.filter(({ event, lane }) => event === 'lane_done' && lane === 'mail')
    expect(mailed.reduce((sum, line) => sum + Number(line['sent'] ?? 0), 0)).toBe(2)

    await knock(path, { method: 'POST', body: new URLSearchParams({ csat: '5' }) })
    const { rows } = await bridge.api<{ rows: { id: string }[] }>('GET', 'responses')
    expect(said('answered')).toMatchObject({ level: 'info', org, invitation: rows[0]!.id })
    await until('the writes', async () => (await bridge.org.query('SELECT Id FROM Survey_Answer__c')).length > 0)
    await until('the line about the writes', () => Promise.resolve(said('lane_done', 'write:salesforce')))
    expect(said('lane_done', 'write:salesforce')).toMatchObject({
      calls: expect.any(Number),
      done: expect.any(Number),
    })

    await bridge.notify(cases)
    expect(lines.findLast(({ event }) => event === 'accepted')).toMatchObject({ count: 2, fresh: 0 })
    expect(lines.filter(({ event }) => event === 'accepted')).toHaveLength(2)
    expect(lines.filter(({ level }) => level !== 'info')).toEqual([])
    expect(JSON.stringify(lines)).not.toMatch(/@|https?:|\/s\/|Roe|Help/)
  })

  it('warns of a run that failed, with the class and the app’s own code', async () => {
    const { bridge, cases } = await twoClosedCases()
    await bridge.org.faults({ kind: 'unavailable', times: 'always' })
    await bridge.notify(cases)
    const failed = await until('the line about the failure', () =>
      Promise.resolve(lines.find((line) => line['kind'] !== undefined)),
    )
    expect(failed).toMatchObject({
      level: 'warn',
      event: 'lane_done',
      kind: 'transient',
      status: expect.stringMatching(/503/),
    })
    await bridge.org.faults()
  })

  it('warns of a message that was not taken, with its code', () => {
    const message = { org: 'abcdefghijklmnop', door: 'trigger', notifications: [{ id: '04l1' }], startedAt: Date.now() }
    tellAccepted(null, message, { ok: false, failure: { code: 'unavailable' } })
    expect(lines).toEqual([
      expect.objectContaining({ level: 'warn', event: 'not_accepted', code: 'unavailable', notification: '04l1' }),
    ])
  })
})

describe('Analytics Engine', () => {
  const numbers = { items: 100, done: 90, failed: 0, calls: 1, ms: 12 }
  const at = { org: 'abcdefghijklmnop', of: 'trigger' }

  it('is told one point of ids and numbers, under the org', () => {
    const points: unknown[] = []
    measure({ writeDataPoint: (point) => void points.push(point) }, 'accepted', at, numbers)
    expect(points).toEqual([
      { indexes: ['abcdefghijklmnop'], blobs: ['accepted', 'trigger', ''], doubles: [100, 90, 0, 1, 12] },
    ])
  })

  it('is not there on plain workerd, and its failure stops nothing', () => {
    const full: Analytics = {
      writeDataPoint: () => {
        throw new Error('too many data points')
      },
    }
    expect(() => measure(null, 'lane', at, numbers)).not.toThrow()
    expect(() => measure(full, 'lane', at, numbers)).not.toThrow()
    expect(lines).toEqual([expect.objectContaining({ level: 'warn', event: 'analytics' })])
  })

  it('is taken from the binding, where there is one', () => {
    const secrets = { BRIDGE_KEYS: Buffer.alloc(32, 1).toString('base64'), OPERATOR_TOKEN: 'x'.repeat(24) }
    const binding: Analytics = { writeDataPoint: () => {} }
    expect(loadConfig({ ...secrets, ANALYTICS: binding }).analytics).toBe(binding)
    expect(loadConfig(secrets).analytics).toBeNull()
  })
})
