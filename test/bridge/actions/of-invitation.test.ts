import { reset } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { knock, until } from '../../support/connected-org.ts'
import { anAgent, inSalesforce, mailsOf } from './an-agent.ts'

afterAll(() => reset())

const aSent = async () => {
  const agent = await anAgent()
  const { invitation } = await agent.press(agent.send())
  await inSalesforce(agent, invitation!, 'Sent')
  return { agent, invitation: invitation! }
}

describe('an invitation that stands', () => {
  it('gives a link of its own to each who copies it', async () => {
    const { agent, invitation } = await aSent()
    const [one, two] = await agent.actions([
      { do: 'link', invitation },
      { do: 'interview', invitation },
    ])
    expect(one!.url).not.toBe(two!.url)
    for (const { url } of [one!, two!]) expect((await knock(new URL(url!).pathname)).status).toBe(200)
  })

  it('is sent again on wish', async () => {
    const { agent, invitation } = await aSent()
    expect(await agent.press({ do: 'resend', invitation })).toMatchObject({ ok: true })
    await until('the second mail', async () => (await mailsOf(agent)).length === 2)
  })

  it('is cancelled: its links are dead, and the record says so', async () => {
    const { agent, invitation } = await aSent()
    const { url } = await agent.press({ do: 'link', invitation })
    const cancelled = { ok: true, invitation }
    expect(await agent.press({ do: 'cancel', invitation })).toMatchObject(cancelled)
    await inSalesforce(agent, invitation, 'Cancelled')
    expect((await knock(new URL(url!).pathname)).status).toBe(410)
    expect(await agent.press({ do: 'cancel', invitation })).toMatchObject(cancelled)
    for (const what of ['link', 'resend'])
      expect(await agent.press({ do: what, invitation })).toMatchObject({ ok: false })
  })

  it('that was answered cannot be cancelled', async () => {
    const { agent, invitation } = await aSent()
    const { url } = await agent.press({ do: 'link', invitation })
    await knock(new URL(url!).pathname, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'csat=4',
    })
    expect(await agent.press({ do: 'cancel', invitation })).toMatchObject({ ok: false, code: 'conflict' })
  })

  it.each(['link', 'resend', 'cancel', 'interview'])('that is not there: %s is told so', async (what) => {
    const agent = await anAgent()
    expect(await agent.press({ do: what, invitation: 'x'.repeat(27) })).toMatchObject({ ok: false, code: 'not_found' })
  })
})
