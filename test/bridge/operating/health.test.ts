import { env } from 'cloudflare:workers'
import { evictDurableObject, listDurableObjectIds, reset } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { raiseAlert } from '../../../bridge/core/tables/alerts.ts'
import { askOrgs } from '../../../bridge/operating/ask-orgs.ts'
import { judge, worst } from '../../../bridge/operating/health.ts'
import { watchStorage } from '../../../bridge/operating/storage.ts'
import { storeNotifications } from '../../../bridge/trigger/accept.ts'
import { version } from '../../../package.json'
import { anApi, type Api } from '../../support/api.ts'
import { knock, operatorToken, until } from '../../support/connected-org.ts'
import { anId } from '../../support/outbound.ts'
import { aConnection, aStanding, minutesAgo, now } from './a-standing.ts'

afterAll(() => reset())

type Health = {
  status: string
  orgs: ({ orgKey: string; status: string; reasons: { code: string; of: string }[] } & Record<string, unknown>)[]
  next: string | null
}
const look = async (query = ''): Promise<{ http: number; health: Health }> => {
  const reply = await knock(`/health/deep${query}`, { headers: { authorization: `Bearer ${operatorToken}` } })
  return { http: reply.status, health: (await reply.json()) as Health }
}
/** An org that stands in the directory. */
async function aListedOrg(): Promise<Api> {
  const org = await anApi()
  await until('the directory', () => env.DIRECTORY.getByName('directory').find(org.orgKey))
  return org
}
const codes = ({ health }: { health: Health }) => health.orgs[0]?.reasons.map(({ code, of }) => `${code} ${of}`.trim())

describe('/health', () => {
  it('tells everybody that the bridge is there and nothing else, and wakes no object', async () => {
    const objects = async () => [await listDurableObjectIds(env.ORG), await listDurableObjectIds(env.DIRECTORY)]
    const before = await objects()
    const reply = await knock('/health')
    expect([reply.status, await reply.json()]).toEqual([200, { ok: true }])
    expect(await objects()).toEqual(before)
  })
})

