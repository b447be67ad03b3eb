import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../scripts/run/ports.ts'
import { World, type Customer } from './world.ts'

type Write = {
  key: string
  state: string
  error: { status: string; field: string; value: string; hint: string } | null
}

let world: World
beforeAll(async () => {
  world = await World.start({ clockScale: 60 })
})
afterAll(() => world.stop())

const faults = (...armed: Record<string, unknown>[]): Promise<unknown> => world.control('PUT', 'faults', armed)
/** Calls that write; the last look before a mail goes by another call. */
const writing = { match: { path: '/composite', object: 'Survey_Invitation__c' } }

/** A closed case whose customer has answered; the answer is accepted by the bridge and may not be in Salesforce yet. */
async function answered(name: string, answers: Record<string, string>): Promise<Customer & { caseId: string }> {
  const customer = await world.customer(name)
  const caseId = await world.openCase(customer)
  await world.closeCase(caseId)
  const mail = await world.mailTo(customer.email)
  const reply = await world.post(await world.linkIn(mail.id), answers)
  expect(reply.status).toBe(303)
  return { ...customer, caseId }
}

const response = (where: string): Promise<Record<string, unknown> | undefined> =>
  world
    .query(
      `SELECT Id, CSAT__c, Comment__c, Contact__c, Contact_Id_At_Ask__c, Case__c FROM Survey_Response__c WHERE ${where}`,
    )
    .then((rows) => rows[0])

describe('a connection that hangs', () => {
  it('delays no mail', async () => {
    await faults({ ...writing, kind: 'hang', times: 'always' })
    try {
      const before = Date.now()
      const first = await world.customer('While It Hangs')
      await world.closeCase(await world.openCase(first))
      await world.mailTo(first.email)
      const second = await world.customer('While It Still Hangs')
      await world.closeCase(await world.openCase(second))
      await world.mailTo(second.email)
      expect(Date.now() - before).toBeLessThan(19_000) // one call that hangs takes 20 s
    } finally {
      await faults()
      await world.api('POST', 'connections/salesforce/reconnect')
    }
  })
})

describe('a row that Salesforce rejects', () => {
  it('is dead with a readable reason, its batch mates are written, and a replay after the fix works', async () => {
    await world.control('POST', 'schema', { object: 'Survey_Response__c', fields: { Comment__c: { length: 20 } } })
    const bad = await answered('Too Long', { csat: '5', comment: 'This comment is longer than twenty characters.' })
    const good = await answered('Short Enough', { csat: '4', comment: 'Short.' })
    await until('the batch mate', () => response(`Contact__c = '${good.contactId}'`), 60_000)
    const dead = await until('the dead write', async () => (await world.all<Write>('writes', '&state=dead'))[0])
    expect(dead.error).toMatchObject({ status: 'STRING_TOO_LONG', field: 'Comment__c' })
    expect(dead.error?.hint).toMatch(/\w+ \w+/)
    expect(await response(`Contact__c = '${bad.contactId}'`)).toBeUndefined()

    await world.control('POST', 'schema', { object: 'Survey_Response__c', fields: { Comment__c: { length: 32768 } } })
    await world.api('POST', 'writes/replay', { keys: [dead.key] })
    const written = await until('the replayed write', () => response(`Contact__c = '${bad.contactId}'`))
    expect(written['Comment__c']).toMatch(/^This comment/)
    await until(
      'its answers',
      async () =>
        (await world.query(`SELECT Id FROM Survey_Answer__c WHERE Response__c = '${String(written['Id'])}'`)).length ===
        2,
    )
  })
})

describe('a contact merged away while the survey was out', () => {
  it('does not lose the answer: it stands on the winner, and the text keeps whom we asked', async () => {
    const loser = await world.customer('Merged Away')
    const winner = await world.customer('The Winner')
    const caseId = await world.openCase(loser)
    await world.closeCase(caseId)
    const mail = await world.mailTo(loser.email)
    await world.control('POST', 'merge', { object: 'Contact', winnerId: winner.contactId, loserIds: [loser.contactId] })
    await world.post(await world.linkIn(mail.id), { csat: '3', improve: 'Answer sooner.' })
    const written = await until('the response', () => response(`Case__c = '${caseId}'`), 30_000)
    expect(written).toMatchObject({ Contact__c: winner.contactId, Contact_Id_At_Ask__c: loser.contactId, CSAT__c: 3 })
  })
})

describe('a reply that is lost after Salesforce has committed', () => {
  it('makes no second record', async () => {
    await faults({ ...writing, kind: 'lost_reply', times: 1 })
    const { contactId } = await answered('Lost Reply', { csat: '5', comment: 'Once.' })
    await until('the response', () => response(`Contact__c = '${contactId}'`), 40_000)
    const rows = await world.query(`SELECT Id FROM Survey_Response__c WHERE Contact__c = '${contactId}'`)
    expect(rows.length).toBe(1)
  })
})
