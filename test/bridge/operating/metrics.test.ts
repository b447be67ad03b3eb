import { env } from 'cloudflare:workers'
import { evictDurableObject, reset } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import type { Answered } from '../../../bridge/operating/ask-orgs.ts'
import { Tally } from '../../../bridge/operating/counters.ts'
import { silent } from '../../../bridge/operating/health.ts'
import { metricsOf } from '../../../bridge/operating/metrics/metrics.ts'
import { exposition, without } from '../../../bridge/operating/metrics/prometheus.ts'
import { anApi, type Api } from '../../support/api.ts'
import { knock, operatorToken, until } from '../../support/connected-org.ts'
import { aClosedCase, outboundMessage, type Sent } from '../../support/outbound.ts'
import { aConnection, aStanding, minutesAgo } from './a-standing.ts'
import { parseExposition, type Family } from './exposition.ts'

afterAll(() => reset())

const answered = (orgKey: string, given: Parameters<typeof aStanding>[0] = {}): Answered => ({
  orgKey,
  name: orgKey,
  registeredAt: new Date(0),
  status: 'ok',
  reasons: [],
  standing: aStanding(given),
})
const valueOf = (families: Family[], name: string, labels: Record<string, string> = {}): number | undefined =>
  families
    .find((family) => family.name === `survey_bridge_${name}`)
    ?.series.find((one) => Object.entries(labels).every(([label, value]) => one.labels[label] === value))?.value

describe('the text for Prometheus', () => {
  const standing = {
    alerts: { send_unknown: 2 },
    lanes: [{ lane: 'mail', at: minutesAgo(2) }],
    connections: [aConnection({ name: 'odd "name"\\', apiUsed: 10, apiLimit: 100, lastSuccessAt: new Date(5_000) })],
    writes: { waiting: 3, inFlight: 1, dead: 2 },
    counts: { 'messages|trigger': 4, 'notifications|new': 40, answers: 7, 'written|salesforce|done': 9 },
  }
  const families = parseExposition(exposition(metricsOf([answered('a', standing), answered('b', standing)], false)))

  it('is what its grammar and its conventions ask for', () => {
    expect(families.length).toBeGreaterThan(20)
    for (const { name, help } of families) {
      expect(name).toMatch(/^survey_bridge_[a-z_]+$/)
      expect(help.length).toBeGreaterThan(10)
    }
  })

  it.each([
    ['alerts_open', { org: 'a', code: 'send_unknown' }, 2],
    ['lane_overdue_seconds', { org: 'b', lane: 'mail' }, 120],
    ['writes', { org: 'a', state: 'dead' }, 2],
    ['api_calls_used', { org: 'a', connection: 'odd "name"\\' }, 10],
    ['connection_last_success_timestamp_seconds', { org: 'a' }, 5],
    ['messages_total', { org: 'a', door: 'trigger' }, 4],
    ['notifications_total', { org: 'a', result: 'new' }, 40],
    ['answers_total', { org: 'b' }, 7],
    ['rows_written_total', { org: 'b', connection: 'salesforce', result: 'done' }, 9],
    ['orgs_left', {}, 1],
    ['org_up', { org: 'a' }, 1],
  ])('says %s of %j', (name, labels, value) => expect(valueOf(families, name, labels)).toBe(value))

  it('over all orgs adds up what adds up, and shows the worst of the rest', () => {
    const one = answered('a', standing)
    const two = answered('b', {
      ...standing,
      lanes: [{ lane: 'mail', at: minutesAgo(9) }],
    })
    const all = parseExposition(exposition(without('org', metricsOf([one, two], true))))
    expect(valueOf(all, 'answers_total')).toBe(14)
    expect(valueOf(all, 'writes', { state: 'dead' })).toBe(4)
    expect(valueOf(all, 'lane_overdue_seconds', { lane: 'mail' })).toBe(540)
    expect(all.flatMap(({ series }) => series).filter(({ labels }) => 'org' in labels)).toEqual([])
  })

  it('says of an org that does not answer that it is down, and of the others what they are', () => {
    const down: Answered = { ...answered('a'), status: 'failed', reasons: silent('no_answer'), standing: null }
    const families = parseExposition(exposition(metricsOf([down, answered('b')], true)))
    expect([valueOf(families, 'org_up', { org: 'a' }), valueOf(families, 'org_up', { org: 'b' })]).toEqual([0, 1])
    expect(valueOf(families, 'org_health', { org: 'a' })).toBe(2)
    expect(valueOf(families, 'storage_bytes', { org: 'a' })).toBeUndefined()
  })
})

