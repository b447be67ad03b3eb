import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../../scripts/run/ports.ts'
import type { World } from '../world.ts'
import {
  aPerson,
  databasesOf,
  exchange,
  foundIn,
  personal,
  secretsOf,
  sessionId,
  sessionIn,
  type Canary,
  type Person,
} from './canaries.ts'
import { adminErrs, strangersErr } from './err.ts'
import { bearer, CanaryRun } from './run.ts'

let run: CanaryRun
let world: World
let people: Person[]

beforeAll(async () => {
  run = await CanaryRun.start()
  ;({ world, people } = run)
})
afterAll(() => world.stop())

describe('no secret and no personal datum leaves its place', () => {
  it('on the road, all being well', async () => {
    const person = aPerson()
    await run.closeCaseOf(person)
    const link = await run.linkOf(person)
    await run.send('the page', `${link}?csat=4`)
    await run.send('the page is looked at', `${link}/seen`, { method: 'POST' })
    await run.send('a draft', `${link}/keep`, {
      method: 'POST',
      body: new URLSearchParams({ comment: person.comment }),
    })
    await run.answer(link, person, '9')
    expect((await run.answer(link, person)).status).toBe(303)
    await run.send('the thanks', `${link}?done`)
    await until('the response', async () => (await world.query('SELECT Id FROM Survey_Response__c')).length === 1)
  })

  it('when Salesforce fails in every way it can', async () => {
    const { email, subject, comment } = people[0]!
    const said = { message: `bad value ${comment} for ${email}: ${subject}` }
    const kinds = [
      { kind: 'error', code: 'UNABLE_TO_LOCK_ROW', status: 400, ...said },
      { kind: 'error', code: 'SERVER_UNAVAILABLE', status: 503, ...said },
      { kind: 'error', code: 'NO_SUCH_CODE', status: 500, ...said },
      { kind: 'html' },
      { kind: 'drop' },
      { kind: 'lost_reply' },
      { kind: 'cut_reply' },
      { kind: 'expired_session' },
      { kind: 'redirect', to: `http://127.0.0.1:1/${email}` },
      { kind: 'row_error', code: 'STRING_TOO_LONG', ...said },
    ]
    const some = kinds.slice(0, 5).map(aPerson)
    await Promise.all(some.map(run.closeCaseOf))
    const found = await Promise.all(some.map(run.linkOf))
    await run.salesforce(...kinds.map((fault, n) => ({ ...fault, match: { path: 'composite', nth: n + 1 } })))
    for (const [n, link] of found.entries()) expect((await run.answer(link, some[n]!)).status).toBe(303)
    await until(
      'every fault',
      async () => {
        await run.admin('alerts', 'GET', 'alerts')
        await run.admin('reconnect', 'POST', 'connections/salesforce/reconnect')
        await new Promise((done) => setTimeout(done, 500))
        const armed = await world.control<{ fired: number }[]>('GET', 'faults')
        return armed.every(({ fired }) => fired > 0)
      },
      90_000,
    )
    await run.salesforce({
      kind: 'error',
      code: 'invalid_grant',
      status: 400,
      ...said,
      match: { path: 'oauth2/token' },
    })
    await world.control('POST', 'sessions/expire')
    await run.closeCaseOf(aPerson())
    await until('the stop', async () =>
      (await run.admin('alerts', 'GET', 'alerts')).body.includes('connection_stopped'),
    )
    await run.salesforce()
    await run.admin('reconnect', 'POST', 'connections/salesforce/reconnect')
  })

  it('when the mail server fails in every way it can', async () => {
    const some = Array.from({ length: 5 }, aPerson)
    const faults = [
      { at: 'connect', do: 'refuse', code: 535 },
      { at: 'mail', do: 'refuse', code: 451 },
      { at: 'rcpt', do: 'refuse', code: 550 },
      { at: 'data', do: 'refuse', code: 554 },
      { at: 'body', do: 'drop', kept: false },
    ]
    await run.mail(
      ...faults.map((fault, n) => ({ ...fault, message: `5.1.1 <${some[n]!.email}> ${some[n]!.lastName} is unknown` })),
    )
    await Promise.all(some.map(run.closeCaseOf))
    await until(
      'every fault',
      async () => {
        await run.admin('alerts', 'GET', 'alerts')
        await run.admin('reconnect', 'POST', 'connections/mail/reconnect')
        await new Promise((done) => setTimeout(done, 500))
        return (await world.control<{ times: number }[]>('GET', 'mail-faults')).every(({ times }) => times === 0)
      },
      90_000,
    )
    const listed = await until('the unknown mail', async () => {
      const { body } = await run.admin('unknown mails', 'GET', 'sends?state=unknown')
      return body.includes('"unknown"') && body
    })
    expect(listed).toContain('"unknown"')
  })

  it('when strangers and senders err', async () => {
    const statuses = await strangersErr(run, people[0]!)
    expect(statuses.filter((status) => status < 400)).toEqual([200]) // one bounce of nobody's mail
  })

  it('when an admin errs', async () => {
    expect(new Set(await adminErrs(run, people[0]!))).toEqual(new Set([400, 422]))
    const { privateKeyPem, loginUrl, consumerKey, username } = world.org
    const connection = { app: 'salesforce', config: { loginUrl, consumerKey, username } }
    // A key that cannot sign is only found out when it is used.
    const unusable = `-----BEGIN PRIVATE KEY-----\n${privateKeyPem.split('\n').slice(3, 9).join('\n')}`
    const store = (key: string) =>
      run.admin('a key', 'PUT', 'connections/salesforce', { ...connection, credentials: { privateKeyPem: key } })
    expect((await store(unusable)).status).toBe(200)
    await run.closeCaseOf(aPerson())
    await until('the stop', async () => (await run.admin('alerts', 'GET', 'alerts')).body.includes('BAD_PRIVATE_KEY'))
    expect((await store(privateKeyPem)).status).toBe(200)
  })

  it('when the process is killed', async () => {
    await run.closeCaseOf(aPerson())
    await world.killAndRestart()
    const link = await run.linkOf(people.at(-1)!)
    expect((await run.send('the wrong door', link.replace('/s/', '/u/'))).status).toBe(410)
    const page = run.links.at(-1)!.text
    for (const method of ['GET', 'POST'])
      expect((await run.send('unsubscribe', `/u/${world.connected.orgKey}/${page}`, { method })).status).toBe(200)
  })
})

