import { abortAllDurableObjects } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { aSavedCase, liveCases } from '../../../support/invitation/cases.ts'
import { aConnectedOrg, until, type ConnectedOrg } from '../../../support/connected-org.ts'

type Row = Record<string, string>
const rows = async ({ api }: ConnectedOrg, kind: string): Promise<Row[]> =>
  (await api<{ rows: Row[] }>('GET', kind)).rows
const mails = async ({ org }: ConnectedOrg): Promise<unknown[]> => (await org.control('GET', '/mails')) as unknown[]

/** A closed case of an org, and the moment at which its object dies. */
async function diesWhen(state: string, faults: unknown[] = []): Promise<ConnectedOrg> {
  const after = state === 'Queued' ? '3s' : '0s' // time enough to die between the decision and the mail
  const bridge = await aConnectedOrg({ programs: liveCases().replace('after: 0s', `after: ${after}`) })
  await bridge.org.control('PUT', '/mail-faults', faults)
  const { notification } = await aSavedCase(bridge)
  await bridge.notify([notification])
  await until(state, async () => {
    const [invitation] = await rows(bridge, 'invitations')
    const [send] = await rows(bridge, 'sends')
    return send?.['state'] === state || invitation?.['status'] === state || state === 'Acknowledged'
  })
  await abortAllDurableObjects()
  return bridge
}

describe('an object that dies', () => {
  it.each(['Acknowledged', 'Queued', 'Sent'])('when the event is %s goes on by its alarm: one mail', async (state) => {
    const bridge = await diesWhen(state)
    await until('the mail', async () => (await mails(bridge)).length > 0)
    await until('its end', async () => (await rows(bridge, 'sends'))[0]?.['state'] === 'sent')
    await scheduler.wait(700)
    expect([(await mails(bridge)).length, (await rows(bridge, 'sends')).length]).toEqual([1, 1])
  })

  it('while a mail is on its way lists it as unknown, and never sends it again by itself', async () => {
    const bridge = await diesWhen('in_flight', [{ at: 'body', do: 'slow', delayMs: 6_000 }])
    const [send] = await rows(bridge, 'sends')
    expect(send).toMatchObject({ state: 'unknown', code: 'interrupted' })
    expect((await rows(bridge, 'alerts')).map(({ id }) => id)).toContain(`send_unknown:${send?.['id']}`)
    await scheduler.wait(1500)
    expect((await mails(bridge)).length).toBeLessThan(2)
    expect(await rows(bridge, 'sends')).toHaveLength(1)
  })
})
