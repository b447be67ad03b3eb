import { reset } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { listKinds } from '../../../bridge/org/api/list.ts'
import { aConnectedOrg, knock, operatorToken, until, type ConnectedOrg } from '../../support/connected-org.ts'
import { aCustomer, answer, closing, inside, linksOf, settled } from '../privacy/person.ts'

afterAll(() => reset())

/** Of each statement, the bindings it was given first. */
type Statements = Map<string, unknown[]>

/** From now on, what the org's object asks of its tables. */
async function statementsOf(bridge: ConnectedOrg): Promise<Statements> {
  const asked: Statements = new Map()
  await inside(bridge, (sql) => {
    const exec = sql.exec.bind(sql)
    sql.exec = ((statement: string, ...given: SqlStorageValue[]) => {
      if (!asked.has(statement)) asked.set(statement, given)
      return exec(statement, ...given)
    }) as typeof sql.exec
  })
  return asked
}

/** They hold a line for each document, connection or trouble; all others grow with every survey. */
const small = 'org connections documents alerts marks sweeps counters changes migrations doctor removed revocations'.split(' ') // prettier-ignore
/** Of rows that something is still to be done about. */
const ofOpen =
  /^(notifications_due|invitations_(due|unsent)|sends_(due|in_flight|open)|writes_(due|waiting|in_flight|open))$/

/** What a statement reads from one end of a large table to the other. */
function tablesRead(plan: string[], statement: string): string[] {
  const ownTables = [...statement.matchAll(/(\w+) AS \(/g)].map(([, name]) => name)
  return plan.filter((step) => {
    const [, table, index = ''] =
      /^SCAN ([a-z_]\w*)(?: USING (?:COVERING )?INDEX (\w+))?(?! VIRTUAL)\b/.exec(step) ?? []
    return table !== undefined && ![...small, ...ownTables].includes(table) && !ofOpen.test(index)
  })
}

const plansOf = (bridge: ConnectedOrg, asked: Statements): Promise<[string, string[]][]> =>
  inside(bridge, (sql) =>
    [...asked]
      .filter(([statement]) => /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|VALUES)\b/.test(statement))
      .map(([statement, given]) => {
        const plan = sql.exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${statement}`, ...(given as SqlStorageValue[]))
        return [statement, plan.toArray().map(({ detail }) => detail)]
      }),
  )

/** Everything there is to be asked of an org, by whoever may. */
async function everything(bridge: ConnectedOrg): Promise<void> {
  const { org, orgKey, eventsToken, hooksToken } = bridge
  const [kim, lee] = [await aCustomer(bridge), await aCustomer(bridge)]
  await bridge.notify([closing(kim), closing(lee)])
  const [toKim, toLee] = [await linksOf(bridge, kim), await linksOf(bridge, lee)]
  await knock(`${toKim.survey}/seen`, { method: 'POST' })
  await knock(`${toKim.survey}/keep`, { method: 'POST', body: new URLSearchParams({ csat: '2' }) })
  for (const path of Object.values(toKim)) await knock(path)
  await answer(toKim.survey, kim)
  await knock(toLee.unsubscribe, { method: 'POST' })
  await settled(bridge)

  const json = (token: string, body: unknown) => ({
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const about = { program: 'case-closed', object: 'Case', recordId: lee.caseId }
  const [invitation] = await bridge.api<{ rows: { id: string }[] }>('GET', 'invitations').then(({ rows }) => rows)
  const ofIt = { invitation: invitation!.id }
  const actions = [{ do: 'send', ...about }, ...['resend', 'cancel', 'link'].map((what) => ({ do: what, ...ofIt }))]
  const pressed = actions.map((action, n) => ({ id: `plans ${n}`, ...action }))
  await knock(`/actions/${orgKey}/act`, json(eventsToken, { organizationId: org.orgId, userId: '005000000000001AAA', actions: pressed })) // prettier-ignore
  const bearer = { headers: { authorization: `Bearer ${eventsToken}` } }
  expect((await knock(`/actions/${orgKey}/status?organizationId=${org.orgId}`, bearer)).status).toBe(200)
  const events = ['bounced', 'complained'].map((kind) => ({
    kind,
    providerId: 'a@b',
    sendId: 'c',
    email: 'd@e.example',
  }))
  await knock(`/hooks/${orgKey}/mail`, json(hooksToken, { events }))
  await knock(new URL(bridge.triggerUrl).pathname, { method: 'POST', headers: { 'content-type': 'text/xml' }, body: 'no message' }) // prettier-ignore

  const filters = ['', `recordId=${kim.caseId}`, `invitation=${ofIt.invitation}`, 'program=case-closed']
  const states = ['Held', 'Sent', 'dead', 'done', 'unknown', 'completed']
  for (const kind of listKinds)
    for (const filter of [...filters, ...states.map((state) => `state=${state}`)])
      await bridge.api('GET', `${kind}?${filter}`)
  for (const path of ['', 'alerts', 'doctor', `notifications/${kim.notificationId}`, `invitations/${ofIt.invitation}`])
    await bridge.api('GET', path)
  await bridge.api('POST', 'writes/replay', { all: true })
  await bridge.api('POST', 'programs/case-closed/held', { approve: true })
  await bridge.api('POST', 'people/find', { email: lee.email })
  await bridge.api('POST', 'people/erase', { contactId: kim.contactId })
  const operator = { headers: { authorization: `Bearer ${operatorToken}` } }
  for (const page of ['health/deep', 'metrics']) await knock(`/${page}?org=${orgKey}`, operator)

  // The daily look at all rows, and the one for what no message told.
  await inside(bridge, (sql) => sql.exec('UPDATE marks SET due_at = 1'))
  await bridge.api('PUT', 'settings', {})
  const sweepsDue = (sql: SqlStorage) =>
    sql.exec('SELECT 1 FROM sweeps WHERE due_at < ?1', Date.now() + 60_000).toArray()
  await until('the daily look', async () => (await inside(bridge, sweepsDue)).length === 0)
  await settled(bridge)
}

describe('the tables of an org', { timeout: 120_000 }, () => {
  it('are never read from end to end, whatever is asked: an object does nothing else meanwhile', async () => {
    const bridge = await aConnectedOrg()
    const asked = await statementsOf(bridge)
    await everything(bridge)
    const plans = await plansOf(bridge, asked)
    expect(plans.length).toBeGreaterThan(100)
    for (const ofAll of ['FROM audit WHERE n >', 'instr(text', 'program = value', 'UNION SELECT id FROM notifications'])
      expect([ofAll, plans.some(([statement]) => statement.includes(ofAll))]).toEqual([ofAll, true])
    const slow = plans.flatMap(([statement, plan]) => tablesRead(plan, statement).map((step) => [step, statement]))
    expect(slow).toEqual([])
  })

  it('that are so read would be seen', () => {
    const seen = (step: string) => tablesRead([step], '').length
    expect(['SCAN writes', 'SCAN invitations USING COVERING INDEX invitations_recent', 'SCAN parent'].map(seen)).toEqual([1, 1, 1]) // prettier-ignore
    expect(['SCAN org', 'SCAN writes USING INDEX writes_open', 'SEARCH writes USING PRIMARY KEY (key>?)', 'SCAN role VIRTUAL TABLE INDEX 1:', 'SCAN 3 CONSTANT ROWS'].map(seen)).toEqual([0, 0, 0, 0, 0]) // prettier-ignore
  })
})