describe('afterwards', () => {
  const everybody = () => people.flatMap(personal)
  const secrets = () => [...secretsOf(world), ...run.links]
  const leaks = (text: string, canaries: Canary[]) => [
    ...foundIn(text, canaries),
    ...(sessionIn(text) ? ['a session'] : []),
  ]

  it('a canary is found, however it is spelt', () => {
    const canaries = [{ name: 'x', text: 'Zy<b>&"é.w@x.example' }]
    const [{ text }] = canaries as [Canary]
    const planted = [
      text,
      text.toUpperCase(),
      encodeURIComponent(text),
      JSON.stringify(text),
      Buffer.from(text).toString('hex'),
    ]
    for (const before of ['', 'a', 'ab', 'abc'])
      planted.push(
        Buffer.from(`${before}${text}after`).toString('base64'),
        Buffer.from(`${before}${text}`).toString('base64url'),
      )
    for (const line of planted) expect([line, foundIn(`before ${line} behind`, canaries)]).toEqual([line, ['x']])
    expect(foundIn('Zy', canaries)).toEqual([])
    expect(sessionIn(`token ${sessionId}`)).toMatch(/^00D/)
    for (const { text: seeded } of [...everybody(), ...secrets()]) expect(seeded.length).toBeGreaterThan(8)
  })

  it('no log line holds one', () => {
    const log = world.log.join('\n')
    for (const event of ['accepted', 'lane_done', 'answered', 'send_unknown'])
      expect(log).toContain(`"event":"${event}"`)
    expect(leaks(log, [...everybody(), ...secrets()])).toEqual([])
  })

  it('no answer, header or error does; what people see of their own holds no secret', () => {
    expect(run.exchanges.length).toBeGreaterThan(50)
    expect(run.exchanges.filter(({ status }) => status >= 400).length).toBeGreaterThan(20)
    for (const { what, head, body, status } of run.exchanges)
      expect([what, status, leaks(`${head}\n${body}`, [...everybody(), ...secrets()])]).toEqual([what, status, []])
    for (const { what, head, body } of run.own) {
      expect([what, leaks(head, [...everybody(), ...secrets()])]).toEqual([what, []])
      expect([what, leaks(body, secrets())]).toEqual([what, []])
    }
  })

  it('the org’s lists hold no secret, its alerts and audit nobody’s data either', async () => {
    const kinds = [
      '',
      'notifications',
      'invitations',
      'responses',
      'writes',
      'sends',
      'connections',
      'documents',
      'audit',
      'alerts',
    ]
    for (const kind of kinds) {
      const { body } = await run.admin(kind, 'GET', `${kind}?limit=200`, undefined, run.own)
      const isAboutPeople = ['notifications', 'invitations', 'responses', 'writes'].includes(kind)
      expect([kind, leaks(body, [...(isAboutPeople ? [] : everybody()), ...secrets()])]).toEqual([kind, []])
    }
    expect(foundIn(run.own.map(({ body }) => body).join(), everybody())).not.toEqual([]) // it is there, where it belongs
  })

  it('nor do the operator’s pages', async () => {
    for (const path of ['/metrics', '/health/deep', '/health', '/openapi.json']) {
      const { body } = await exchange(world, path, path, { headers: bearer(world.secrets.operatorToken) })
      expect([path, leaks(body, [...everybody(), ...secrets()])]).toEqual([path, []])
    }
  })

  it('no address that the bridge called in Salesforce holds one', async () => {
    const { calls } = await world.control<{ calls: { path: string }[] }>('GET', 'calls')
    expect(calls.length).toBeGreaterThan(20)
    expect(leaks(calls.map(({ path }) => path).join('\n'), [...everybody(), ...secrets()])).toEqual([])
  })

  it('another org’s database holds nothing of this one, and no database holds a secret in the clear', async () => {
    await world.bridge.stop()
    const databases = databasesOf(world)
    const has = (text: string) => databases.filter((database) => database.text.includes(text))
    const ours = has(world.org.orgId.slice(0, 15))
    const others = databases.filter((database) => !ours.includes(database))
    expect(has(run.other.orgKey).length).toBeGreaterThan(0)
    expect(others.some((database) => has(run.other.orgKey).includes(database))).toBe(true)
    for (const { file, text } of others) expect([file, leaks(text, everybody())]).toEqual([file, []])
    for (const { file, text } of databases) expect([file, leaks(text, secrets())]).toEqual([file, []])
    expect(foundIn(ours.map(({ text }) => text).join(), everybody())).not.toEqual([]) // the files are the right ones
  })
})
