import { reset } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { callFailed } from '../../../bridge/core/tables/connections.ts'
import { anApi, connect, type Api, type Reply } from '../../support/api.ts'
import { knock } from '../../support/connected-org.ts'
import { anId } from '../../support/outbound.ts'
import { aFailure } from '../../support/invitation/ports.ts'

afterAll(() => reset())

const pem = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0LWtleQ==\n-----END PRIVATE KEY-----\n'
const password = 'a-password-nobody-sees'
const from = { name: 'Example', address: 'surveys@example.com' }
const salesforce = {
  app: 'salesforce',
  config: {
    loginUrl: 'https://example.my.salesforce.com',
    consumerKey: '3MVG9consumer',
    username: 'bridge@example.com',
  },
  credentials: { privateKeyPem: pem },
}
const smtp = {
  app: 'smtp',
  config: { host: 'smtp.example.com', port: 587, from },
  credentials: { user: 'bridge', password },
}

const put = ({ api }: Api, name: string, body: unknown) => api('PUT', `connections/${name}`, body)
const paths = ({ status, body }: Reply) => [
  status,
  ...((body['problems'] as { path: string }[] | undefined) ?? []).map(({ path }) => path),
]
const sealed = ({ inside }: Api, name: string) =>
  inside(
    (sql) => sql.exec<{ c: string | null }>('SELECT credentials AS c FROM connections WHERE name = ?1', name).one().c,
  )

