import { env } from 'cloudflare:workers'
import { reset } from 'cloudflare:test'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { appOf } from '../../../bridge/app.ts'
import { loadConfig } from '../../../bridge/core/config.ts'
import { isSuppressed } from '../../../bridge/invitation/delivery/suppress.ts'
import { personKeys } from '../../../bridge/invitation/person-keys.ts'
import worker from '../../../bridge/index.ts'
import { anApi } from '../../support/api.ts'
import { knock, until } from '../../support/connected-org.ts'
import { aSentMail } from '../../support/mail/sends.ts'

afterAll(() => reset())
afterEach(() => (vi.useRealTimers(), void vi.restoreAllMocks()))

describe('a deployment without a secret', () => {
  it.each([
    ['BRIDGE_KEYS', { BRIDGE_KEYS: undefined }, /^BRIDGE_KEYS is not set: .*wrangler secret put BRIDGE_KEYS/],
    ['OPERATOR_TOKEN', { OPERATOR_TOKEN: '' }, /^OPERATOR_TOKEN is not set: .*wrangler secret put OPERATOR_TOKEN/],
    ['a key that is too short', { BRIDGE_KEYS: 'c2hvcnQ=' }, /^BRIDGE_KEYS: each key needs at least 32 bytes/],
    ['a token that is too short', { OPERATOR_TOKEN: 'short' }, /^OPERATOR_TOKEN needs at least 24 characters/],
  ])('(%s) answers 500 to everybody, names it, and says what to do', async (_, missing, message) => {
    const app = appOf({ ...env, ...missing } as Env)
    for (const path of ['/', '/health', '/trigger/abcdefghijklmnop/1.x', '/nonsense']) {
      const reply = await app.fetch(new Request(`https://bridge.example${path}`, { method: 'POST' }))
      expect(reply.status).toBe(500)
      const body = (await reply.json()) as { code: string; message: string }
      expect(body).toEqual({ code: 'not_configured', message: expect.stringMatching(message) })
      expect(JSON.stringify(body)).not.toMatch(/c2hvcnQ|"short"/)
    }
  })

  it('works as soon as it has it', async () => {
    expect((await appOf(env).fetch(new Request('https://bridge.example/health'))).status).toBe(200)
  })
})

describe('the front', () => {
  it('answers what nobody knows with 404 as JSON', async () => {
    const reply = await knock('/wp-admin')
    expect([reply.status, await reply.json()]).toEqual([404, expect.objectContaining({ code: 'not_found' })])
  })

  it('serves the file that External Services reads', async () => {
    const reply = await knock('/openapi.json')
    expect(await reply.json()).toMatchObject({ openapi: '3.0.0', servers: [{ url: 'https://bridge.example' }] })
  })
})

describe('a mail that comes to the Worker', () => {
  const { keys } = loadConfig(env)
  /** A notice that returns the header of our mail. */
  const notice = (
    orgKey: string,
    ref: string,
    { status = '5.1.1', token = keys.link('unsubscribe', orgKey, ref) } = {},
  ) =>
    [
      'From: MAILER-DAEMON@mx.example.net',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example.net',
      '',
      'Final-Recipient: rfc822; zoe@example.com',
      'Action: failed',
      `Status: ${status}`,
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `List-Unsubscribe: <https://bridge.example/u/${orgKey}/${token}>`,
      '',
      '--b--',
      '',
    ].join('\r\n')
  const arrives = (raw: string, to: Env = env) => {
    const message = { raw: new Response(raw).body! } as ForwardableEmailMessage
    return worker.email(message, to)
  }
  const aMailed = async () => {
    const org = await anApi()
    vi.useFakeTimers({ toFake: ['Date'] }) // or the next second would plan what is looked for
    const mail = await org.inside((sql) => aSentMail(sql, { state: 'unknown' }))
    const look = () =>
      org.inside((sql) => ({
        ...sql
          .exec(
            'SELECT status, state FROM invitations JOIN sends ON invitation_id = invitations.id WHERE ref = ?1',
            mail.ref,
          )
          .one(),
        suppressed: isSuppressed(sql, personKeys({ email: mail.email })),
        told: sql.exec('SELECT invitation_id, event FROM changes').toArray(),
      }))
    return { org, mail, look }
  }

  it('and is a notice of a mail of ours ends its invitation, keeps us off the address, and tells Salesforce', async () => {
    const { org, mail, look } = await aMailed()
    await arrives(notice(org.orgKey, mail.ref))
    expect(await look()).toEqual({
      status: 'Bounced',
      state: 'sent', // it had left, so nobody needs to wonder
      suppressed: 'bounced',
      told: [{ invitation_id: mail.invitationId, event: 'invitation.changed' }],
    })
    await arrives(notice(org.orgKey, mail.ref)) // twice does no more
    expect(await look()).toMatchObject({ status: 'Bounced' })
  })

  it.each([
    ['a forged link', (orgKey: string, ref: string) => notice(orgKey, ref, { token: '2'.repeat(22) })],
    [
      'another org’s link',
      (orgKey: string, ref: string) => notice('abcdefghijklmnop', ref).replace('abcdefghijklmnop', orgKey),
    ],
    ['no report', () => 'From: a@example.com\r\nSubject: Hello\r\n\r\nI am on holiday.'],
    ['nothing', () => ''],
    ['bytes that are no text', () => '\u0000\uffff'.repeat(1000)],
  ])('with %s is dropped without a word and changes nothing', async (_, raw) => {
    const { org, mail, look } = await aMailed()
    await arrives(raw(org.orgKey, mail.ref))
    expect(await look()).toMatchObject({ status: 'Sent', state: 'unknown', suppressed: null, told: [] })
  })

  it('is read as far as a notice goes, however long it is', async () => {
    const { org, mail, look } = await aMailed()
    await arrives(notice(org.orgKey, mail.ref) + 'x'.repeat(3_000_000))
    expect(await look()).toMatchObject({ status: 'Bounced' })
  })

  it('is kept by the sending server while the org cannot be reached', async () => {
    const { org, mail } = await aMailed()
    const broken = { ...env, ORG: { getByName: () => ({ deliveryNotice: () => Promise.reject(new Error('down')) }) } }
    await expect(() => arrives(notice(org.orgKey, mail.ref), broken as unknown as Env)).rejects.toThrow('try again')
  })
})

describe('what a provider tells by web hook', () => {
  it('that somebody does not want our mail is told to Salesforce for every record of that person', async () => {
    const org = await anApi()
    const mail = await org.inside((sql) => aSentMail(sql))
    const reply = await knock(`/hooks/${org.orgKey}/mail`, {
      method: 'POST',
      headers: { authorization: `Bearer ${org.credentials.hooksToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events: [{ kind: 'complained', sendId: mail.sendId }] }),
    })
    expect(await reply.json()).toEqual({ matched: 1 })
    const keys = async () => (await org.api('GET', 'writes')).body.rows!.map(({ key }) => key)
    expect(await keys()).toContain(`${mail.invitationId}|do_not_survey`) // at once; the rest within a second
    await until('the rest to be planned', async () => (await keys()).length > 1)
    expect(await keys()).toEqual([`${mail.invitationId}|do_not_survey`, `${mail.invitationId}|survey-invitation`])
  })
})
