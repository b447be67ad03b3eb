import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { livePrograms } from '../../scripts/run/demo.ts'
import { until } from '../../scripts/run/ports.ts'
import { anId, outboundMessage, type Sent } from '../support/outbound.ts'
import { World, type Notification } from './world.ts'

type Invitation = { id: string; recordId: string; status: string; reason: string | null }

let world: World
beforeAll(async () => {
  // Without the hold for a mass close, which this looks like.
  world = await World.start({ programs: livePrograms(['case-closed']).replaceAll(/^hold: .*$/gm, '') })
})
afterAll(() => world.stop())

const send = (notifications: Sent[]): Promise<Response> =>
  fetch(world.connected.triggerUrl, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' },
    body: outboundMessage({ organizationId: world.org.orgId, notifications }),
  })
const isAck = async (reply: Response): Promise<boolean> =>
  reply.status === 200 && (await reply.text()).includes('<Ack>true</Ack>')

const aClose = (n: string, more: Record<string, string> = {}): Sent => ({
  id: anId('04l'),
  object: 'Case',
  fields: {
    Id: anId('500'),
    CaseNumber: n,
    ClosedDate: '2026-11-21T10:00:00.000Z',
    ContactEmail: `storm.${n}@example.com`,
    IsClosed: 'true',
    Subject: `Content of ${n}`,
    ...more,
  },
})
const decided = (recordIds: string[]): Promise<Notification[]> =>
  until(
    'all decisions',
    async () => {
      const wanted = new Set(recordIds)
      const found = (await world.all<Notification>('notifications')).filter(({ recordId }) => wanted.has(recordId))
      return new Set(found.map(({ recordId }) => recordId)).size === wanted.size && found.every((one) => one.decided)
        ? found
        : null
    },
    90_000,
  )
const idOf = (sent: Sent): string => sent.fields?.['Id'] ?? ''

describe('the same outbound message thirty times at once, mixed with others and out of order', () => {
  it('makes one notification and one invitation for each event', async () => {
    const message = Array.from({ length: 20 }, (_, n) => aClose(`again-${n}`))
    const others = Array.from({ length: 10 }, (_, n) => [aClose(`other-${n}`)])
    const storm = [
      ...Array.from({ length: 30 }, (_, n) => (n % 2 ? message : message.toReversed())),
      ...others,
    ].toSorted(() => Math.random() - 0.5)
    const replies = await Promise.all(storm.map(send))
    expect(await Promise.all(replies.map(isAck))).toEqual(storm.map(() => true))
    const records = [...message, ...others.flat()].map(idOf)
    const found = await decided(records)
    expect(found.length).toBe(30)
    const invitations = (await world.all<Invitation>('invitations')).filter(({ recordId }) =>
      records.includes(recordId),
    )
    expect(invitations.length).toBe(30)
  })
})

describe('sixty-four senders at once', () => {
  it('are never mixed up: every notification keeps its own content', async () => {
    const messages = Array.from({ length: 64 }, (_, sender) =>
      Array.from({ length: sender % 3 === 0 ? 100 : (sender % 10) + 1 }, (_, n) => aClose(`${sender}-${n}`)),
    )
    const replies = await Promise.all(messages.map(send))
    expect(await Promise.all(replies.map(isAck))).toEqual(messages.map(() => true))
    const sent = new Map(messages.flat().map((one) => [one.id, one]))
    const found = await decided(messages.flat().map(idOf))
    expect(found.filter(({ id }) => sent.has(id)).length).toBe(sent.size)
    for (const { id, recordId, fields } of found) {
      expect({ recordId, CaseNumber: fields?.['CaseNumber'], Subject: fields?.['Subject'] }).toEqual({
        recordId: idOf(sent.get(id)!),
        CaseNumber: sent.get(id)?.fields?.['CaseNumber'],
        Subject: sent.get(id)?.fields?.['Subject'],
      })
    }
  })
})

describe('a flow and a legacy workflow rule for one close', () => {
  it('make two notifications and one invitation', async () => {
    await world.control('PUT', 'triggers', { endpoint: world.connected.triggerUrl, kinds: ['flow', 'legacy'] })
    const customer = await world.customer('Flow And Rule')
    const caseId = await world.openCase(customer)
    await world.closeCase(caseId)
    const found = await until('both notifications', async () => {
      const rows = (await world.api<{ rows: Notification[] }>('GET', `notifications?recordId=${caseId}`)).rows
      return rows.length === 2 && rows.every((one) => one.decided) ? rows : null
    })
    expect(
      found.flatMap(({ decisions }) => decisions.map(({ outcome, reason }) => `${outcome} ${reason}`)).toSorted(),
    ).toEqual(['invited ', 'not_invited already_decided'])
    await world.mailTo(customer.email)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect((await world.mails(customer.email)).length).toBe(1)
    await world.control('PUT', 'triggers', { endpoint: world.connected.triggerUrl, kinds: ['flow'] })
  })
})

describe('two cases of one contact closed in the same second', () => {
  it('get a decision each: one asks, the other waits for the cool-down and says until when', async () => {
    const customer = await world.customer('Two Cases')
    const cases = await Promise.all([world.openCase(customer), world.openCase(customer)])
    await Promise.all(cases.map(world.closeCase))
    const found = await decided(cases)
    const decisions = found.flatMap((one) => one.decisions).toSorted((a, b) => a.outcome.localeCompare(b.outcome))
    expect(decisions.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['invited', ''],
      ['not_invited', 'cooldown'],
    ])
    const days = (Date.parse(decisions[1]?.askAgainAt ?? '') - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(89)
    expect(days).toBeLessThan(91)
    const notSent = await until('the reason on the record', async () => {
      const rows = await world.query<Record<string, string>>(
        `SELECT Status__c, Not_Sent_Reason__c, Ask_Again_On__c FROM Survey_Invitation__c WHERE Contact__c = '${customer.contactId}' AND Status__c = 'Not Sent'`,
      )
      return rows[0]
    })
    expect(notSent['Not_Sent_Reason__c']).toBe('cooldown')
    expect(notSent['Ask_Again_On__c']).toBe(decisions[1]?.askAgainAt?.slice(0, 10))
  })
})
