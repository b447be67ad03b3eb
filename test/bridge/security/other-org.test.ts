import { env } from 'cloudflare:workers'
import { reset, runInDurableObject } from 'cloudflare:test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  aConnectedOrg,
  knock,
  livePrograms,
  operatorToken,
  until,
  type ConnectedOrg,
} from '../../support/connected-org.ts'
import { aClosedCase, anEvent, anId, outboundMessage } from '../../support/outbound.ts'
import { everythingIn, rows, untilQuiet } from './doors.ts'

afterAll(() => reset())

type Standing = { writes: Record<string, number>; undecided: number; unplanned: number }
type Row = Record<string, string>
/** An org whose customer was asked and has answered, with one of everything that has an id. */
type Full = ConnectedOrg & {
  ids: Record<'notification' | 'record' | 'invitation' | 'send' | 'provider' | 'email' | 'write', string>
  names: Record<'survey' | 'program' | 'connection', string>
  links: Record<'s' | 'u', string>
}

const caseClosed = livePrograms.split('\n---\n').find((text) => /^program: case-closed$/m.test(text)) ?? ''

async function aFullOrg(name: string): Promise<Full> {
  const survey = `survey: ${name}-survey\ntitle: { en: Hello, fr: Bonjour }\nquestions: [{ id: q, type: comment, title: { en: How, fr: Comment } }]`
  const own = `${caseClosed.replace('case-closed', `${name}-program`).replace(/^mode: .*$/m, 'mode: off')}`
  const bridge = await aConnectedOrg({ programs: [livePrograms, survey, own].join('\n---\n') })
  await bridge.api('PUT', `connections/${name}-crm`, {
    app: 'salesforce',
    config: bridge.org.config,
    credentials: bridge.org.credentials,
  })
  const email = `${name}@example.com`
  const ContactId = await bridge.org.save('Contact', { LastName: name, Email: email })
  const record = await bridge.org.save('Case', { Subject: 'Help', Status: 'Closed', ContactId })
  const closed = aClosedCase({
    fields: {
      Id: record,
      ContactId,
      ContactEmail: email,
      CaseNumber: name,
      IsClosed: 'true',
      ClosedDate: '2026-11-21T10:00:00.000Z',
    },
  })
  await bridge.notify([closed])
  const mail = await until('the mail', async () => ((await bridge.org.control('GET', '/mails')) as { id: string }[])[0])
  const { text } = (await bridge.org.control('GET', `/mails/${mail.id}`)) as { text: string }
  const linkTo = (door: string) =>
    new URL(new RegExp(`https:\\S+/${door}/\\S{16}/\\w{22}`).exec(text)?.[0] ?? '').pathname
  const links = { s: linkTo('s'), u: linkTo('u') }
  await knock(links.s, { method: 'POST', body: new URLSearchParams({ csat: '4', comment: name }) })
  await until('every write', async () => {
    const { writes, undecided, unplanned } = await bridge.api<Standing>('GET', '')
    const { rows } = await bridge.api<{ rows: Row[] }>('GET', 'writes?limit=200')
    return rows.length > 2 && !writes['waiting'] && !writes['in_flight'] && undecided + unplanned === 0
  })
  const first = async (kind: string) => (await bridge.api<{ rows: Row[] }>('GET', kind)).rows[0] ?? {}
  const [invitation, send, write] = [await first('invitations'), await first('sends'), await first('writes')]
  await runInDurableObject(env.ORG.getByName(bridge.orgKey), (_, { storage }) =>
    storage.sql.exec(`UPDATE writes SET state = 'dead', due_at = NULL WHERE key = ?1`, write['key']),
  )
  const ids = {
    notification: closed.id,
    record,
    invitation: invitation['id'] ?? '',
    send: send['id'] ?? '',
    provider: send['providerId'] ?? '',
    email,
    write: write['key'] ?? '',
  }
  const names = { survey: `${name}-survey`, program: `${name}-program`, connection: `${name}-crm` }
  return { ...bridge, ids, names, links }
}

let mine: Full
let other: Full
beforeAll(async () => {
  ;[mine, other] = await Promise.all([aFullOrg('mine'), aFullOrg('other')])
  await Promise.all([untilQuiet(mine.orgKey), untilQuiet(other.orgKey)])
  if ([...Object.values(other.ids), ...Object.values(other.names)].includes('')) throw new Error('an id is missing')
}, 60_000)

