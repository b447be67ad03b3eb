import { reset } from 'cloudflare:test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../support/connected-org.ts'
import { anAgent, anAgentsId, inSalesforce, type Agent } from './an-agent.ts'

afterAll(() => reset())

describe('the door of the package', () => {
  let agent: Agent
  beforeAll(async () => {
    agent = await anAgent()
  })
  const message = (actions: unknown[], more = {}) => ({
    organizationId: agent.org.orgId,
    userId: anAgentsId,
    actions,
    ...more,
  })

  it.each<[string, (send: Record<string, unknown>) => unknown[]]>([
    ['no action', () => []],
    ['too many', (send) => Array.from({ length: 201 }, (_, n) => ({ ...send, id: `${n}` }))],
    ['one without an id', (send) => [{ ...send, id: '' }]],
    ['one nobody knows', (send) => [{ ...send, do: 'delete' }]],
    ['a send without a record', (send) => [{ ...send, recordId: null }]],
    ['a cancel without an invitation', () => [{ id: 'a', do: 'cancel' }]],
    ['a word too many', (send) => [{ ...send, force: true }]],
  ])('refuses %s whole', async (_, wrong) => {
    const send = { id: 'a', ...agent.send() }
    const reply = await agent.post(message(wrong(send)))
    expect([reply.status, await reply.json()]).toEqual([
      400,
      { code: 'malformed', message: expect.stringMatching(/^actions/) },
    ])
  })

  it('takes a null for what is left out, as Apex writes it', async () => {
    const reply = await agent.post(
      message([{ id: 'n', do: 'cancel', invitation: 'x'.repeat(27), program: null, object: null, recordId: null }]),
    )
    expect(reply.status).toBe(200)
  })

  it('refuses another org’s id and tells the admin', async () => {
    const other = '00D000000000099AAA'
    const posted = await agent.post(message([{ id: 'b', ...agent.send() }], { organizationId: other }))
    expect([posted.status, (await agent.status(other)).status]).toEqual([403, 403])
    const { rows } = await agent.api<{ rows: { code: string }[] }>('GET', 'alerts')
    expect(rows.map(({ code }) => code)).toContain('wrong_org')
  })

  it('does 200 actions of one flow in one request, with one query', async () => {
    const cases = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const contact = await agent.org.save('Contact', { LastName: `R${n}`, Email: `r${n}@example.com` })
        return agent.org.save('Case', { Subject: `${n}`, ContactId: contact })
      }),
    )
    await agent.org.forgetCalls()
    const results = await agent.actions(
      Array.from({ length: 200 }, (_, n) => agent.send(cases[n % 20]!, { id: `mass ${n % 20}` })),
    )
    expect(results).toHaveLength(200)
    expect(results.every(({ ok }) => ok)).toBe(true)
    const queries = (await agent.org.calls()).filter(({ path }) => path.includes('/query'))
    expect(queries.length).toBeLessThanOrEqual(2)
  })
})

describe('the status for the Setup Assistant', () => {
  it('tells programs, connections, work, the month and what the doctor found', async () => {
    const agent = await anAgent()
    const { invitation } = await agent.press(agent.send())
    await inSalesforce(agent, invitation!, 'Sent')
    const check = {
      id: 'trigger.flow-active',
      ok: false,
      title: 'The flow',
      detail: 'It is off.',
      next: 'Activate it.',
    }
    await agent.api('PUT', 'doctor', { checks: [check] })
    const status = (await until('the write', async () => {
      const found = (await (await agent.status()).json()) as { month: { rows: number } }
      return found.month.rows > 0 && found
    })) as Record<string, unknown>
    expect(status).toMatchObject({
      programs: expect.arrayContaining([
        { name: 'case-closed', object: 'Case', survey: 'case-csat', mode: 'live', by: 'email', notSent: 'records' },
      ]),
      connections: [
        { name: 'mail', app: 'smtp', state: 'open', message: null },
        { name: 'salesforce', app: 'salesforce', state: 'open', message: null },
      ],
      work: { dead: 0, unknown: 0, held: 0, lastWriteAt: expect.stringMatching(/Z$/) },
      month: { invitations: 1, responses: 0, rows: 1, megabytes: 0 },
      doctor: { at: expect.stringMatching(/Z$/), ok: false, checks: [check] },
    })
    expect(await agent.api('GET', 'doctor')).toEqual({ doctor: status['doctor'] })
    expect(JSON.stringify(status)).not.toMatch(/kim@|Roe/)
  })

  it('of an org no doctor has looked at says null', async () => {
    const agent = await anAgent()
    expect(await (await agent.status()).json()).toMatchObject({ doctor: null, alerts: [] })
  })

  it('asks for the organization’s id', async () => {
    const agent = await anAgent()
    const reply = await agent.status('')
    expect([reply.status, await reply.json()]).toMatchObject([400, { code: 'malformed' }])
  })
})
