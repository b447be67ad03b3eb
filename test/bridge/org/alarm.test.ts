import { env } from 'cloudflare:workers'
import {
  createScheduledController,
  evictDurableObject,
  reset,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import worker from '../../../bridge/index.ts'
import { seal } from '../../../bridge/org/apps/credentials.ts'
import { makeKeys } from '../../../bridge/core/keys.ts'
import { storeNotifications } from '../../../bridge/trigger/accept.ts'
import { requestWrites } from '../../../bridge/write-back/writes.ts'
import { anApi, type Api } from '../../support/api.ts'
import { knock, operatorToken, until } from '../../support/connected-org.ts'
import { anId } from '../../support/outbound.ts'
import { aWrite } from '../../support/write-back.ts'

afterAll(() => reset())
afterEach(() => void vi.restoreAllMocks())

const stubOf = ({ orgKey }: Api) => env.ORG.getByName(orgKey)
const alarmAt = (org: Api) => org.inside((_, { storage }) => storage.getAlarm())
const untilAlarm = async (org: Api) => ((await alarmAt(org)) ?? Infinity) - Date.now()
/** A commit of the object, so that it works out its alarm. */
const touch = (org: Api) => org.api('GET', '')
const alerts = async (org: Api) => (await org.api('GET', 'alerts')).body.rows!.map(({ code }) => code)

const anEvent = (sql: SqlStorage, decideAt: number, object = 'Nothing') => {
  const id = anId('04l')
  storeNotifications(sql, [{ id, object, recordId: anId('500'), fields: {}, note: null }], new Date(0))
  sql.exec('UPDATE notifications SET decide_at = ?2 WHERE id = ?1', id, decideAt)
  return id
}
const isDecided = (org: Api, id: string) =>
  org.inside((sql) => sql.exec('SELECT 1 FROM decisions WHERE notification_id = ?1', id).toArray().length > 0)

/** An org whose own housekeeping is over. */
async function aQuietOrg(more: Record<string, unknown> = {}) {
  const org = await anApi(more)
  await org.inside((sql) => sql.exec('DELETE FROM sweeps'))
  await until('the entry in the directory', async () => isQuiet(await untilAlarm(org)))
  return org
}
const isQuiet = (ms: number) => ms > 3_600_000

const salesforce = {
  app: 'salesforce',
  config: { loginUrl: 'https://example.my.salesforce.com', consumerKey: '3MVG9consumer', username: 'x@example.com' },
  credentials: { privateKeyPem: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n' },
}

describe('the alarm', () => {
  it('stands at the earliest due moment of all tables, and nowhere when nothing is due', async () => {
    const org = await aQuietOrg()
    const [soon, late] = [Date.now() + 3_600_000, Date.now() + 7_200_000]
    const id = await org.inside((sql) => (anEvent(sql, late), anEvent(sql, soon)))
    await touch(org)
    expect(await alarmAt(org)).toBe(soon)
    await org.inside((sql) => sql.exec('DELETE FROM notifications WHERE id = ?1', id))
    await touch(org)
    expect(await alarmAt(org)).toBe(late)
    await org.inside((sql) => sql.exec('DELETE FROM notifications'))
    await touch(org)
    expect(await alarmAt(org)).toBeNull()
  })

  it('is written only when its time changes', async () => {
    const org = await aQuietOrg()
    await org.inside((sql) => anEvent(sql, Date.now() + 3_600_000))
    const sets = await runInDurableObject(stubOf(org), async (instance, { storage }) => {
      const set = vi.spyOn(storage, 'setAlarm')
      for (let times = 0; times < 5; times++) await instance.wake()
      return set.mock.calls.length
    })
    expect(sets).toBe(1)
  })

  it('is not pushed away by steady traffic', async () => {
    const org = await aQuietOrg()
    const id = await org.inside((sql) => anEvent(sql, Date.now() + 1_000))
    const end = Date.now() + 20_000
    while (Date.now() < end && !(await isDecided(org, id))) {
      await touch(org)
      await scheduler.wait(1) // timers only run where a thread pauses
    }
    expect(await isDecided(org, id)).toBe(true)
  })

  it('survives what it meets: it never throws, and looks again a minute later', async () => {
    const org = await aQuietOrg()
    await org.inside((sql) => sql.exec('ALTER TABLE connections RENAME TO hidden'))
    const outcome = await runInDurableObject(stubOf(org), async (instance) => instance.alarm().then(() => 'returned'))
    expect(outcome).toBe('returned')
    expect(await untilAlarm(org)).toBeGreaterThan(50_000)
    await org.inside((sql) => sql.exec('ALTER TABLE hidden RENAME TO connections'))
    const id = await org.inside((sql) => anEvent(sql, 1))
    await runDurableObjectAlarm(stubOf(org))
    expect(await isDecided(org, id)).toBe(true)
    expect(await alarmAt(org)).toBeNull()
  })
})

describe('a lane', () => {
  it('that throws rests a minute, alone, and tells; the others go on', async () => {
    const org = await aQuietOrg()
    const directory = env.DIRECTORY.getByName('directory')
    await runInDurableObject(directory, (_, { storage }) => storage.sql.exec('ALTER TABLE orgs RENAME TO hidden'))
    await org.inside((sql) => sql.exec('UPDATE org SET registered_at = NULL'))
    const id = await org.inside((sql) => anEvent(sql, 1))
    await touch(org)
    await until('the decision', () => isDecided(org, id))
    await until('the alert', async () => (await alerts(org)).includes('lane_failed'))
    expect(await untilAlarm(org)).toBeGreaterThan(50_000)
    // What comes in its minute of rest is decided at once.
    const next = await org.inside((sql) => anEvent(sql, Date.now() + 100))
    await touch(org)
    await until('the next decision', () => isDecided(org, next), 15_000)

    await runInDurableObject(directory, (_, { storage }) => storage.sql.exec('ALTER TABLE hidden RENAME TO orgs'))
    await evictDurableObject(stubOf(org)) // the rest is the instance's
    await until('the alert to close', async () => (await touch(org)) && (await alerts(org)).length === 0)
  })

  it('that is due but finds nothing to do does not spin', async () => {
    const org = await aQuietOrg({ connections: { salesforce } })
    await org.inside((sql) => {
      requestWrites(sql, [aWrite('1|m')], 1, new Date())
      sql.exec(`UPDATE writes SET operation = 'fly'`) // of a later release, say
    })
    await touch(org)
    await until('the rest', async () => (await untilAlarm(org)) > 50_000)
    const id = await org.inside((sql) => anEvent(sql, Date.now() + 100))
    await touch(org)
    await until('the decision beside it', () => isDecided(org, id), 15_000)
    expect(await untilAlarm(org)).toBeGreaterThan(20_000)
  })

  it.each([
    ['a key that is gone', () => seal(makeKeys([Buffer.alloc(32, 9)]), 'x', {}), 'put the key back'],
    ['nothing', async () => null, 'Store the connection salesforce again'],
  ])(
    'whose credentials were sealed with %s stops its connection with one alert, and does not spin',
    async (_, sealed, hint) => {
      const org = await aQuietOrg({ connections: { salesforce } })
      const credentials = await sealed()
      await org.inside((sql) => {
        sql.exec('UPDATE connections SET credentials = ?1', credentials)
        requestWrites(sql, [aWrite('1|m')], 1, new Date())
        anEvent(sql, 1)
        sql.exec('UPDATE notifications SET needs_read = 1')
      })
      await touch(org)
      await until('the alert', async () => (await alerts(org)).includes('connection_stopped'))
      expect(await alarmAt(org)).toBeNull()
      const { rows } = (await org.api('GET', 'alerts')).body
      expect(rows).toMatchObject([{ detail: expect.stringContaining(hint) }])
      expect((await org.api('GET', 'writes')).body.rows).toMatchObject([{ state: 'waiting', attempts: 0 }])
    },
  )

  it('in a call that outlives its minute keeps asking for a wake-up, in case the process dies', async () => {
    const org = await aQuietOrg({ connections: { salesforce } })
    await org.inside((sql) => {
      requestWrites(sql, [aWrite('1|m')], 1, new Date())
      sql.exec(`UPDATE writes SET state = 'in_flight', claimed_at = ?1`, Date.now())
    })
    await touch(org)
    expect(await untilAlarm(org)).toBeGreaterThan(55_000)
    expect(await untilAlarm(org)).toBeLessThanOrEqual(62_000)
    await org.inside((sql) => sql.exec(`UPDATE writes SET claimed_at = 0`))
    await runDurableObjectAlarm(stubOf(org)) // the object lives: nothing to do, again in a minute
    expect(await untilAlarm(org)).toBeGreaterThan(50_000)
  })
})

describe('an alarm that is lost', () => {
  const lose = async (org: Api) => {
    await org.inside((sql, { storage }) => (anEvent(sql, 1), storage.deleteAlarm()))
    await evictDurableObject(stubOf(org))
  }

  it.each([
    ['by the hourly cron', () => worker.scheduled(createScheduledController(), env)],
    [
      'by the operator',
      async () => {
        const reply = await knock('/health/wake', {
          method: 'POST',
          headers: { authorization: `Bearer ${operatorToken}` },
        })
        expect(await reply.json()).toMatchObject({ woken: expect.any(Number) })
      },
    ],
  ])('comes back %s, for every org in the directory', async (_, wake) => {
    const orgs = [await aQuietOrg(), await aQuietOrg(), await aQuietOrg()]
    for (const org of orgs) await lose(org)
    await wake()
    const isDone = (org: Api) => org.inside((sql) => sql.exec('SELECT 1 FROM decisions').toArray().length === 1)
    for (const org of orgs) expect(await until('the decision', () => isDone(org))).toBe(true)
  })

  it('comes back to nobody without the operator’s token', async () => {
    expect((await knock('/health/wake', { method: 'POST' })).status).toBe(401)
    const headers = { authorization: 'Bearer wrong' }
    expect((await knock('/health/wake', { method: 'POST', headers })).status).toBe(401)
    expect((await knock('/health')).status).toBe(200)
  })
})

describe('the directory', () => {
  it('has each org once, under its newest name, in pages', async () => {
    const org = await aQuietOrg({ name: 'Before' })
    const directory = env.DIRECTORY.getByName('directory')
    await directory.register(org.orgKey, 'After')
    const names: string[] = []
    await runInDurableObject(directory, (_, { storage }) => {
      for (let n = 0; n < 450; n++)
        storage.sql.exec(`INSERT INTO orgs VALUES (?1, 'many', 0)`, `zz${String(n).padStart(4, '0')}`)
    })
    for (let after: string | null = ''; after !== null;) {
      const page: Awaited<ReturnType<typeof directory.list>> = await directory.list(after)
      expect(page.orgs.length).toBeLessThanOrEqual(200)
      names.push(...page.orgs.map(({ orgKey, name }) => `${orgKey} ${name}`))
      after = page.next
    }
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => name.startsWith('zz'))).toHaveLength(450)
    expect(names).toContain(`${org.orgKey} After`)
    await runInDurableObject(directory, (_, { storage }) => storage.sql.exec(`DELETE FROM orgs WHERE name = 'many'`))
  })
})