type Endpoint = [method: string, pattern: string, path: (org: Full) => string, body?: (org: Full) => unknown]
/** Every endpoint of the admin that takes an id or a name. */
const endpoints: Endpoint[] = [
  ['GET', 'notifications/:id', ({ ids }) => `notifications/${ids.notification}`],
  ['GET', 'invitations/:id', ({ ids }) => `invitations/${ids.invitation}`],
  ['GET', 'documents/:kind/:name', ({ names }) => `documents/survey/${names.survey}`],
  ['GET', 'documents/:kind/:name', ({ names }) => `documents/program/${names.program}?version=1`],
  ['POST', 'invitations/:id/resend', ({ ids }) => `invitations/${ids.invitation}/resend`],
  ['POST', 'invitations/:id/link', ({ ids }) => `invitations/${ids.invitation}/link`],
  ['POST', 'programs/:name/held', ({ names }) => `programs/${names.program}/held`, () => ({ approve: true })],
  ['POST', 'connections/:name/reconnect', ({ names }) => `connections/${names.connection}/reconnect`],
  ['POST', 'writes/dismiss', () => 'writes/dismiss', ({ ids }) => ({ key: ids.write })],
  ['POST', 'writes/replay', () => 'writes/replay', ({ ids }) => ({ keys: [ids.write] })],
]
/** These take no id of something that is there: a list and its filters (below), what makes a thing, and what says how all is. */
const others = [
  'GET :kind',
  'GET ',
  'GET alerts',
  'GET doctor',
  'PUT doctor',
  'PUT settings',
  'PUT connections/:name',
  'PUT documents',
  'POST documents/check',
  'POST people/find', // nobody is found by another org's ids: test/bridge/privacy
  'POST people/erase',
]
/** Every filter of a list that takes one. */
const filters: [string, (org: Full) => string][] = [
  ['notifications', ({ ids }) => `recordId=${ids.record}`],
  ['invitations', ({ ids }) => `recordId=${ids.record}`],
  ['responses', ({ ids }) => `invitation=${ids.invitation}`],
  ['writes', ({ ids }) => `invitation=${ids.invitation}`],
  ['sends', ({ ids }) => `invitation=${ids.invitation}`],
]

const asked = (org: Full, method: string, path: string, body?: unknown) =>
  knock(`/api/orgs/${org.orgKey}/${path}`, {
    method,
    headers: { authorization: `Bearer ${org.adminToken}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
/** Runs something, and tells whether one of the two orgs was changed by it. */
async function changing<T>(work: () => Promise<T>): Promise<{ gave: T; mine: boolean; other: boolean }> {
  const before = [await everythingIn(mine.orgKey), await everythingIn(other.orgKey)]
  const gave = await work()
  const after = [await everythingIn(mine.orgKey), await everythingIn(other.orgKey)]
  return { gave, mine: before[0] !== after[0], other: before[1] !== after[1] }
}
const untouched = { mine: false, other: false }

describe('an id of another org', () => {
  it('is tried at every endpoint that the matrix knows', () => {
    const ours = rows.filter(({ lock }) => lock === 'api').map(({ route }) => route)
    const bare = ours.map((route) =>
      route.replace(/\/api\/orgs\/:orgKey\/?/, '').replaceAll(/(:\w+)\{.*?\}(?=\/|$)/g, '$1'),
    )
    const tried = endpoints.map(([method, pattern]) => `${method} ${pattern}`)
    expect([...new Set([...tried, ...others])].sort()).toEqual([...new Set(bare)].sort())
  })

  it.each(endpoints)('is not found: %s %s', async (method, _, path, body) => {
    const tried = await changing(() => asked(mine, method, path(other), body?.(other)))
    expect(tried).toMatchObject(untouched)
    expect(tried.gave.status).toBe(404)
    expect(await tried.gave.json()).toMatchObject({ code: 'not_found' })
  })

  it.each(filters)('finds nothing in the list of %s', async (kind, filter) => {
    const rowsOf = async (org: Full) => {
      const reply = await asked(mine, 'GET', `${kind}?${filter(org)}`)
      return ((await reply.json()) as { rows: unknown[] }).rows
    }
    expect(await rowsOf(other)).toEqual([])
    expect((await rowsOf(mine)).length).toBeGreaterThan(0)
  })

  it.each(['notifications', 'invitations', 'responses', 'writes', 'sends', 'connections', 'documents', 'audit'])(
    'does not stand in the list of %s',
    async (kind) => {
      const reply = await asked(mine, 'GET', `${kind}?limit=200`)
      const text = await reply.text()
      expect([reply.status, text.includes('"rows":[{')]).toEqual([200, true])
      for (const id of [...Object.values(other.ids), ...Object.values(other.names)])
        expect(text).not.toContain(`"${id}"`)
    },
  )

  it.each(['', '/seen', '/keep'])('in a link leads to the neutral page (%s)', async (end) => {
    const foreign = (door: 's' | 'u') => other.links[door].replace(other.orgKey, mine.orgKey)
    const init = { method: 'POST', body: new URLSearchParams({ csat: '1' }) }
    for (const path of [`${foreign('s')}${end}`, ...(end ? [] : [foreign('u')])])
      for (const request of [{}, init].slice(end ? 1 : 0)) {
        const tried = await changing(() => knock(path, request))
        expect(tried).toMatchObject(untouched)
        const unknown = await knock(path.replace(/\w{22}/, '2'.repeat(22)), request)
        expect([tried.gave.status, await tried.gave.text()]).toEqual([410, await unknown.text()])
      }
  })

  it.each(['send', 'provider', 'email'] as const)('in a delivery event matches nothing (%s)', async (name) => {
    const field = { send: 'sendId', provider: 'providerId', email: 'email' }[name]
    const event = { kind: 'complained', [field]: other.ids[name] }
    const tried = await changing(() =>
      knock(`/hooks/${mine.orgKey}/mail`, {
        method: 'POST',
        headers: { authorization: `Bearer ${mine.hooksToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ events: [event] }),
      }),
    )
    expect(tried.other).toBe(false)
    expect(await tried.gave.json()).toEqual({ matched: 0 })
  })

  it('in a document is not known', async () => {
    const program = caseClosed.replace(/^survey: .*$/m, `survey: ${other.names.survey}`)
    const tried = await changing(() => asked(mine, 'PUT', 'documents', program))
    expect([tried.gave.status, tried]).toMatchObject([422, untouched])
  })

  it('names no connection whose credentials could be borrowed', async () => {
    const connection = { app: 'salesforce', config: other.org.config }
    const tried = await changing(() => asked(mine, 'PUT', `connections/${other.names.connection}`, connection))
    expect([tried.gave.status, tried]).toMatchObject([422, untouched])
  })
})