describe('the deep check', () => {
  it.each(['/health/deep', '/metrics'])('%s is for the operator alone', async (path) => {
    const { adminToken } = await anApi()
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: `Bearer ${adminToken}` }]) {
      const reply = await knock(path, { headers })
      expect([reply.status, await reply.json()]).toEqual([401, expect.objectContaining({ code: 'unauthorized' })])
    }
  })

  it('of a quiet org is ok, and shows what it looked at', async () => {
    const { orgKey } = await aListedOrg()
    const { http, health } = await look(`?org=${orgKey}`)
    expect([http, health]).toEqual([200, expect.objectContaining({ status: 'ok', version, build: 'dev' })])
    expect(health.orgs).toEqual([
      expect.objectContaining({
        orgKey,
        status: 'ok',
        reasons: [],
        connections: [],
        alerts: {},
        writes: { waiting: 0, inFlight: 0, dead: 0 },
        mails: { waiting: 0, inFlight: 0, unknown: 0 },
        storage: { bytes: expect.any(Number), limit: 10_000_000_000 },
      }),
    ])
  })

  it('shows connections with their last error as a code, never with the text of the app', async () => {
    const org = await aListedOrg()
    await org.inside((sql) =>
      sql.exec(
        `INSERT INTO connections (name, app, config_json, opens_at, failures, last_error_json, api_used, api_limit)
         VALUES ('salesforce', 'salesforce', '{}', NULL, 3, ?1, 80, 100)`,
        JSON.stringify({ kind: 'auth', status: 'invalid_grant', message: 'zoe@example.com', hint: '' }),
      ),
    )
    const { health } = await look(`?org=${org.orgKey}`)
    expect(health.orgs[0]?.connections).toEqual([
      expect.objectContaining({
        name: 'salesforce',
        state: 'stopped',
        failures: 3,
        lastError: { kind: 'auth', status: 'invalid_grant' },
        apiUsed: 80,
        apiLimit: 100,
      }),
    ])
    expect(JSON.stringify(health)).not.toContain('zoe@')
  })

  it('says which alerts are open; one that stops the work makes it 503', async () => {
    const org = await aListedOrg()
    const raise = (code: 'send_unknown' | 'lane_failed') =>
      org.inside((sql) => raiseAlert(sql, { id: code, code, detail: '' }, new Date()))
    await raise('send_unknown')
    const degraded = await look(`?org=${org.orgKey}`)
    expect([degraded.http, degraded.health.status, codes(degraded)]).toEqual([200, 'degraded', ['alert send_unknown']])
    await raise('lane_failed')
    const failed = await look(`?org=${org.orgKey}`)
    expect([failed.http, failed.health.status]).toEqual([503, 'failed'])
    expect(codes(failed)).toEqual(['alert lane_failed', 'alert send_unknown'])
  })

  it('notices an alarm that was lost, and the hourly wake sets it again', async () => {
    const org = await aListedOrg()
    const alarmAt = () => org.inside((_, { storage }) => storage.getAlarm())
    const later = Date.now() + 3_600_000
    await org.inside((sql) => {
      const id = anId('04l')
      storeNotifications(sql, [{ id, object: 'Nothing', recordId: anId('500'), fields: {}, note: null }], new Date())
      sql.exec('UPDATE notifications SET decide_at = ?2 WHERE id = ?1', id, later)
    })
    await org.api('GET', '') // a commit, so that the object works out its alarm
    expect(await alarmAt()).toBe(later)
    await org.inside((_, { storage }) => storage.deleteAlarm())
    expect(codes(await look(`?org=${org.orgKey}`))).toEqual(['alarm_lost'])
    expect(await alarmAt()).toBeNull() // looking changes nothing
    await knock('/health/wake', { method: 'POST', headers: { authorization: `Bearer ${operatorToken}` } })
    expect(await alarmAt()).toBe(later)
    expect(codes(await look(`?org=${org.orgKey}`))).toEqual([])
  })

  it('pages through the directory, and one sick org hides no other', async () => {
    const orgs = [await aListedOrg(), await aListedOrg(), await aListedOrg()]
    const broken = orgs[1]!
    await broken.inside((sql) => sql.exec('DELETE FROM migrations'))
    await evictDurableObject(env.ORG.getByName(broken.orgKey))
    await env.DIRECTORY.getByName('directory').register('zzzzzzzzzzzzzzzz', 'Never connected')

    const seen = new Map<string, string[]>()
    const statuses: string[] = []
    for (let after: string | null = ''; after !== null;) {
      const { health }: Awaited<ReturnType<typeof look>> = await look(`?limit=2&after=${after}`)
      expect(health.orgs.length).toBeLessThanOrEqual(2)
      for (const { orgKey, reasons } of health.orgs)
        seen.set(
          orgKey,
          reasons.map(({ code }) => code),
        )
      statuses.push(health.status)
      after = health.next
    }
    expect(orgs.map(({ orgKey }) => seen.get(orgKey))).toEqual([[], ['unavailable'], []])
    expect(seen.get('zzzzzzzzzzzzzzzz')).toEqual(['not_connected'])
    expect(statuses).toContain('failed')
  })

  it.each([
    ['an org that is not connected', '?org=abcdefghijklmnop', 404, 'not_found'],
    ['a key that is none', '?org=nonsense', 400, 'malformed'],
    ['too many orgs', '?limit=201', 400, 'malformed'],
  ])('of %s is refused and brings no object into being', async (_, query, status, code) => {
    const before = await listDurableObjectIds(env.ORG)
    const { http, health } = await look(query)
    expect([http, health]).toEqual([status, expect.objectContaining({ code })])
    expect(await listDurableObjectIds(env.ORG)).toEqual(before)
  })

  it('reads no more rows when a hundred times as much is over and done', async () => {
    const org = await aListedOrg()
    const rowsRead = () =>
      org.inside((sql) => {
        const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = []
        const exec = sql.exec.bind(sql)
        sql.exec = ((...given: Parameters<typeof exec>) => {
          const cursor = exec(...given)
          cursors.push(cursor)
          return cursor
        }) as typeof sql.exec
        return { cursors, restore: () => (sql.exec = exec) }
      })
    const cost = async () => {
      const { cursors, restore } = await rowsRead()
      await look(`?org=${org.orgKey}`)
      restore()
      expect(cursors.length).toBeGreaterThan(5)
      return cursors.reduce((sum, cursor) => sum + cursor.rowsRead, 0)
    }
    const fill = (from: number, to: number) =>
      org.inside((sql) => {
        for (let n = from; n < to; n++) {
          const id = anId('04l')
          storeNotifications(
            sql,
            [{ id, object: 'Nothing', recordId: anId('500'), fields: {}, note: null }],
            new Date(),
          )
          sql.exec(
            `INSERT INTO writes (key, connection, mapping, operation, subject_kind, subject_id, depth, state, created_at)
             VALUES (?1, 'salesforce', '', 'upsert', 'invitation', ?1, 0, 'done', 0)`,
            `${n}|x`,
          )
          sql.exec(
            `INSERT INTO sends (id, invitation_id, kind, connection, ref, state, created_at) VALUES (?1, ?1, 'invite', 'mail', ?1, 'sent', 0)`,
            `send ${n}`,
          )
        }
        sql.exec('UPDATE notifications SET decide_at = NULL')
      })
    await fill(0, 10)
    const few = await cost()
    await fill(10, 1000)
    expect(await cost()).toBe(few)
  })
})

