import { env } from 'cloudflare:workers'
import { runInDurableObject } from 'cloudflare:test'
import { orgKeyOf } from '../../../bridge/core/keys.ts'
import { loadConfig } from '../../../bridge/core/config.ts'
import { listKinds } from '../../../bridge/org/api/list.ts'
import { anApi, type Api, type Credentials } from '../../support/api.ts'
import { knock } from '../../support/connected-org.ts'
import { aSentMail } from '../../support/mail/sends.ts'
import { anEvent, outboundMessage } from '../../support/outbound.ts'

/** What a route asks for before it does anything. */
export type Lock = 'nothing' | 'trigger' | 'events' | 'hooks' | 'api' | 'operator' | 'answer' | 'unsubscribe'

/** An org with everything that can open something, and what may be tried on its doors. */
export type House = {
  org: Api
  organizationId: string
  orgKey: string
  newest: Credentials
  older: Credentials
  revoked: Credentials
  links: { answer: string; unsubscribe: string }
}

/** One route with a request it takes. `opened`: what the right credential gets. */
export type Row = {
  route: string // `GET /api/orgs/:orgKey`, as the app names it
  lock: Lock
  opened: number
  /** The path for an org, with a credential in it where the path is where it goes. */
  path: (orgKey: string, key: string) => string
  body?: ((house: Pick<House, 'organizationId'>) => string) | undefined
  type?: string
}

const json = (value: unknown) => () => JSON.stringify(value)
const api = (method: string, pattern: string, opened: number, given: Partial<Row> & { at?: string } = {}): Row => {
  const at = given.at ?? pattern
  const path = (orgKey: string) => `/api/orgs/${orgKey}${at && `/${at}`}`
  return { route: `${method} /api/orgs/:orgKey${pattern && `/${pattern}`}`, lock: 'api', opened, path, ...given }
}
const mailConnection = { app: 'send_email', config: { from: { name: 'A', address: 'a@example.com' } } }
const form = 'application/x-www-form-urlencoded'
const link = (method: string, end: string, lock: Lock, opened: number, body?: string): Row => ({
  route: `${method} /${lock === 'answer' ? 's' : 'u'}/:orgKey/:token${end}`,
  lock,
  opened,
  path: (orgKey, key) => `/${lock === 'answer' ? 's' : 'u'}/${orgKey}/${key}${end}`,
  ...(body === undefined ? {} : { body: () => body, type: form }),
})
const open = (method: string, at: string): Row => ({
  route: `${method} ${at}`,
  lock: 'nothing',
  opened: 200,
  path: () => at,
})

const aUser = '005000000000001AAA'
const ofNobody = { id: 'press 1', do: 'cancel', invitation: 'x'.repeat(27) }

/** The whole bridge. A route without a row fails the test; the statuses are those of an org that has none of these ids. */
export const rows: Row[] = [
  {
    route: 'POST /trigger/:orgKey/:key',
    lock: 'trigger',
    opened: 200,
    path: (orgKey, key) => `/trigger/${orgKey}/${key}`,
    body: outboundMessage,
    type: 'text/xml',
  },
  {
    route: 'POST /events/:orgKey',
    lock: 'events',
    opened: 200,
    path: (orgKey) => `/events/${orgKey}`,
    body: ({ organizationId }) => JSON.stringify({ organizationId, events: [anEvent()] }),
  },
  {
    route: 'POST /actions/:orgKey/act',
    lock: 'events',
    opened: 200,
    path: (orgKey) => `/actions/${orgKey}/act`,
    body: ({ organizationId }) => JSON.stringify({ organizationId, userId: aUser, actions: [ofNobody] }),
  },
  {
    route: 'GET /actions/:orgKey/status',
    lock: 'events',
    opened: 400, // without its organization's id, which is asked for once the door is open
    path: (orgKey) => `/actions/${orgKey}/status`,
  },
  link('GET', '', 'answer', 200),
  link('POST', '', 'answer', 303, 'csat=5'),
  link('POST', '/seen', 'answer', 204),
  link('POST', '/keep', 'answer', 204, 'csat=4'),
  link('GET', '', 'unsubscribe', 200),
  link('POST', '', 'unsubscribe', 200, 'List-Unsubscribe=One-Click'),
  {
    route: 'POST /hooks/:orgKey/:connection',
    lock: 'hooks',
    opened: 200,
    path: (orgKey) => `/hooks/${orgKey}/mail`,
    body: json({ events: [{ kind: 'delivered', sendId: 'of-nobody' }] }),
  },
  api('PUT', '', 200, { lock: 'operator', body: ({ organizationId }) => JSON.stringify({ organizationId }) }),
  api('DELETE', '', 409, { lock: 'operator' }), // without its name
  api('POST', 'credentials/rotate', 200, { lock: 'operator' }),
  api('DELETE', 'credentials/:door/:generation', 200, { lock: 'operator', at: 'credentials/api/1' }),
  api('POST', 'restore', 422, { lock: 'operator', body: json({}) }), // a moment that is none
  api('GET', '', 200),
  api('GET', 'alerts', 200),
  api('GET', 'documents/:kind{(?:survey|program|mapping)}/:name', 200, { at: 'documents/survey/case-csat' }),
  api('GET', 'notifications/:id', 404, { at: 'notifications/04l000000000009AAA' }),
  api('GET', 'invitations/:id', 404, { at: 'invitations/of-nobody' }),
  ...listKinds.map((kind) => api('GET', `:kind{(?:${listKinds.join('|')})}`, 200, { at: kind })),
  api('GET', 'doctor', 200),
  api('PUT', 'doctor', 200, { body: json({ checks: [] }) }),
  api('PUT', 'settings', 200, { body: json({}) }),
  api('PUT', 'connections/:name{[a-z][a-z0-9-]{0,39}}', 200, { at: 'connections/mail', body: json(mailConnection) }),
  api('POST', 'connections/:name/reconnect', 404, { at: 'connections/nowhere/reconnect' }),
  api('PUT', 'documents', 200, { body: () => '' }),
  api('POST', 'documents/check', 200, { body: () => '' }),
  api('POST', 'invitations/:id/resend', 404, { at: 'invitations/of-nobody/resend' }),
  api('POST', 'invitations/:id/link', 404, { at: 'invitations/of-nobody/link' }),
  api('POST', 'programs/:name/held', 200, { at: 'programs/case-closed/held', body: json({ approve: false }) }),
  api('POST', 'people/find', 200, { body: json({ email: 'nobody@example.com' }) }),
  api('POST', 'people/erase', 200, { body: json({ email: 'nobody@example.com' }) }),
  api('POST', 'writes/replay', 404, { body: json({ keys: ['of|nobody'] }) }),
  api('POST', 'writes/dismiss', 404, { body: json({ key: 'of|nobody' }) }),
  open('GET', '/openapi.json'),
  open('GET', '/health'),
  open('GET', '/'),
  { route: 'GET /health/deep', lock: 'operator', opened: 200, path: () => '/health/deep' },
  { route: 'GET /metrics', lock: 'operator', opened: 200, path: () => '/metrics' },
  { route: 'POST /health/wake', lock: 'operator', opened: 200, path: () => '/health/wake' },
]

