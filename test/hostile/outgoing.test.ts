import { reset } from 'cloudflare:test'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { fetch as shim } from '../../bridge/apps/salesforce/undici-shim.ts'
import { tokenSource } from '../../bridge/apps/salesforce/token.ts'
import { depsOf } from '../support/salesforce.ts'
import { aStandInOrg, type StandInOrg } from '../support/stand-in.ts'
import { attack, printTallies } from './attack.ts'
import { doorsOf, type Door } from './doors.ts'
import { aHouse, stored, type House } from './house.ts'

let house: House
let standIn: StandInOrg
let connection: Door
let settings: Door
let connect: Door
beforeAll(async () => {
  house = await aHouse()
  standIn = await aStandInOrg()
  const door = (wanted: string) => doorsOf(house).find(({ name }) => name === wanted)!
  connection = door('API: connection')
  settings = door('API: settings')
  connect = door('operator: connect')
})
afterEach(() => void vi.restoreAllMocks())
afterAll(async () => {
  printTallies()
  await reset()
})

/** Addresses that lead elsewhere than they seem to, or where nobody should be sent. */
const addresses = [
  'http://acme.my.salesforce.com',
  'ftp://acme.my.salesforce.com',
  'file:///etc/passwd',
  'gopher://127.0.0.1:25/_HELO',
  'data:text/html,x',
  'javascript:alert(1)',
  'blob:https://acme.my.salesforce.com/x',
  'ws://acme.my.salesforce.com',
  '//acme.my.salesforce.com',
  'acme.my.salesforce.com',
  'https:acme.my.salesforce.com.evil.example',
  'https://acme.my.salesforce.com@evil.example',
  'https://acme.my.salesforce.com:443@evil.example',
  'https://user:password@acme.my.salesforce.com',
  'https://acme.my.salesforce.com%40evil.example',
  'https://acme.my.salesforce.com\\@evil.example',
  'https://evil.example\\.my.salesforce.com',
  'https://evil.example/.salesforce.com',
  'https://evil.example?.salesforce.com',
  'https://evil.example#.salesforce.com',
  'https://evil.example%2f.salesforce.com',
  'https://evil.example\u2044.salesforce.com',
  'https://acme.my.salesforce.com.evil.example',
  'https://acme.my.salesforce.com.',
  'https://salesforce.com.evil.example',
  'https://evilsalesforce.com',
  'https://acme.my.salesforce.co',
  'https://acme.my.sa\u04cfesforce.com',
  'https://acme.my.xn--saesforce-3bf.com',
  'https://acme.my.salesforce.com\r\nHost: evil.example',
  'https://acme.my.sales\tforce.com',
  ' https://acme.my.salesforce.com',
  'https://acme.my.salesforce.com\0.evil.example',
  'https://acme.my.salesforce.com:22',
  'https://acme.my.salesforce.com/services/oauth2/token',
  'https://127.0.0.2',
  'https://2130706434',
  'https://0x7f000002',
  'https://0177.0.0.2',
  'https://127.2',
  'https://[::1]',
  'https://[::ffff:127.0.0.2]',
  'https://[0:0:0:0:0:ffff:a9fe:a9fe]',
  'https://169.254.169.254',
  'https://10.0.0.1',
  'https://localhost',
  'https://bridge.internal',
  'https://\u2460\u2461\u2466.0.0.2',
  'https://',
  '',
]
/** The host alone, as the mail connection wants it. */
const hosts = [...new Set(addresses.map((address) => address.replace(/^[a-z]*:?\/\//, '')))]
const isMail = (host: string) => /^(acme\.my\.salesforce\.com|evilsalesforce\.com|acme\.my\.salesforce\.co|salesforce\.com\.evil\.example|acme\.my\.salesforce\.com\.evil\.example|acme\.my\.xn--saesforce-3bf\.com)$/.test(host.trim()) // prettier-ignore

const put = (door: Door, body: unknown, path?: (right: string) => string) =>
  attack(door, () => door.send({ body: JSON.stringify(body), ...(path && { path }) }))
const toSalesforce = (right: string) => right.replace('/mail', '/salesforce')
const salesforce = (changed: object) => ({
  app: 'salesforce',
  config: { ...standIn.config, loginUrl: 'https://acme.my.salesforce.com', ...changed },
  credentials: standIn.credentials,
})

it('an address that is right is taken by all of them, so that the rest of this file can fail', async () => {
  expect(addresses.length).toBeGreaterThanOrEqual(40)
  const config = { instanceUrl: 'https://acme.my.salesforce.com' }
  expect((await put(connection, salesforce(config), toSalesforce)).status).toBe(200)
  expect((await put(settings, { brand: { logoUrl: 'https://www.example.com/logo.png' } })).status).toBe(200)
  const mail = { app: 'smtp', config: { host: 'smtp.example.com', from: { name: 'A', address: 'a@example.com' } } }
  expect((await put(connection, mail)).status).toBe(200)
  const { organizationId } = house
  expect((await put(connect, { organizationId, baseUrl: 'https://surveys.example.com' })).status).toBe(200)
})

describe.each(addresses)('the address %j', (address) => {
  it('is given no token and no assertion, as login, as instance or in the reply to a login', async () => {
    const before = await stored(house)
    for (const changed of [{ loginUrl: address }, { instanceUrl: address }]) {
      const { status, text } = await put(connection, salesforce(changed), toSalesforce)
      expect([changed, status, JSON.parse(text)]).toMatchObject([changed, 422, { code: 'invalid_document' }])
    }
    expect(await stored(house)).toBe(before)

    const called: string[] = []
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (to) => {
      called.push(String(to))
      const id = `https://login.salesforce.com/id/${standIn.orgId}/0055g00000AAAAAAA1`
      return Response.json({ access_token: 'secret', instance_url: address, id })
    })
    const deps = { ...depsOf(standIn), allowedHosts: new Set<string>() }
    const config = { ...deps.config, loginUrl: 'https://acme.my.salesforce.com' }
    const refused = { ok: false, failure: { kind: 'auth', status: 'HOST_REFUSED' } }
    expect(await tokenSource({ ...deps, config }).get()).toMatchObject(refused)
    expect(await tokenSource({ ...deps, config: { ...config, loginUrl: address } }).get()).toMatchObject(refused)
    expect(called).toEqual(['https://acme.my.salesforce.com/services/oauth2/token'])
  })

  it('is no logo that a customer’s mail would load, unless it is a plain public page', async () => {
    const before = await stored(house)
    const { status } = await put(settings, { brand: { logoUrl: address } })
    const isPublic = /^https:\/\/(acme\.my\.salesforce\.co(m(\.evil\.example|:22|\/services\/oauth2\/token)?)?|salesforce\.com\.evil\.example|evilsalesforce\.com|acme\.my\.(sa\u04cfesforce|xn--saesforce-3bf)\.com|evil\.example[/?#\u2044]\.salesforce\.com)$/ // prettier-ignore
    expect([address, status]).toEqual([address, isPublic.test(address) ? 200 : 422])
    if (status === 422) expect(await stored(house)).toBe(before)
    await put(settings, {})
  })
})

describe.each(hosts)('the mail server %j', (host) => {
  it('is none, unless it is a plain public name', async () => {
    const before = await stored(house)
    const config = { host, from: { name: 'A', address: 'a@example.com' } }
    const credentials = { user: 'u', password: 'p' }
    const { status } = await put(connection, { app: 'smtp', config, credentials })
    expect([host, status]).toEqual([host, isMail(host) ? 200 : 422])
    if (status === 422) expect(await stored(house)).toBe(before)
  })
})

describe('the address customers reach the bridge at', () => {
  it.each([
    'javascript:alert(1)', 'ftp://surveys.example.com', 'https://surveys.example.com/path', 'https://surveys.example.com?x', 'https://surveys.example.com#x',
    'https://user@surveys.example.com', 'https://surveys.example.com\\evil', 'https://surveys.example.com\r\nx', 'https://surveys.\texample.com', ' https://surveys.example.com', 'https://', '//surveys.example.com', '',
  ])('is not %j', async (baseUrl) => {
    const before = await stored(house)
    const { status } = await put(connect, { organizationId: house.organizationId, baseUrl })
    expect([status, await stored(house)]).toEqual([422, before])
  }) // prettier-ignore
})

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])(
    '(%s) is never followed, to whatever it leads and however long the chain',
    async (status) => {
      for (const location of [
        '/services/data',
        'https://evil.example',
        '//evil.example',
        'http://169.254.169.254/',
        'javascript:x',
        'https://acme.my.salesforce.com',
      ]) {
        // prettier-ignore
        const called = vi
        .spyOn(globalThis, 'fetch')
        .mockImplementation(async () => new Response(null, { status, headers: { location } }))
        const asked = shim('https://acme.my.salesforce.com/services/data', {
          headers: { authorization: 'Bearer secret' },
        })
        await expect(() => asked).rejects.toMatchObject({ cause: { code: 'REDIRECT_REFUSED' } })
        expect(called).toHaveBeenCalledTimes(1)
        vi.restoreAllMocks()
      }
    },
  )
})
