import { env } from 'cloudflare:workers'
import { reset } from 'cloudflare:test'
import { inspectRoutes } from 'hono/dev'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { appOf } from '../../../bridge/app.ts'
import { raiseAlert } from '../../../bridge/core/tables/alerts.ts'
import { ask } from '../../support/api.ts'
import { knock, operatorToken } from '../../support/connected-org.ts'
import { anEndedAsk } from '../privacy/rows.ts'
import { aHouse, keyOf, rows, tryDoor, type House, type Lock, type Row } from '../security/doors.ts'
import { documentShape } from './openapi-shape.ts'

type Operation = { security: Record<string, []>[]; parameters?: unknown[]; responses: Record<string, Told> }
type Told = { content?: Record<string, { schema: { $ref: string } }> }
type File = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, object> } }

let file: File
beforeAll(async () => {
  file = await (await knock('/openapi.json')).json()
})
afterAll(() => reset())

const operations = (): string[] =>
  Object.entries(file.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )

/** The operations a route of the app may stand in the file as: a word it is held to may be written out. */
function writtenOut(route: string): string[][] {
  const parts = route.split('/')
  const at = parts.findIndex((part) => part.includes('{(?:'))
  const bare = (part: string) => part.replace(/^:(\w+).*$/, '{$1}')
  const words = /\{\(\?:(.*)\)\}/.exec(parts[at] ?? '')?.[1]?.split('|') ?? []
  const whole = parts.map(bare).join('/')
  return [[whole], ...(words.length > 0 ? [words.map((word) => parts.with(at, word).map(bare).join('/'))] : [])]
}

/** Where a row stands in the file. */
const operationOf = (row: Row): Operation => {
  const [method = '', path = ''] = row.route.split(' ')
  const [whole = [], words = []] = writtenOut(path)
  const last = row.path('', '').split('/').at(-1)
  const found = whole.find((at) => file.paths[at]) ?? words.find((at) => at.endsWith(`/${last}`)) ?? ''
  const operation = file.paths[found]?.[method.toLowerCase()]
  if (!operation) throw new Error(`${row.route} is not in the file`)
  return operation
}

