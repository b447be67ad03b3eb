import { env } from 'cloudflare:workers'
import { listDurableObjectIds, reset } from 'cloudflare:test'
import { inspectRoutes } from 'hono/dev'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appOf } from '../../../bridge/app.ts'
import { operatorToken } from '../../support/connected-org.ts'
import { aHouse, everythingIn, keyOf, rows, tryDoor, untilQuiet, type House, type Lock, type Row } from './doors.ts'

afterAll(() => reset())

const doors = ['trigger', 'events', 'hooks', 'api'] as const
const links = ['answer', 'unsubscribe'] as const
const routes = inspectRoutes(appOf(env)).filter(({ isMiddleware }) => !isMiddleware)
const named = routes.map(({ method, path }) => `${method} ${path.replace(/(?<=.)\/$/, '')}`)

describe('the matrix', () => {
  it('has a row for every route of the app, and none for a route that is not there', () => {
    const handled = new Set(named.filter((route) => !route.startsWith('ALL ')))
    expect(handled.size).toBeGreaterThan(30)
    expect([...new Set(rows.map(({ route }) => route))].sort()).toEqual([...handled].sort())
  })
})

type Credential = { what: string; opens: Lock | null; text: string | null }

/** Everything that somebody may hold who wants to come in. `opens`: the lock of `mine` that it is made for and still fits. */
function credentialsOf(mine: House, other: House): Credential[] {
  const shut = (what: string, text: string | null): Credential => ({ what, opens: null, text })
  return [
    shut('nothing', null),
    shut('a guess', '1.AAAAAAAAAAAAAAAAAAAAAA'),
    shut('a guessed link', '2222222222222222222222'),
    shut('nonsense', '../..'),
    shut('far too much', 'x'.repeat(5000)),
    { what: 'the operator’s token', opens: 'operator', text: operatorToken },
    shut('most of the operator’s token', operatorToken.slice(0, -1)),
    ...doors.flatMap((door) => [
      { what: `the newest for ${door}`, opens: door, text: keyOf(door, mine.newest) },
      { what: `the older one for ${door}`, opens: door, text: keyOf(door, mine.older) },
      shut(`the revoked one for ${door}`, keyOf(door, mine.revoked)),
      shut(`another org’s for ${door}`, keyOf(door, other.newest)),
      shut(`another spelling for ${door}`, `0${keyOf(door, mine.newest)}`),
    ]),
    ...links.flatMap((purpose) => [
      { what: `a link to ${purpose}`, opens: purpose, text: mine.links[purpose] },
      shut(`another org’s link to ${purpose}`, other.links[purpose]),
      shut(
        `a link to ${purpose} with a wrong letter`,
        mine.links[purpose].replace(/.$/, (a) => (a === '2' ? '3' : '2')),
      ),
    ]),
  ]
}

/** Whoever is refused learns no more than that. */
const refusalOf = ({ lock }: Row): number => (lock === 'answer' || lock === 'unsubscribe' ? 410 : 401)

describe('a route', () => {
  let mine: House
  let other: House
  let credentials: Credential[]
  beforeAll(async () => {
    mine = await aHouse()
    other = await aHouse()
    credentials = credentialsOf(mine, other)
    await Promise.all([untilQuiet(mine.orgKey), untilQuiet(other.orgKey)])
  }, 60_000)
  const isRight = (row: Row, { opens }: Credential) => row.lock === 'nothing' || opens === row.lock
  const all = rows.map((row) => [`${row.route} → ${row.path('…', '…')}`, row] as const)

  it.each(all.filter(([, { lock }]) => lock !== 'nothing'))('refuses whoever has no right: %s', async (_, row) => {
    const before = [await everythingIn(mine.orgKey), await everythingIn(other.orgKey)]
    for (const { what, text } of credentials.filter((credential) => !isRight(row, credential))) {
      const reply = await tryDoor(row, mine, mine.orgKey, text)
      expect([what, reply.status]).toEqual([what, refusalOf(row)])
      expect(await reply.text()).not.toContain('<Ack>')
    }
    expect([await everythingIn(mine.orgKey), await everythingIn(other.orgKey)]).toEqual(before)
  })

  it('knows no method that has no row, whoever asks', async () => {
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY']
    const before = await everythingIn(mine.orgKey)
    let tried = 0
    for (const row of rows) {
      const known = rows
        .filter(({ path }) => path('o', 'k') === row.path('o', 'k'))
        .map(({ route }) => route.split(' ')[0])
      if (known.includes('GET')) known.push('HEAD')
      for (const method of methods.filter((one) => !known.includes(one))) {
        const right = credentials.find(({ opens }) => opens === row.lock)?.text ?? null
        const reply = await tryDoor({ ...row, route: `${method} …`, body: undefined }, mine, mine.orgKey, right)
        const refused = row.lock === 'nothing' ? [401, 404, 405] : [404, 405]
        expect([row.route, method, refused.includes(reply.status)]).toEqual([row.route, method, true])
        tried++
      }
    }
    expect(tried).toBeGreaterThan(200)
    expect(await everythingIn(mine.orgKey)).toBe(before)
  })

  it('brings no object into being for a stranger', async () => {
    const before = (await listDurableObjectIds(env.ORG)).length
    for (const row of rows.filter(({ lock }) => lock !== 'nothing' && lock !== 'operator'))
      for (const { text } of credentials) await tryDoor(row, mine, 'bbbbbbbbbbbbbbbb', text)
    for (const row of rows.filter(({ lock }) => lock === 'operator'))
      for (const orgKey of ['bbbbbbbbbbbbbbbb', 'NotAKey', '..']) await tryDoor(row, mine, orgKey, `${operatorToken}x`)
    expect((await listDurableObjectIds(env.ORG)).length).toBe(before)
  })

  it.each(all)('opens to whoever has: %s', async (_, row) => {
    const right = credentials.filter((credential) => isRight(row, credential))
    expect(right.length).toBeGreaterThan(0)
    for (const { what, text } of right) {
      const reply = await tryDoor(row, mine, mine.orgKey, text)
      expect([what, reply.status]).toEqual([what, row.opened])
    }
  })
})
