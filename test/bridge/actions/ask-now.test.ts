import { reset } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { knock, livePrograms, until } from '../../support/connected-org.ts'
import { anAgent, anAgentsId, inSalesforce, mailsOf } from './an-agent.ts'

afterAll(() => reset())

describe('Send survey now', () => {
  it('asks the customer of a case that is still open, at once, and the record shows it', async () => {
    const agent = await anAgent()
    const sent = await agent.press(agent.send())
    expect(sent).toMatchObject({ ok: true, invitation: expect.stringMatching(/^[\w-]{27}$/), message: /way/ })
    await until('the mail', async () => (await mailsOf(agent))[0])
    expect(await inSalesforce(agent, sent.invitation!, 'Sent')).toMatchObject({ Case__c: agent.caseId })
    const { rows } = await agent.api<{ rows: { who: string; what: string; of: string }[] }>('GET', 'audit')
    expect(rows).toContainEqual(
      expect.objectContaining({ who: `user ${anAgentsId}`, what: 'send', of: sent.invitation }),
    )
  })

  it('pressed twice, or told twice, is one invitation and one mail', async () => {
    const agent = await anAgent()
    const once = agent.send(agent.caseId, { id: 'the same press' })
    const [first, second, again] = [...(await agent.actions([once, once])), await agent.press(once)]
    expect([second, again]).toEqual([first, first])
    await inSalesforce(agent, first!.invitation!, 'Sent')
    expect(await mailsOf(agent)).toHaveLength(1)
  })

  it('is not bound by the sample of the program', async () => {
    const agent = await anAgent(livePrograms.replaceAll('cooldown: 90d', 'cooldown: 90d, sample: 0'))
    const cases = await Promise.all(
      [1, 2, 3].map(async (n) => {
        const contact = await agent.org.save('Contact', { LastName: `Roe ${n}`, Email: `roe${n}@example.com` })
        return agent.org.save('Case', { Subject: `${n}`, ContactId: contact })
      }),
    )
    const results = await agent.actions(cases.map((id) => agent.send(id)))
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true])
  })

  it.each<[string, string, (agent: Awaited<ReturnType<typeof anAgent>>) => Promise<string>]>([
    ['no address', 'no_address', ({ org }) => org.save('Case', { Subject: 'Nobody' })],
    [
      'an opt-out',
      'opted_out',
      async ({ org, contactId, caseId }) => {
        await org.save('Contact', { Do_Not_Survey__c: true }, contactId)
        return caseId
      },
    ],
    ['a record that is gone', 'record_deleted', async ({ org, caseId }) => (await org.delete('Case', caseId), caseId)],
  ])('is stopped by %s, in words', async (_, code, arrange) => {
    const agent = await anAgent()
    const refused = await agent.press(agent.send(await arrange(agent)))
    expect(refused).toMatchObject({ ok: false, code, message: expect.stringMatching(/\w{3}.*\./) })
    expect(await mailsOf(agent)).toEqual([])
  })

  it('is stopped by the cap, and says from when the customer can be asked', async () => {
    const agent = await anAgent()
    await agent.press(agent.send())
    const other = await agent.org.save('Case', { Subject: 'Another', ContactId: agent.contactId })
    const refused = await agent.press(agent.send(other))
    expect(refused).toMatchObject({ ok: false, code: 'cooldown' })
    expect(new Date(refused.askAgainAt!).getTime()).toBeGreaterThan(Date.now() + 86_400_000)
  })

  it('of a program on watch sends nothing and says so', async () => {
    const agent = await anAgent(livePrograms.replaceAll('mode: live', 'mode: watch'))
    expect(await agent.press(agent.send())).toMatchObject({ ok: false, code: 'watching' })
  })

  it('of a program about another object, or of none, is refused', async () => {
    const agent = await anAgent()
    expect(await agent.press({ ...agent.send(), program: 'purchase' })).toMatchObject({ code: 'unknown_program' })
    expect(await agent.press({ ...agent.send(), program: 'nothing' })).toMatchObject({ code: 'unknown_program' })
  })

  it('while Salesforce answers nothing keeps nothing, and can be pressed again', async () => {
    const agent = await anAgent()
    const press = agent.send(agent.caseId, { id: 'in bad weather' })
    await agent.org.faults({ kind: 'unavailable' })
    expect(await agent.press(press)).toMatchObject({ ok: false, code: 'salesforce_unreachable' })
    await agent.org.faults()
    expect(await agent.press(press)).toMatchObject({ ok: true })
  })
})

describe('an interview', () => {
  it('opens the survey at once, sends no mail, and marks what is answered', async () => {
    const agent = await anAgent()
    const begun = await agent.press(agent.interview())
    expect(begun).toMatchObject({ ok: true, url: expect.stringContaining(`/s/${agent.orgKey}/`) })
    expect(await inSalesforce(agent, begun.invitation!, 'Sent')).toMatchObject({ Channel__c: 'link' })
    const { pathname } = new URL(begun.url!)
    expect((await knock(pathname)).status).toBe(200)
    const answered = await knock(pathname, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'csat=5',
    })
    expect(answered.status).toBe(303)
    const response = await until('the response', async () => {
      const found = await agent.org.query(
        `SELECT Via_Agent__c, CSAT__c FROM Survey_Response__c WHERE Case__c = '${agent.caseId}'`,
      )
      return found[0]
    })
    expect(response).toMatchObject({ Via_Agent__c: true, CSAT__c: 5 })
    expect(await mailsOf(agent)).toEqual([])
  })

  it('needs no address', async () => {
    const agent = await anAgent()
    const nameless = await agent.org.save('Case', { Subject: 'On the phone' })
    expect(await agent.press(agent.interview(nameless))).toMatchObject({ ok: true, url: expect.any(String) })
  })
})
