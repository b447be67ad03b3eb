import { env } from 'cloudflare:workers'
import { runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { aConnectedOrg, livePrograms, until, type ConnectedOrg } from '../../support/connected-org.ts'
import { aClosedCase } from '../../support/outbound.ts'

type Found = { id: string; decisions: { outcome: string; reason: string; program: string }[] }
const hourMs = 3_600_000

const decided = (bridge: ConnectedOrg, recordId: string): Promise<Found[]> =>
  until(`a decision about ${recordId}`, async () => {
    const { rows } = await bridge.api<{ rows: Found[] }>('GET', `notifications?recordId=${recordId}`)
    return rows.length > 0 && rows.every(({ decisions }) => decisions.length > 0) && rows
  })

async function aCase(bridge: ConnectedOrg, name: string): Promise<{ caseId: string; email: string }> {
  const email = `${name}@example.com`
  const contactId = await bridge.org.save('Contact', { LastName: name, Email: email })
  return { caseId: await bridge.org.save('Case', { Subject: 'Help', Status: 'Closed', ContactId: contactId }), email }
}

/** The fields that the outbound message would have carried. */
async function messageOf(bridge: ConnectedOrg, caseId: string): Promise<Record<string, string>> {
  const [closed] = await bridge.org.query(`SELECT ClosedDate, ContactId, ContactEmail FROM Case WHERE Id = '${caseId}'`)
  return {
    Id: caseId,
    IsClosed: 'true',
    ClosedDate: String(closed?.['ClosedDate']),
    ContactId: String(closed?.['ContactId']),
    ContactEmail: String(closed?.['ContactEmail']),
  }
}

/** The next look is due now. `turnedOnLaterMs`: as if the program had been switched on so much later. */
async function lookNow(bridge: ConnectedOrg, turnedOnLaterMs = 0): Promise<void> {
  await runInDurableObject(env.ORG.getByName(bridge.orgKey), (_org, state) => {
    state.storage.sql.exec('UPDATE marks SET due_at = 0, looked_at = looked_at + ?1', turnedOnLaterMs)
  })
  await until('the look', async () => {
    await bridge.api('GET', '')
    return runInDurableObject(
      env.ORG.getByName(bridge.orgKey),
      (_org, state) => state.storage.sql.exec('SELECT 1 FROM marks WHERE due_at = 0').toArray().length === 0,
    )
  })
}

describe('a message that Salesforce dropped', () => {
  it('is made up for: the event is found, decided and its customer asked, once', async () => {
    const bridge = await aConnectedOrg()
    const { caseId, email } = await aCase(bridge, 'dropped')
    await lookNow(bridge)
    const [found] = await decided(bridge, caseId)
    expect(found?.id).toMatch(/^missed-/)
    expect(found?.decisions).toMatchObject([{ program: 'case-closed', outcome: 'invited' }])
    await lookNow(bridge)
    expect(await decided(bridge, caseId)).toHaveLength(1)
    await until(
      'the mail',
      async () => ((await bridge.org.control('GET', `/mails?to=${email}`)) as unknown[]).length === 1,
    )
  })

  it('is not made up for when it came after all, before or after', async () => {
    const bridge = await aConnectedOrg()
    const { caseId } = await aCase(bridge, 'came')
    await bridge.notify([aClosedCase({ fields: await messageOf(bridge, caseId) })])
    await decided(bridge, caseId)
    await lookNow(bridge)
    expect(await decided(bridge, caseId)).toHaveLength(1)

    const late = await aCase(bridge, 'late')
    await lookNow(bridge)
    await decided(bridge, late.caseId)
    await bridge.notify([aClosedCase({ fields: await messageOf(bridge, late.caseId) })])
    const both = await until('both', async () => {
      const rows = await decided(bridge, late.caseId)
      return rows.length === 2 && rows
    })
    const reasons = both.flatMap(({ decisions }) => decisions.map(({ outcome, reason }) => `${outcome} ${reason}`))
    expect(reasons.toSorted()).toEqual(['invited ', 'not_invited already_decided'])
  })
})

describe('an event from before its program was on', () => {
  it('is left alone', async () => {
    const bridge = await aConnectedOrg({ programs: livePrograms.replaceAll('mode: live', 'mode: off') })
    const { caseId } = await aCase(bridge, 'before')
    await bridge.api('PUT', 'documents', livePrograms)
    await lookNow(bridge, 5 * hourMs)
    const { rows } = await bridge.api<{ rows: Found[] }>('GET', `notifications?recordId=${caseId}`)
    expect(rows).toEqual([])
  })
})