describe('an org is judged', () => {
  const late = (minutes: number) => ({ lane: 'decide', at: minutesAgo(minutes) })
  const noMail = { connections: [aConnection()] }
  it.each([
    ['ok when all is well', {}, []],
    ['ok while work is on time', { lanes: [late(4)] }, []],
    ['degraded when a lane is late', { lanes: [late(6)] }, ['degraded lane_late decide']],
    ['failed when a lane is an hour late', { lanes: [late(61)] }, ['failed lane_late decide']],
    ['ok without a mail connection while nobody is to be asked', noMail, []],
    [
      'degraded when mails wait for a connection nobody made',
      { ...noMail, queued: 1 },
      ['degraded connection_missing mail'],
    ],
    [
      'failed when nothing will wake it',
      { clock: { alarmAt: null, dueAt: now + 1, running: [] } },
      ['failed alarm_lost'],
    ],
    [
      'ok while a lane runs, which sets the alarm when it ends',
      { clock: { alarmAt: null, dueAt: now + 1, running: ['mail'] } },
      [],
    ],
    ['degraded by dead writes', { writes: { waiting: 0, inFlight: 0, dead: 2 } }, ['degraded dead_writes 2']],
    ['degraded at four fifths of its storage', { storageBytes: 8_100_000_000 }, ['degraded storage 81 %']],
    ['failed when it is all but full', { storageBytes: 9_600_000_000 }, ['failed storage 96 %']],
    [
      'degraded by an alert that only another release knows',
      { alerts: { of_tomorrow: 1 } },
      ['degraded alert of_tomorrow'],
    ],
  ])('%s', (_, given, wanted) => {
    expect(judge(aStanding(given)).map(({ status, code, of }) => `${status} ${code} ${of}`.trim())).toEqual(wanted)
  })

  it('by the worst of its reasons', () => {
    expect([worst([]), worst(['ok', 'degraded']), worst(['degraded', 'failed', 'ok'])]).toEqual([
      'ok',
      'degraded',
      'failed',
    ])
  })
})

describe('asking many orgs', () => {
  it('waits for none longer than its time, and takes a throw for an answer', async () => {
    const asked = await askOrgs(
      ['hangs', 'throws', 'well'].map((orgKey) => ({ orgKey, name: orgKey, registeredAt: new Date(0) })),
      async (orgKey) => {
        if (orgKey === 'hangs') await new Promise(() => {})
        if (orgKey === 'throws') throw new Error('overloaded')
        return { ok: true, value: aStanding() }
      },
      20,
    )
    expect(asked.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([['no_answer'], ['unavailable'], []])
  })
})

describe('the hourly wake', () => {
  it('warns of a storage that fills up, until there is room again', async () => {
    const org = await anApi()
    const open = () => org.inside((sql) => sql.exec('SELECT code FROM alerts WHERE closed_at IS NULL').toArray())
    await org.inside((sql) => watchStorage(sql, 8_000_000_000, new Date()))
    expect(await open()).toEqual([{ code: 'storage_nearly_full' }])
    await knock('/health/wake', { method: 'POST', headers: { authorization: `Bearer ${operatorToken}` } })
    await org.inside((_, state) => state.storage.sync())
    await env.ORG.getByName(org.orgKey).wake()
    expect(await open()).toEqual([])
  })
})