describe('the same ids in the org they belong to', () => {
  it.each(endpoints)('are found: %s %s', async (method, _, path, body) => {
    expect([200, 409]).toContain((await asked(other, method, path(other), body?.(other))).status)
  })
})

describe('another org’s organization id', () => {
  const headers = { 'content-type': 'text/xml' }

  it('on the trigger URL is refused; only the org whose address it is hears of it', async () => {
    const body = outboundMessage({ organizationId: other.org.orgId, notifications: [aClosedCase()] })
    const tried = await changing(() => knock(new URL(mine.triggerUrl).pathname, { method: 'POST', headers, body }))
    expect([tried.gave.status, await tried.gave.text()]).toEqual([403, expect.not.stringContaining('Ack')])
    expect(tried).toMatchObject({ mine: true, other: false })
    expect(await mine.api('GET', 'alerts')).toMatchObject({ rows: [{ code: 'wrong_org' }] })
  })

  it('in an event is refused', async () => {
    const tried = await changing(() =>
      knock(`/events/${mine.orgKey}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${mine.eventsToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ organizationId: other.org.orgId, events: [anEvent({ recordId: other.ids.record })] }),
      }),
    )
    expect([tried.gave.status, tried.other]).toEqual([403, false])
  })

  it.each(['resend', 'cancel', 'link', 'interview'])('in an action finds nothing: %s', async (what) => {
    const invitation = other.ids.invitation
    const pressed = [{ id: `press ${what}`, do: what, invitation }]
    const tried = await changing(() =>
      knock(`/actions/${mine.orgKey}/act`, {
        method: 'POST',
        headers: { authorization: `Bearer ${mine.eventsToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ organizationId: mine.org.orgId, userId: '005000000000001AAA', actions: pressed }),
      }),
    )
    expect(tried).toMatchObject(untouched)
    expect(await tried.gave.json()).toMatchObject({ results: [{ ok: false, code: 'not_found' }] })
  })

  it('does not connect an org under another org’s key', async () => {
    const body = JSON.stringify({ organizationId: other.org.orgId })
    const operator = { authorization: `Bearer ${operatorToken}` }
    const tried = await changing(() => knock(`/api/orgs/${mine.orgKey}`, { method: 'PUT', headers: operator, body }))
    expect([tried.gave.status, tried]).toMatchObject([409, untouched])
  })

  it('leaves a message alone that only speaks of its records: it is about records of the sender', async () => {
    const sent = {
      id: other.ids.notification,
      object: 'Case',
      fields: { Id: other.ids.record, Subject: anId('subject') },
    }
    const body = outboundMessage({ organizationId: mine.org.orgId, notifications: [sent] })
    const tried = await changing(() => knock(new URL(mine.triggerUrl).pathname, { method: 'POST', headers, body }))
    expect([tried.gave.status, tried.mine, tried.other]).toEqual([200, true, false])
  })
})
