import { reset } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { aConnectedOrg, knock, until, type ConnectedOrg } from '../../support/connected-org.ts'
import { aSentMail } from '../../support/mail/sends.ts'
import { anId } from '../../support/outbound.ts'
import {
  aCustomer,
  allTexts,
  answer,
  closing,
  inSalesforce,
  inside,
  linksOf,
  rowsOf,
  settled,
  whereAre,
  type Customer,
} from './person.ts'

afterAll(() => reset())

type Erasure = {
  knownAs: { contactIds: string[]; leadIds: string[]; emails: string[] }
  erased: Record<string, number>
  removals: string[]
  elsewhere: Record<string, string>[]
  neverAsked: boolean
  note: string
}
const erase = (bridge: ConnectedOrg, person: Record<string, unknown>) =>
  bridge.api<Erasure>('POST', 'people/erase', person)

/** Asked, answered, and all of it in Salesforce. */
async function anAnswer(bridge: ConnectedOrg, customer: Customer): Promise<{ survey: string; unsubscribe: string }> {
  await bridge.notify([closing(customer)])
  const links = await linksOf(bridge, customer)
  expect((await answer(links.survey, customer)).status).toBe(303)
  await settled(bridge)
  expect(await inSalesforce(bridge, customer)).toEqual([1, 1, 2])
  return links
}

