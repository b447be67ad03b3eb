import { env } from 'cloudflare:workers'
import { reset } from 'cloudflare:test'
import { inspectRoutes } from 'hono/dev'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appOf } from '../../../bridge/app.ts'
import { knock } from '../../support/connected-org.ts'
import { aHouse, keyOf, rows, tryDoor, type House, type Lock, type Row } from '../security/doors.ts'

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
      events: ['events', 'signature'],
      hooks: ['hooks'],
    }
    expect(operationOf(row).security.flatMap((one) => Object.keys(one))).toEqual(keys[row.lock] ?? [])
  })
})