describe('the OpenAPI file', () => {
  it('has an operation for every route of the app, and none for a route that is not there', () => {
    const routes = inspectRoutes(appOf(env))
      .filter(({ isMiddleware, method }) => !isMiddleware && method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/(?<=.)\/$/, '')}`)
    expect(routes.length).toBeGreaterThan(30)
    const known = new Set(operations())
    const wanted = [...new Set(routes)].flatMap((route) => {
      const ways = writtenOut(route)
      return ways.find((way) => known.has(way[0]!)) ?? ways[0]!
    })
    expect([...known].sort()).toEqual(wanted.sort())
  })

  it('may write out a word of a route, all of its words or none', () => {
    expect(writtenOut('GET /a/:id/:kind{(?:x|y)}/:name{[a-z]+}')).toEqual([
      ['GET /a/{id}/{kind}/{name}'],
      ['GET /a/{id}/x/{name}', 'GET /a/{id}/y/{name}'],
    ])
  })

  it('is OpenAPI 3.0, which External Services reads', () => {
    expect(documentShape.safeParse(file).error?.issues ?? []).toEqual([])
    const { '/events/{orgKey}': events, ...paths } = file.paths
    const wrong = [
      { ...file, openapi: '3.1.0' },
      { ...file, paths: { ...paths, 'events/{orgKey}': events } },
      { ...file, paths: { ...paths, '/events/{other}': events } },
      { ...file, paths: { '/health': { fetch: file.paths['/health']?.['get'] } } },
      { ...file, components: { schemas: { Text: { type: ['string', 'null'] } } } },
      { ...file, components: { schemas: { List: { type: 'array' } } } },
    ]
    expect(wrong.filter((one) => documentShape.safeParse(one).success)).toEqual([])
  })

  it('names each operation once', () => {
    const ids = Object.values(file.paths).flatMap((methods) =>
      Object.values(methods).map((one) => (one as unknown as { operationId: string }).operationId),
    )
    expect(ids).toEqual([...new Set(ids)])
  })

  it('holds every schema that it names, and none that nobody names', () => {
    const named = new Set(
      [...JSON.stringify(file).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name),
    )
    expect([...named].sort()).toEqual(Object.keys(file.components.schemas).sort())
  })

  it.each(rows.map((row) => [row.route, row] as const))('says which key opens %s', (_, row) => {
    const keys: Partial<Record<Lock, string[]>> = {
      operator: ['operator'],
      api: ['api'],
      events: row.body ? ['events', 'signature'] : ['events'], // there is nothing to sign
      hooks: ['hooks'],
    }
    expect(operationOf(row).security.flatMap((one) => Object.keys(one))).toEqual(keys[row.lock] ?? [])
  })
})

it('notices an answer that is not as the file says', () => {
  const at = '2026-11-21T09:15:00.000Z'
  const alert = { id: '', code: '', detail: '', firstAt: at, lastAt: at, times: 1 }
  const { id: _, ...without } = alert
  const fits = [alert, without, { ...alert, more: '' }, { ...alert, times: null }].map(
    (one) => checkerOf('Alerts').safeParse({ rows: [one] }).success,
  )
  expect(fits).toEqual([true, false, false, false])
})

/** The content of an answer in the file: the schema of this status, or of all others. */
const toldOf = ({ responses }: Operation, status: number): Told | undefined => responses[status] ?? responses['default']

/** A schema of the file in which an object has what it names and nothing else. */
function checkerOf(name: string): z.ZodType {
  const shut = JSON.parse(JSON.stringify(file.components.schemas), (key, value: unknown) => {
    if (key === '$ref') return String(value).replace('#/components/schemas/', '#/definitions/')
    const isOpen =
      typeof value === 'object' && value !== null && 'properties' in value && !('additionalProperties' in value)
    return isOpen ? { ...value, additionalProperties: false } : value
  }) as Record<string, Record<string, unknown>>
  delete shut['PersonFound']?.['additionalProperties'] // it says that there is more
  return z.fromJSONSchema({ ...shut[name], definitions: shut }, { defaultTarget: 'openapi-3.0' })
}

const mailConnection = { app: 'send_email', config: { from: { name: 'A', address: 'a@example.com' } } }

describe('what a door answers', () => {
  let house: House
  let asks: ReturnType<typeof anEndedAsk>[]
  beforeAll(async () => {
    house = await aHouse()
    const error = { kind: 'rejected', status: 'X', message: '', field: null, value: null, hint: '' }
    const erased = await house.org.inside((sql) => {
      asks = [anEndedAsk(sql, new Date(), { write: 'dead' }), anEndedAsk(sql, new Date(), { write: 'dead' })]
      sql.exec(`UPDATE writes SET error_json = ?1 WHERE state = 'dead'`, JSON.stringify(error))
      raiseAlert(sql, { id: 'x', code: 'send_unknown', detail: '' }, new Date())
      return anEndedAsk(sql, new Date())
    })
    const change = (method: string, path: string, body: unknown) =>
      ask(method, `${house.orgKey}/${path}`, { token: house.newest.adminToken, body })
    await change('POST', 'people/erase', { email: `${erased.word}@example.com` })
    await change('PUT', 'connections/mail', mailConnection)
  })

  /** The same doors with ids that there are. */
  const found = (row: Row): Row | null => {
    const [first, second] = asks
    const person = () => JSON.stringify({ email: `${first!.word}@example.com` })
    const more: Record<string, [string, (() => string)?]> = {
      'GET /api/orgs/:orgKey/notifications/:id': [`notifications/${first!.notificationId}`],
      'GET /api/orgs/:orgKey/invitations/:id': [`invitations/${first!.invitationId}`],
      'POST /api/orgs/:orgKey/invitations/:id/link': [`invitations/${first!.invitationId}/link`],
      'POST /api/orgs/:orgKey/connections/:name/reconnect': ['connections/mail/reconnect'],
      'POST /api/orgs/:orgKey/writes/dismiss': ['writes/dismiss', () => JSON.stringify({ key: second!.key })],
      'POST /api/orgs/:orgKey/writes/replay': ['writes/replay', () => JSON.stringify({ keys: [first!.key] })],
      'POST /api/orgs/:orgKey/people/find': ['people/find', person],
    }
    const [at, body] = more[row.route] ?? []
    return at === undefined
      ? null
      : { ...row, opened: 200, path: (orgKey) => `/api/orgs/${orgKey}/${at}`, ...(body && { body }) }
  }

  const expectAsTold = async (row: Row) => {
    const key =
      row.lock === 'operator'
        ? operatorToken
        : row.lock === 'answer' || row.lock === 'unsubscribe'
          ? house.links[row.lock]
          : (keyOf(row.lock, house.newest) ?? null)
    const reply = await tryDoor(row, house, house.orgKey, key)
    expect(reply.status).toBe(row.opened)
    const told = toldOf(operationOf(row), reply.status)
    const type = reply.headers.get('content-type')?.split(';')[0] ?? null
    expect(type === null ? undefined : told?.content?.[type]).toEqual(type === null ? undefined : expect.anything())
    if (type !== 'application/json') return null
    const body = (await reply.json()) as { rows?: unknown[] }
    const checked = checkerOf(told!.content![type]!.schema.$ref.split('/').at(-1)!).safeParse(body)
    expect(checked.error?.issues ?? []).toEqual([])
    return body
  }

  it.each(rows.map((row) => [row.route + row.path('', ''), row] as const))(
    'is what the file says: %s',
    async (_, row) => {
      const real = found(row)
      if (real) await expectAsTold(real)
      const body = await expectAsTold(row)
      if (row.route.startsWith('GET') && body?.rows) expect(body.rows).not.toHaveLength(0)
    },
  )
})
