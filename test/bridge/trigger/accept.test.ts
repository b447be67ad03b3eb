import { env } from 'cloudflare:workers'
import { runInDurableObject } from 'cloudflare:test'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { ok } from '../../../bridge/core/failures.ts'
import { rowsOf, storeNotifications, storeRows } from '../../../bridge/trigger/accept.ts'
import type { Notification } from '../../../bridge/trigger/notification.ts'
import { triggerRoute } from '../../../bridge/trigger/route.ts'
import { aClosedCase, anId, anOrganization, keys, outboundMessage } from '../../support/outbound.ts'

const now = new Date('2026-11-21T09:15:00.001Z')
let count = 0
const aStore = () => {
  const stub = env.ORG.getByName(`trigger-accept-${count++}`)
  const store = (notifications: Notification[], at = now) =>
    runInDurableObject(stub, (_, { storage }) =>
      storage.transactionSync(() => storeNotifications(storage.sql, notifications, at)),
    )
  const rows = () =>
    runInDurableObject(stub, (_, { storage }) => storage.sql.exec('SELECT * FROM notifications ORDER BY id').toArray())
  return { stub, store, rows }
}
const aNotification = (given: Partial<Notification> = {}): Notification => ({
  id: anId('04l'),
  object: 'Case',
  recordId: anId('500'),
  fields: { Subject: 'x' },
  note: null,
  ...given,
})

describe('storing a message', () => {
  it('keeps each notification as it came, due to be decided at the next full second', async () => {
    const { store, rows } = aStore()
    const fields = {
      Id: '500000000000001AAA',
      Subject: 'R&D "urgent" \\ \n\u2028 café 🙂 \u0000',
      Amount: '12.50',
      constructor: 'c',
      Empty: '',
    }
    const sent = [
      aNotification({ id: 'a', fields: fields as Record<string, string> }),
      aNotification({ id: 'b', object: '', recordId: '', fields: null, note: 'deleted' }),
      aNotification({ id: 'c', fields: null, note: 'too_wide' }),
    ]
    expect(await store(sent)).toEqual({ fresh: 3 })
    const stored = await rows()
    expect(stored).toMatchObject([
      {
        id: 'a',
        object: 'Case',
        record_id: sent[0]!.recordId,
        note: null,
        decide_at: Date.parse('2026-11-21T09:15:01Z'),
        received_at: now.getTime(),
      },
      {
        id: 'b',
        object: '',
        record_id: '',
        fields_json: null,
        note: 'deleted',
        decide_at: Date.parse('2026-11-21T09:15:01Z'),
      },
      { id: 'c', fields_json: null, note: 'too_wide', decide_at: Date.parse('2026-11-21T09:15:01Z') },
    ])
    expect(JSON.parse(stored[0]!.fields_json as string)).toEqual(fields)
  })

  it('again changes nothing and counts nothing', async () => {
    const { store, rows } = aStore()
    const sent = [aNotification(), aNotification()]
    await store(sent)
    const before = await rows()
    const later = new Date(now.getTime() + 60_000)
    expect(
      await store(
        [{ ...sent[0]!, fields: { Subject: 'changed' } }, sent[1]!, aNotification({ id: sent[0]!.id })],
        later,
      ),
    ).toEqual({ fresh: 0 })
    expect(await rows()).toEqual(before)
    expect(await store([sent[0]!, aNotification()], later)).toEqual({ fresh: 1 })
  })

  it('twice in one message is once', async () => {
    const { store, rows } = aStore()
    const twin = aNotification()
    expect(await store([twin, twin, aNotification()])).toEqual({ fresh: 2 })
    expect(await rows()).toHaveLength(2)
  })

  it('of several MB takes several statements, and no row is lost at their seams', async () => {
    const { store, rows } = aStore()
    const sent = Array.from({ length: 100 }, (_, n) =>
      aNotification({ fields: { Description: 'é'.repeat(n % 10 === 0 ? 140_000 : 900) } }),
    )
    expect(await store(sent)).toEqual({ fresh: 100 })
    const stored = await rows()
    expect(stored.map(({ id }) => id)).toEqual(sent.map(({ id }) => id).sort())
    for (const { id, fields_json } of stored)
      expect(JSON.parse(fields_json as string)).toEqual(sent.find((one) => one.id === id)!.fields)
  })

  it('of nothing is nothing', async () => {
    expect(await aStore().store([])).toEqual({ fresh: 0 })
  })

  it('stores all of it or, when one row fails, nothing', async () => {
    const { store, rows } = aStore()
    const wide = Array.from({ length: 9 }, () => aNotification({ fields: { Description: 'x'.repeat(300_000) } }))
    const broken = { ...aNotification(), object: null } as unknown as Notification
    await expect(() => store([...wide, broken])).rejects.toThrow(/NOT NULL/)
    expect(await rows()).toEqual([])
  })
})

describe('30 copies of one message at once', () => {
  it('are 100 rows and 30 acknowledgements', async () => {
    const { stub, rows } = aStore()
    const { organizationId, path } = anOrganization()
    const org = {
      accept: (_door: string, _generation: number, notifications: Notification[]) =>
        runInDurableObject(stub, (_, { storage }) =>
          ok(storage.transactionSync(() => storeNotifications(storage.sql, notifications, now))),
        ),
      alertBody: async () => ok(null),
    }
    const app = new Hono().route('/trigger', triggerRoute({ keys, org: () => org }))
    const notifications = Array.from({ length: 100 }, () => aClosedCase())
    const send = (sent: typeof notifications) =>
      app.request(path, {
        method: 'POST',
        body: outboundMessage({ organizationId, notifications: sent }),
        headers: { 'content-type': 'text/xml' },
      })
    const copies = Array.from({ length: 30 }, (_, n) => send(n % 2 ? notifications : notifications.toReversed()))
    const answers = await Promise.all(copies.map(async (answer) => (await answer).text()))
    expect(answers.filter((text) => text.includes('<Ack>true</Ack>'))).toHaveLength(30)
    const stored = await rows()
    expect(stored.map(({ id }) => id)).toEqual(notifications.map(({ id }) => id).sort())
    for (const { id, fields_json } of stored)
      expect(JSON.parse(fields_json as string)).toEqual(notifications.find((one) => one.id === id)!.fields)
  })
})

describe('events that our own user caused', () => {
  it.each(['005000000000001', '005000000000001AAA'])(
    'are left out, whichever length the ids have (%s)',
    async (ownUser) => {
      const { stub, rows } = aStore()
      const own = [aNotification({ causedBy: '005000000000001AAA' }), aNotification({ causedBy: '005000000000001AAA' })]
      const others = [aNotification({ causedBy: '005000000000002AAA' }), aNotification()]
      const mixed = rowsOf([own[0]!, others[0]!, own[1]!, others[1]!])
      const store = (user: string | null) =>
        runInDurableObject(stub, (_, { storage }) =>
          storage.transactionSync(() => storeRows(storage.sql, mixed, user, now)),
        )
      expect(await store(ownUser)).toEqual({ fresh: 2 })
      expect((await rows()).map(({ id }) => id)).toEqual(others.map(({ id }) => id).sort())
      expect(await store(null)).toEqual({ fresh: 2 }) // before the org has told who our user is, nobody's are
      expect(await rows()).toHaveLength(4)
    },
  )
})
