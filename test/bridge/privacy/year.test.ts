import { env } from 'cloudflare:workers'
import { reset, runDurableObjectAlarm } from 'cloudflare:test'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { aConnectedOrg, knock, until } from '../../support/connected-org.ts'
import { anId } from '../../support/outbound.ts'
import { aCustomer, allTexts, answer, closing, inSalesforce, linksOf, rowsOf, settled, whereAre } from './person.ts'

afterEach(() => void vi.useRealTimers())
afterAll(() => reset())

const dayMs = 86_400_000

it(
  'a year after an ask nothing of it is left but that it was, and its event is not asked about again',
  { timeout: 120_000 },
  async () => {
    const bridge = await aConnectedOrg()
    const kim = await aCustomer(bridge)
    await bridge.notify([closing(kim)])
    const { survey, unsubscribe } = await linksOf(bridge, kim)
    await answer(survey, kim)
    await settled(bridge)
    vi.useFakeTimers({ toFake: ['Date'] })
    const later = async (days: number) => {
      await bridge.org.control('PATCH', '/clock', { advanceMs: days * dayMs })
      vi.setSystemTime(Date.now() + days * dayMs)
      await runDurableObjectAlarm(env.ORG.getByName(bridge.orgKey))
    }

    await later(31)
    await until(
      'the purge of what the message said',
      async () => !whereAre(kim.canaries, await allTexts(bridge)).includes('notifications.fields_json'),
    )
    expect(await rowsOf(bridge, 'responses')).toMatchObject([{ answers: { comment: kim.comment } }])
    expect(await bridge.api('GET', `notifications/${kim.notificationId}`)).toMatchObject({
      fields: null,
      note: 'purged',
    })

    await later(340)
    await until('the purge', async () => whereAre(kim.canaries, await allTexts(bridge)).length === 0)
    for (const link of [survey, unsubscribe]) expect([link, (await knock(link)).status]).toEqual([link, 410])
    expect(await rowsOf(bridge, 'forgotten')).toMatchObject([
      { program: 'case-closed', status: 'Completed', why: 'purged' },
    ])
    expect(await inSalesforce(bridge, kim)).toEqual([1, 1, 2]) // theirs to keep

    // A rule in Salesforce that fires again, a year late, under an id of its own.
    const again = { ...kim, notificationId: anId('04l') }
    expect((await bridge.notify([closing(kim), closing(again)])).status).toBe(200)
    await later(0.001)
    const decided = await until('the decisions', async () => {
      const rows = await rowsOf(bridge, 'notifications')
      return rows.length === 2 && rows.every((row) => row['decided']) && rows
    })
    for (const row of decided)
      expect(row['decisions']).toMatchObject([{ outcome: 'not_invited', reason: 'already_decided' }])
    expect(await bridge.org.control('GET', `/mails?to=${encodeURIComponent(kim.email)}`)).toHaveLength(1)
  },
)