/** One request at a row's door, with a credential where this door looks for it. None: without. */
export function tryDoor(row: Row, house: House, orgKey: string, credential: string | null): Promise<Response> {
  const [method = ''] = row.route.split(' ')
  const inPath = row.lock === 'trigger' || row.lock === 'answer' || row.lock === 'unsubscribe'
  const key = encodeURIComponent(inPath ? (credential ?? '-') : '-')
  const bearer = !inPath && credential !== null ? { authorization: `Bearer ${credential}` } : {}
  return knock(row.path(orgKey, key), {
    method,
    headers: { ...bearer, ...(row.body && { 'content-type': row.type ?? 'application/json' }) },
    ...(row.body && { body: row.body(house) }),
  })
}

/** The text in a set of credentials that opens a lock of the org's. */
export const keyOf = (lock: Lock, { triggerUrl, eventsToken, hooksToken, adminToken }: Credentials): string =>
  ({ trigger: triggerUrl.split('/').at(-1) ?? '', events: eventsToken, hooks: hooksToken, api: adminToken })[
    lock as 'trigger' | 'events' | 'hooks' | 'api'
  ]

/** A connected org at its third generation of credentials: the first is revoked at every door, the second still opens. */
export async function aHouse(): Promise<House> {
  const org = await anApi()
  const rotate = async () => (await org.operate('POST', 'credentials/rotate')).body as unknown as Credentials
  const [older, newest] = [await rotate(), await rotate()]
  for (const door of ['trigger', 'events', 'hooks', 'api']) await org.operate('DELETE', `credentials/${door}/1`)
  const { keys } = loadConfig(env)
  const { ref } = await org.inside((sql) => aSentMail(sql))
  const { orgKey, organizationId, credentials } = org
  const links = {
    answer: keys.link('answer', orgKey, ref),
    unsubscribe: keys.link('unsubscribe', orgKey, ref),
  }
  if (orgKeyOf(organizationId) !== orgKey) throw new Error('not its own key')
  return { org, organizationId, orgKey, newest, older, revoked: credentials, links }
}

/** Everything that is in an org's tables. */
export const everythingIn = (orgKey: string): Promise<string> =>
  runInDurableObject(env.ORG.getByName(orgKey), (_, { storage: { sql } }) => {
    const tables = sql
      .exec<{ name: string }>(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
      )
      .toArray()
    return JSON.stringify(tables.map(({ name }) => [name, sql.exec(`SELECT * FROM "${name}"`).toArray()]))
  })

/** Until an org has nothing left to do by itself: what changes from here on was changed by somebody. */
export async function untilQuiet(orgKey: string): Promise<void> {
  for (let before = ''; ;) {
    const now = await everythingIn(orgKey)
    if (now === before) return
    before = now
    await scheduler.wait(1500) // changes are collected for a second
  }
}
