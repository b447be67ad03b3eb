import { env } from 'cloudflare:workers'
import { reset, runInDurableObject } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { afterRestore, scheduleRestore, type TimeTravel } from '../../../bridge/operating/restore.ts'
import { anApi, ask } from '../../support/api.ts'
import { operatorToken } from '../../support/connected-org.ts'

afterAll(() => reset())

const now = new Date('2026-11-21T12:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)

/** Storage with a past, as Cloudflare has it. */
function aPast() {
  const calls: string[] = []
  const storage: TimeTravel = {
    getBookmarkForTime: (at) => Promise.resolve(`of ${at.toISOString()}`),
    onNextSessionRestoreBookmark: (bookmark) => {
      calls.push(bookmark)
      return Promise.resolve('before')
    },
  }
  return { storage, calls }
}

describe('an org is set back in time', () => {
  it('to the bookmark of a moment, and gives the one that undoes it', async () => {
    const { storage, calls } = aPast()
    expect(await scheduleRestore(storage, { at: daysAgo(2) }, now)).toEqual({ ok: true, value: { undo: 'before' } })
    expect(await scheduleRestore(storage, { bookmark: 'before' }, now)).toMatchObject({ ok: true })
    expect(calls).toEqual(['of 2026-11-19T12:00:00.000Z', 'before'])
  })

  it.each([
    ['later than now', daysAgo(-1)],
    ['further back than Cloudflare keeps', daysAgo(31)],
  ])('but not to a moment %s', async (_, at) => {
    const { storage, calls } = aPast()
    expect(await scheduleRestore(storage, { at }, now)).toMatchObject({ ok: false, failure: { code: 'conflict' } })
    expect(calls).toEqual([])
  })

  it('and sends no mail until a person reconnects it, which ends the alert', async () => {
    const org = await anApi({
      connections: {
        mail: {
          app: 'smtp',
          config: { host: 'smtp.example.com', port: 587, from: { name: 'E', address: 'surveys@example.com' } },
          credentials: { user: 'u', password: 'p' },
        },
      },
    })
    const state = async () => (await org.api('GET', 'connections')).body.rows![0]!['opensAt']
    const alerts = async () => (await org.api('GET', 'alerts')).body.rows!.map(({ code }) => code)
    expect(await state()).not.toBeNull()
    await org.inside((sql) => afterRestore(sql, new Date()))
    expect([await state(), await alerts()]).toEqual([null, ['restored']])
    await org.api('POST', 'connections/mail/reconnect')
    expect(await state()).not.toBeNull()
    expect(await alerts()).toEqual([])
  })

  it('by ending its instance: the next one is asked to stop the mail', async () => {
    const org = await anApi()
    await runInDurableObject(env.ORG.getByName(org.orgKey), (_, { storage }) => Object.assign(storage, aPast().storage))
    const at = new Date(Date.now() - 60_000).toISOString()
    const reply = await ask('POST', `${org.orgKey}/restore`, { token: operatorToken, body: { at } })
    expect(reply).toEqual({ status: 200, body: { undo: 'before' } })
    expect((await org.api('GET', 'alerts')).body.rows!.map(({ code }) => code)).toEqual(['restored'])
    expect((await org.api('GET', 'audit')).body.rows!.map(({ what }) => what)).toContain('restore')
  })

  it('not on plain workerd, which says so and changes nothing', async () => {
    const org = await anApi()
    const at = new Date(Date.now() - 60_000).toISOString()
    const reply = await ask('POST', `${org.orgKey}/restore`, { token: operatorToken, body: { at } })
    expect([reply.status, reply.body['code'], reply.body['detail']]).toEqual([
      409,
      'conflict',
      expect.stringContaining('plain workerd'),
    ])
    expect((await org.api('GET', 'alerts')).body.rows).toEqual([])
  })

  it.each([
    ['an admin', 401, (adminToken: string) => adminToken, { at: now.toISOString() }],
    ['nobody', 401, () => undefined, { at: now.toISOString() }],
    ['a moment without a zone', 422, () => operatorToken, { at: '2026-11-20T10:00:00' }],
    ['a bookmark that is none', 422, () => operatorToken, { bookmark: '../x' }],
  ])('not for %s', async (_, status, token, body) => {
    const org = await anApi()
    expect((await ask('POST', `${org.orgKey}/restore`, { token: token(org.adminToken), body })).status).toBe(status)
  })
})