describe('a person who is erased', { timeout: 120_000 }, () => {
  it('stands nowhere any more: in no table, in no list, behind no link, in none of our records in Salesforce', async () => {
    const bridge = await aConnectedOrg()
    const [kim, other] = [await aCustomer(bridge), await aCustomer(bridge)]
    const links = await anAnswer(bridge, kim)
    const others = await anAnswer(bridge, other)
    const before = whereAre(kim.canaries, await allTexts(bridge))
    expect(before).toEqual(
      expect.arrayContaining([
        'notifications.fields_json',
        'notifications.record_id',
        'decisions.record_id',
        'invitations.recipient_json',
        'invitations.records_json',
        'invitations.fields_json',
        'responses.answers_json',
      ]),
    )

    const erased = await erase(bridge, { email: kim.email.toUpperCase() })
    expect(erased).toMatchObject({
      knownAs: { contactIds: [kim.contactId], leadIds: [], emails: [kim.email] },
      erased: { invitations: 1, responses: 1, sends: 1, links: 1, writes: 4, notifications: 1, mentions: 0 },
      elsewhere: [],
      neverAsked: false,
    })
    expect(erased.note).toMatch(/30 days/)
    await settled(bridge)
    expect(whereAre(kim.canaries, await allTexts(bridge))).toEqual([])
    expect(await inSalesforce(bridge, kim)).toEqual([0, 0, 0])
    expect((await bridge.org.query(`SELECT Id FROM Contact WHERE Id = '${kim.contactId}'`)).length).toBe(1) // not ours

    for (const link of Object.values(links)) expect([link, (await knock(link)).status]).toEqual([link, 410])
    expect((await answer(links.survey, kim)).status).toBe(410)
    expect(whereAre(kim.canaries, await allTexts(bridge))).toEqual([])
    const lists = ['notifications', 'invitations', 'responses', 'writes', 'sends', 'audit', 'forgotten', 'alerts']
    for (const kind of lists) {
      const text = JSON.stringify(await rowsOf(bridge, kind))
      expect([kind, kim.canaries.filter((word) => text.includes(word))]).toEqual([kind, []])
    }

    // The others are as they were.
    expect(await inSalesforce(bridge, other)).toEqual([1, 1, 2])
    expect((await knock(others.survey)).status).toBe(200)
    expect(await rowsOf(bridge, 'responses')).toMatchObject([{ answers: { comment: other.comment } }])
  })

  it('is counted and noted without a word about them, and never asked about the same event again', async () => {
    const bridge = await aConnectedOrg()
    const kim = await aCustomer(bridge)
    await anAnswer(bridge, kim)
    await erase(bridge, { contactId: kim.contactId.slice(0, 15) })
    await settled(bridge)
    expect(await rowsOf(bridge, 'forgotten')).toMatchObject([
      { program: 'case-closed', status: 'Completed', why: 'erased' },
    ])
    const note = (await rowsOf(bridge, 'audit')).find(({ what }) => what === 'erase')
    expect(note).toMatchObject({
      who: 'admin',
      of: 'invitations 1, responses 1, notifications 1, mentions 0, removals 1',
    })
    // The same message again, the same event under another id, and the look for lost messages.
    await bridge.notify([closing(kim)])
    await bridge.notify([closing({ ...kim, notificationId: anId('04l') })])
    await inside(bridge, (sql) => sql.exec('UPDATE marks SET due_at = 0, looked_at = 0'))
    await bridge.api('POST', 'connections/salesforce/reconnect')
    await until('the decision', async () =>
      (await rowsOf(bridge, 'notifications')).some(({ decisions }) =>
        JSON.stringify(decisions).includes('already_decided'),
      ),
    )
    await until('the look', () =>
      inside(bridge, (sql) => sql.exec('SELECT 1 FROM marks WHERE due_at = 0').toArray().length === 0),
    )
    expect(await rowsOf(bridge, 'invitations')).toEqual([])
    expect(await bridge.org.control('GET', `/mails?to=${encodeURIComponent(kim.email)}`)).toHaveLength(1)
  })

  it('is erased once, however often it is asked', async () => {
    const bridge = await aConnectedOrg()
    const kim = await aCustomer(bridge)
    await anAnswer(bridge, kim)
    const first = await erase(bridge, { contactId: kim.contactId })
    const again = await erase(bridge, { contactId: kim.contactId })
    expect(first.erased).toMatchObject({ invitations: 1, responses: 1 })
    expect(Object.values(again.erased)).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect(again.removals).toHaveLength(1)
    await settled(bridge)
    expect(await inSalesforce(bridge, kim)).toEqual([0, 0, 0])
    expect(whereAre(kim.canaries, await allTexts(bridge))).toEqual([])
  })

  it('is found by every name that was stored with one of theirs, and with "exact" by one alone', async () => {
    const bridge = await aConnectedOrg()
    const before = await aCustomer(bridge)
    await anAnswer(bridge, before)
    // Another address of the same contact, and another contact with that address.
    const moved = await aCustomer(bridge, { contactId: before.contactId, email: 'moved@example.com' })
    const twin = await aCustomer(bridge, { email: 'Moved@example.com' })
    for (const one of [moved, twin]) await bridge.notify([closing(one)])
    await until('the invitations', async () => (await rowsOf(bridge, 'invitations')).length === 3)
    type Found = { knownAs: Erasure['knownAs']; invitations: unknown[] }
    const find = (person: Record<string, unknown>) => bridge.api<Found>('POST', 'people/find', person)
    const all = await find({ email: before.email })
    expect([...all.knownAs.contactIds].sort()).toEqual([before.contactId, twin.contactId].sort())
    expect([...all.knownAs.emails].sort()).toEqual([before.email, 'moved@example.com'].sort())
    expect(all.invitations).toHaveLength(3)
    expect((await find({ email: before.email, exact: true })).invitations).toHaveLength(1)
    expect((await erase(bridge, { contactId: twin.contactId, exact: true })).erased).toMatchObject({ invitations: 1 })
    expect((await erase(bridge, { email: before.email })).erased).toMatchObject({ invitations: 2 })
  })

  it('keeps the wish not to be asked, as a hash', async () => {
    const bridge = await aConnectedOrg()
    const kim = await aCustomer(bridge)
    const { unsubscribe } = await anAnswer(bridge, kim)
    await knock(unsubscribe, { method: 'POST', body: 'List-Unsubscribe=One-Click' })
    await settled(bridge)
    expect(await erase(bridge, { email: kim.email })).toMatchObject({ neverAsked: true })
    const later = { ...kim, notificationId: anId('04l') }
    await bridge.notify([closing(later, { ClosedDate: '2026-11-21T10:00:00.000Z' })])
    const decided = await until('the decision', async () => {
      const { decisions } = await bridge.api<{ decisions: unknown[] }>('GET', `notifications/${later.notificationId}`)
      return decisions.length > 0 && decisions
    })
    expect(decided).toMatchObject([{ outcome: 'not_invited', reason: 'unsubscribed' }])
  })

  it('who is an agent too leaves the asks of their customers as they are, but for their address', async () => {
    const bridge = await aConnectedOrg()
    const other = await aCustomer(bridge)
    await anAnswer(bridge, other)
    await inside(bridge, (sql) => {
      for (const table of ['notifications', 'invitations'])
        sql.exec(`UPDATE ${table} SET fields_json = json_set(fields_json, '$."Owner.Email"', 'Agent@example.com')`)
    })
    expect(await erase(bridge, { email: 'agent@example.com' })).toMatchObject({
      erased: { invitations: 0, notifications: 0, mentions: 2 },
    })
    expect(whereAre(['agent@example.com'], await allTexts(bridge))).toEqual([])
    expect(await rowsOf(bridge, 'responses')).toMatchObject([{ answers: { comment: other.comment } }])
    expect(await inSalesforce(bridge, other)).toEqual([1, 1, 2])
  })

  it('is one person: an address that many share is refused, and a request that names nobody', async () => {
    const bridge = await aConnectedOrg()
    await inside(bridge, (sql) => {
      for (let n = 0; n < 25; n++) aSentMail(sql, { email: 'info@example.com' })
    })
    const refused = async (body: unknown) => {
      const reply = await knock(`/api/orgs/${bridge.orgKey}/people/erase`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bridge.adminToken}` },
        body: JSON.stringify(body),
      })
      return [reply.status, ((await reply.json()) as { code: string }).code]
    }
    expect(await refused({ email: 'info@example.com' })).toEqual([409, 'conflict'])
    for (const body of [{}, { email: 'info' }, { contactId: '500000000000001' }, { name: 'Kim' }, { exact: true }])
      expect([body, ...(await refused(body))]).toEqual([body, 422, 'invalid_document'])
    expect(await inside(bridge, (sql) => sql.exec('SELECT count(*) AS n FROM invitations').one())).toEqual({ n: 25 })
  })

  it('of another org is not found, and stays there', async () => {
    const [mine, other] = [await aConnectedOrg(), await aConnectedOrg()]
    const kim = await aCustomer(other)
    await anAnswer(other, kim)
    const found = await mine.api('POST', 'people/find', { contactId: kim.contactId, email: kim.email })
    expect(found).toMatchObject({ invitations: [], notifications: [], asked: [], wishes: [] })
    expect(Object.values((await erase(mine, { contactId: kim.contactId, email: kim.email })).erased)).toEqual(
      Array.from({ length: 7 }, () => 0),
    )
    expect(await inSalesforce(other, kim)).toEqual([1, 1, 2])
    expect(whereAre([kim.comment], await allTexts(other))).toEqual(['responses.answers_json'])
  })
})