describe('the grammar of this test', () => {
  const good = '# HELP a_total Of a.\n# TYPE a_total counter\na_total{x="1"} 2\n'
  it('takes what is right', () => expect(parseExposition(good)).toHaveLength(1))
  it.each([
    ['no line feed at the end', good.trimEnd()],
    ['a series without its family', 'a_total 1\n'],
    ['a family without TYPE', '# HELP a_total Of a.\na_total 1\n'],
    ['a counter that is not named like one', good.replaceAll('a_total', 'a')],
    ['a gauge that is named like a counter', good.replace('counter', 'gauge')],
    ['a series twice', `${good}a_total{x="1"} 3\n`],
    ['a family twice', `${good}${good.replace('x="1"', 'x="2"')}`],
    ['a quote inside a label', good.replace('"1"', '"1"2"')],
    ['a value that is none', good.replace(' 2', ' NaN')],
    ['a value that is undefined', good.replace(' 2', ' undefined')],
    ['a family without series', '# HELP a_total Of a.\n# TYPE a_total counter\n'],
    ['a label with a bad name', good.replace('x=', 'x-y=')],
  ])('refuses %s', (_, text) => expect(() => parseExposition(text)).toThrow(/./))
})

describe('/metrics', () => {
  const send = ({ credentials, organizationId }: Api, notifications: Sent[]) =>
    knock(new URL(credentials.triggerUrl).pathname, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: outboundMessage({ organizationId, notifications }),
    })
  const scrape = async (org: Api) => {
    const reply = await knock(`/metrics?org=${org.orgKey}`, { headers: { authorization: `Bearer ${operatorToken}` } })
    expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    return parseExposition(await reply.text())
  }

  it('counts what was taken in, new and known, over the life of the object', async () => {
    const org = await anApi()
    await until('the directory', () => env.DIRECTORY.getByName('directory').find(org.orgKey))
    const sent = [aClosedCase(), aClosedCase(), aClosedCase()]
    await send(org, sent)
    await until(
      'its decisions',
      async () => (await org.inside((sql) => sql.exec(`SELECT 1 FROM decisions`).toArray())).length === 3,
    )
    await send(org, sent) // again: nothing new, so no lane follows that would store the count
    await send(
      org,
      sent.map(({ id }) => ({ id, object: 'Case', fields: null })),
    )
    await evictDurableObject(env.ORG.getByName(org.orgKey))
    const families = await scrape(org)
    expect(valueOf(families, 'messages_total', { door: 'trigger' })).toBe(3)
    expect(valueOf(families, 'notifications_total', { result: 'new' })).toBe(3)
    expect(valueOf(families, 'notifications_total', { result: 'known' })).toBe(6)
    expect(valueOf(families, 'lane_rows_total', { lane: 'decide' })).toBe(3)
    expect(valueOf(families, 'notifications_undecided')).toBe(0)
  })

  it('counts the messages that were refused, by why', async () => {
    const org = await anApi()
    await until('the directory', () => env.DIRECTORY.getByName('directory').find(org.orgKey))
    const reply = await knock(new URL(org.credentials.triggerUrl).pathname, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: '<no message>',
    })
    expect(reply.status).toBe(400)
    expect(valueOf(await scrape(org), 'messages_refused_total', { code: 'message_unreadable' })).toBe(1)
  })
})

describe('what an object counts', () => {
  it('is stored once, and what is not yet stored is told all the same', async () => {
    const org = await anApi()
    await org.inside((sql) => {
      sql.exec('DELETE FROM counters')
      const tally = new Tally()
      tally.add('answers')
      tally.store(sql)
      tally.store(sql)
      tally.add('answers', 2)
      const stored = JSON.parse(sql.exec<{ json: string }>('SELECT json FROM counters').one().json) as Record<
        string,
        number
      >
      expect([stored, tally.sum(stored)]).toEqual([{ answers: 1 }, { answers: 3 }])
    })
  })
})
