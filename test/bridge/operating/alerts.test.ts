import { reset } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { raiseAlert } from '../../../bridge/core/tables/alerts.ts'
import { planDue } from '../../../bridge/org/writes/plan-due.ts'
import { recordChanges } from '../../../bridge/write-back/changes.ts'
import { anInvitation, renderDefaults } from '../../support/survey/answered.ts'
import { anApi, type Api } from '../../support/api.ts'
import { knock } from '../../support/connected-org.ts'
import { anId, outboundMessage } from '../../support/outbound.ts'
import { inWriteBack, type WriteBack } from '../../support/write-back.ts'

afterAll(() => reset())

type Row = { id: string; code: string; times: number; detail: string }
const alertsOf = async (org: Api): Promise<Row[]> => ((await org.api('GET', 'alerts')).body.rows ?? []) as Row[]
const send = async (org: Api, body: string): Promise<number> => {
  const { pathname } = new URL(org.credentials.triggerUrl)
  return (await knock(pathname, { method: 'POST', headers: { 'content-type': 'text/xml' }, body })).status
}

describe('alerts about messages', () => {
  it.each([
    ['message_unreadable', 400, (n: number) => `no message ${n}`],
    ['wrong_org', 403, () => outboundMessage({ organizationId: anId('00D') })],
  ] as const)('stand twenty at a time of a kind, and the others are counted: %s', async (code, status, bodyOf) => {
    const org = await anApi()
    const trouble = { id: 'connection:salesforce:stopped', code: 'connection_stopped', detail: 'x' } as const
    await org.inside((sql) => raiseAlert(sql, trouble, new Date()))
    const bodies = Array.from({ length: 30 }, (_, n) => bodyOf(n))
    for (const body of bodies) expect(await send(org, body)).toBe(status)
    for (const body of [bodies[0]!, bodies[29]!]) await send(org, body)

    const all = await alertsOf(org)
    const others = all.filter(({ id }) => id === `${code}|others`)
    const ofKind = all.filter((alert) => alert.code === code && !others.includes(alert))
    expect(ofKind.map(({ times }) => times).sort()).toEqual([...Array.from({ length: 19 }, () => 1), 2])
    expect(others).toMatchObject([{ times: 11, detail: expect.stringMatching(/^Beside 20 others that stand: /) }])
    expect(all.map((alert) => alert.code)).toContain('connection_stopped')
    expect(await org.inside((sql) => sql.exec('SELECT count(*) AS n FROM alerts').one())).toEqual({ n: 22 })
  })
})

describe('the list of alerts', () => {
  it('shows what stopped the mail before the many mails it stopped in the middle', async () => {
    const org = await anApi()
    await org.inside((sql) => {
      const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 9, 0, second))
      raiseAlert(sql, { id: 'connection:mail:stopped', code: 'connection_stopped', detail: 'x' }, at(0))
      for (let n = 1; n <= 210; n++)
        raiseAlert(sql, { id: `send_unknown:${n}`, code: 'send_unknown', detail: 'x' }, at(n))
    })
    const all = await alertsOf(org)
    expect([all.length, all[0]?.code, all[1]?.id]).toEqual([200, 'connection_stopped', 'send_unknown:210'])
  })
})

describe('the alert about a change that could not be planned', () => {
  const planned = async (leg: WriteBack) => {
    await planDue(leg.commit)
    return leg.alerts()
  }
  const setActions = (leg: WriteBack, actions: unknown[]) =>
    leg.sql.exec(
      `UPDATE documents SET published_at = published_at + 1, body_json = json_set(body_json, '$.actions', json(?1)) WHERE kind = 'program'`,
      JSON.stringify(actions),
    )

  it('stands until its next try succeeds', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      const { invitationId } = anInvitation(leg)
      setActions(leg, [{ on: 'response.completed', if: { any: 7 }, then: [] }])
      leg.commit((sql, now) => recordChanges(sql, [invitationId], 'response.completed', now))
      leg.later(2_000)
      expect(await planned(leg)).toEqual(['plan_failed'])

      setActions(leg, [])
      leg.commit((sql, now) => recordChanges(sql, [invitationId], 'invitation.changed', now))
      leg.later(300_000)
      expect(await planned(leg)).toEqual(['plan_failed']) // of others, which say nothing about this one
      leg.later(301_000)
      expect(await planned(leg)).toEqual([])
    }))
})