describe('a connection', () => {
  it('is stored with its credentials sealed, and they come out of no answer', async () => {
    const org = await anApi({ connections: { salesforce, mail: smtp } })
    await put(org, 'mail', smtp)
    await put(org, 'salesforce', salesforce)
    for (const name of ['mail', 'salesforce']) {
      const jwe = (await sealed(org, name))!
      expect(jwe).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/) // compact JWE, dir
      expect(JSON.parse(atob(jwe.split('.')[0]!))).toMatchObject({ alg: 'dir', enc: 'A256GCM', org: org.orgKey })
    }
    const { rows } = (await org.api('GET', 'connections')).body
    expect(rows).toMatchObject([
      { key: 'mail', app: 'smtp', hasCredentials: true, config: { host: 'smtp.example.com' } },
      { key: 'salesforce', app: 'salesforce', hasCredentials: true, config: { username: 'bridge@example.com' } },
    ])
    for (const path of ['', 'connections', 'audit', 'alerts', 'documents', 'invitations', 'writes', 'sends']) {
      const text = JSON.stringify((await org.api('GET', path)).body)
      for (const secret of [password, 'c2VjcmV0LWtleQ', await sealed(org, 'mail'), await sealed(org, 'salesforce')])
        expect(text).not.toContain(secret)
    }
  })

  it.each([
    [
      'no address',
      'salesforce',
      { ...salesforce, config: { ...salesforce.config, loginUrl: 'nowhere' } },
      ['loginUrl'],
    ],
    [
      'a stranger’s address',
      'salesforce',
      { ...salesforce, config: { ...salesforce.config, loginUrl: 'https://my.salesforce.com.evil.example' } },
      ['loginUrl'],
    ],
    [
      'an address without TLS',
      'salesforce',
      { ...salesforce, config: { ...salesforce.config, instanceUrl: 'http://example.my.salesforce.com' } },
      ['instanceUrl'],
    ],
    ['nothing', 'salesforce', { ...salesforce, config: {} }, ['loginUrl', 'consumerKey', 'username']],
    ['no key', 'salesforce', { app: 'salesforce', config: salesforce.config }, ['credentials']],
    [
      'an encrypted key',
      'salesforce',
      { ...salesforce, credentials: { privateKeyPem: pem.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE') } },
      ['credentials.privateKeyPem'],
    ],
    ['a private host', 'mail', { ...smtp, config: { ...smtp.config, host: '10.0.0.1' } }, ['host']],
    ['no TLS', 'mail', { ...smtp, config: { ...smtp.config, security: 'none' } }, ['security']],
    ['an unknown setting', 'mail', { ...smtp, config: { ...smtp.config, proxy: 'x' } }, ['']],
    ['an app that keeps records for mail', 'mail', salesforce, ['app']],
    ['an app that sends mail for records', 'hubspot', smtp, ['app']],
    [
      'credentials it does not take',
      'mail',
      { app: 'send_email', config: { from }, credentials: {} },
      ['credentials.'],
    ],
  ])('with %s is refused, says where, and nothing is stored', async (_, name, body, wanted) => {
    const org = await anApi()
    expect(paths(await put(org, name, body))).toEqual([422, ...wanted])
    expect((await org.api('GET', 'connections')).body.rows).toEqual([])
    // The operator hears the same, and no half of an org comes into being.
    if (name === 'hubspot') return
    const other = await connect(anId('00D'), { connections: { [name]: body } })
    expect(paths(other)).toEqual([422, ...wanted])
    expect((await knock(`/api/orgs/${String(other.body['orgKey'])}`)).status).toBe(401)
  })

  it('never says in a refusal what was sent', async () => {
    const org = await anApi()
    const refused = await put(org, 'mail', { ...smtp, config: { host: password }, credentials: { user: 1, password } })
    expect(refused.status).toBe(422)
    expect(JSON.stringify(refused.body)).not.toContain(password)
  })

  it('may be changed without its credentials', async () => {
    const org = await anApi({ connections: { mail: smtp } })
    const before = await sealed(org, 'mail')
    const renamed = { app: 'smtp', config: { ...smtp.config, from: { ...from, name: 'Renamed' } } }
    expect((await put(org, 'mail', renamed)).status).toBe(200)
    expect(await sealed(org, 'mail')).toBe(before)
    expect((await org.api('GET', 'connections')).body.rows).toMatchObject([{ config: { from: { name: 'Renamed' } } }])
  })

  it('does not hand stored credentials to a server they were not given for', async () => {
    const org = await anApi({ connections: { salesforce, mail: smtp } })
    const elsewhere = { app: 'smtp', config: { ...smtp.config, host: 'smtp.evil.example' } }
    expect(paths(await put(org, 'mail', elsewhere))).toEqual([422, 'credentials'])
    const otherOrg = { app: 'salesforce', config: { ...salesforce.config, loginUrl: 'https://evil.my.salesforce.com' } }
    expect(paths(await put(org, 'salesforce', otherOrg))).toEqual([422, 'credentials'])
    expect(paths(await connect(org.organizationId, { connections: { mail: elsewhere } }))).toEqual([422, 'credentials'])
    expect((await put(org, 'mail', { ...elsewhere, credentials: smtp.credentials })).status).toBe(200)
    // nor to another app, but an app without any needs none
    expect((await put(org, 'mail', { app: 'send_email', config: { from } })).status).toBe(200)
    expect(paths(await put(org, 'mail', elsewhere))).toEqual([422, 'credentials'])
  })

  it('that is stopped is opened by reconnecting it or by storing it again, and the audit says who', async () => {
    const org = await anApi({ connections: { mail: smtp } })
    const stop = () => org.inside((sql) => callFailed(sql, 'mail', aFailure('auth'), new Date(), Math.random))
    const state = async () => (await org.api('GET', '')).body['connections']
    for (const open of [
      () => org.api('POST', 'connections/mail/reconnect'),
      () => put(org, 'mail', { app: 'smtp', config: smtp.config }),
    ]) {
      await stop()
      expect(await state()).toMatchObject([{ name: 'mail', state: 'stopped' }])
      expect((await org.api('GET', 'alerts')).body.rows).toMatchObject([{ code: 'connection_stopped' }])
      expect((await open()).status).toBe(200)
      expect(await state()).not.toMatchObject([{ state: 'stopped' }])
      expect((await org.api('GET', 'alerts')).body.rows).toEqual([])
    }
    const { rows } = (await org.api('GET', 'audit')).body
    expect(rows!.map(({ who, what, of }) => `${String(who)} ${String(what)} ${String(of)}`)).toEqual([
      `operator connect ${org.orgKey}`,
      'admin reconnect mail',
      'admin connection mail',
    ])
  })
})
