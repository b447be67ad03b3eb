import { env } from 'cloudflare:workers'
import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { migrate, migrations } from '../../../bridge/org/tables/schema.ts'
import { anApi } from '../../support/api.ts'
import { knock } from '../../support/connected-org.ts'
import { aClosedCase, outboundMessage } from '../../support/outbound.ts'

afterAll(() => reset())

/** Storage as a release left it that knew only these steps. */
const inStorage = (released: string[], work: (storage: DurableObjectStorage) => void) =>
  runInDurableObject(env.ORG.getByName(`migrations ${crypto.randomUUID()}`), (_, { storage }) => {
    storage.sql.exec('DELETE FROM migrations')
    migrate(storage, released)
    work(storage)
  })
const tables = ({ sql }: DurableObjectStorage) =>
  sql
    .exec<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'step%' ORDER BY name`)
    .toArray()
    .map(({ name }) => name)
const applied = ({ sql }: DurableObjectStorage) => sql.exec('SELECT version FROM migrations').toArray().length

const one = 'CREATE TABLE step1 (a TEXT) STRICT'
const two = "CREATE TABLE step2 (a TEXT) STRICT; INSERT INTO step1 VALUES ('two')"
const three = 'ALTER TABLE step1 ADD COLUMN b INTEGER; CREATE TABLE step3 (a TEXT) STRICT'

describe('migrations', () => {
  it.each([[[]], [[one]], [[one, two]], [[one, two, three]]])('succeed from every released version: %#', (released) =>
    inStorage(released, (storage) => {
      migrate(storage, [one, two, three])
      expect(tables(storage)).toEqual(['step1', 'step2', 'step3'])
      expect(storage.sql.exec('SELECT a, b FROM step1').toArray()).toEqual([{ a: 'two', b: null }])
      expect(applied(storage)).toBe(3)
    }),
  )

  it('are applied once, however often the object comes up', () =>
    inStorage([], (storage) => {
      for (let times = 0; times < 3; times++) migrate(storage, [one, two])
      expect(storage.sql.exec('SELECT count(*) AS n FROM step1').one()).toEqual({ n: 1 })
    }))

  it('that fail leave nothing of their step, keep the steps before, and go on when they are repaired', () =>
    inStorage([one], (storage) => {
      const broken = 'CREATE TABLE step9 (a TEXT) STRICT; INSERT INTO nowhere VALUES (1)'
      expect(() => migrate(storage, [one, two, broken, three])).toThrow('nowhere')
      expect(tables(storage)).toEqual(['step1', 'step2'])
      expect(applied(storage)).toBe(2)
      migrate(storage, [one, two, 'CREATE TABLE step9 (a TEXT) STRICT', three])
      expect(tables(storage)).toEqual(['step1', 'step2', 'step3', 'step9'])
    }))

  it('of this release make tables that are strict, all of them', () =>
    runInDurableObject(env.ORG.getByName('fresh'), (_, { storage }) => {
      const made = storage.sql
        .exec<{ name: string; sql: string }>(
          `SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'`,
        )
        .toArray()
      expect(made.length).toBeGreaterThan(10)
      for (const { name, sql } of made) expect([name, /\bSTRICT\b[^)]*$/.test(sql)]).toEqual([name, true])
      expect(applied(storage)).toBe(migrations.length)
    }))
})

describe('an object whose migration fails', () => {
  /** As after a release that cannot be applied: its first step meets tables that are there already. */
  async function aBrokenOrg() {
    const org = await anApi()
    const stub = () => env.ORG.getByName(org.orgKey)
    await org.inside((sql) => sql.exec('DELETE FROM migrations'))
    await evictDurableObject(stub())
    const repair = () =>
      org.inside((sql) => migrations.forEach((_, n) => sql.exec('INSERT INTO migrations (version) VALUES (?1)', n + 1)))
    return { org, stub, repair }
  }
  const send = (triggerUrl: string, organizationId: string) =>
    knock(new URL(triggerUrl).pathname, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: outboundMessage({ organizationId, notifications: [aClosedCase()] }),
    })

  it('takes no message and loses none: 503 without an Ack, until a repaired release comes', async () => {
    const { org, stub, repair } = await aBrokenOrg()
    const refused = await send(org.credentials.triggerUrl, org.organizationId)
    expect(refused.status).toBe(503)
    expect(await refused.text()).not.toContain('Ack')
    expect(await org.api('GET', '')).toMatchObject({ status: 503, body: { code: 'unavailable' } })

    await repair()
    await evictDurableObject(stub()) // the repaired release
    const taken = await send(org.credentials.triggerUrl, org.organizationId)
    expect(taken.status).toBe(200)
    expect(await taken.text()).toContain('<Ack>true</Ack>')
    expect((await org.api('GET', 'notifications')).body.rows).toHaveLength(1)
  })

  it('answers every method that it is unavailable, and throws from none', async () => {
    const { stub, org } = await aBrokenOrg()
    const unavailable = { ok: false, failure: { code: 'unavailable' } }
    const called = stub()
    const methods = Object.getOwnPropertyNames((await import('../../../bridge/org/org.ts')).Org.prototype)
    expect(methods.length).toBeGreaterThan(20)
    for (const method of methods) {
      if (method === 'constructor') continue
      const answered = await runInDurableObject(called, (instance) =>
        (Reflect.get(instance, method) as (...given: unknown[]) => unknown).call(instance, 1, 'x', {}, 'x'),
      )
      expect([method, answered]).toEqual([method, unavailable])
    }
    expect(org.orgKey).toHaveLength(16)
  })

  it('keeps its clock: an alarm is caught, looks again, and the object works once its tables do', async () => {
    const { org, stub, repair } = await aBrokenOrg()
    const alarmAt = () => org.inside((_, { storage }) => storage.getAlarm())
    await org.inside((_, { storage }) => storage.setAlarm(Date.now() + 3_600_000))
    await runDurableObjectAlarm(stub())
    expect((await alarmAt())! - Date.now()).toBeGreaterThan(30_000)
    expect((await org.api('GET', '')).status).toBe(503)
    await repair()
    await runDurableObjectAlarm(stub())
    expect((await org.api('GET', '')).status).toBe(200)
  })

  it('works again by the hourly wake too', async () => {
    const { org, stub, repair } = await aBrokenOrg()
    expect(await stub().wake()).toMatchObject({ ok: false })
    await repair()
    expect(await stub().wake()).toMatchObject({ ok: true })
    expect((await org.api('GET', '')).status).toBe(200)
  })
})
