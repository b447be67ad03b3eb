import { env } from 'cloudflare:workers'
import { runDurableObjectAlarm } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { aConnectedOrg, knock, until, type ConnectedOrg } from '../../../support/connected-org.ts'
import { aSavedCase, liveCases } from '../../../support/invitation/cases.ts'
import { anId } from '../../../support/outbound.ts'

type Row = Record<string, string>
type Rows = { rows: Row[] }

const mails = async ({ org }: ConnectedOrg): Promise<{ to: string[] }[]> =>
  (await org.control('GET', '/mails')) as { to: string[] }[]
const invitations = async ({ api }: ConnectedOrg): Promise<Row[]> => (await api<Rows>('GET', 'invitations')).rows
const inSalesforce = ({ org }: ConnectedOrg): Promise<Record<string, unknown>[]> =>
  org.query('SELECT Status__c, Not_Sent_Reason__c FROM Survey_Invitation__c')

describe.concurrent('a connected org', () => {
  it('tells Salesforce that a mail bounced, and does not write to that address again', async () => {
    const bridge = await aConnectedOrg({ programs: liveCases() })
    const { email, notification } = await aSavedCase(bridge)
    await bridge.org.control('PUT', '/mail-faults', [
      { at: 'rcpt', do: 'refuse', code: 550, message: '5.1.1 No such user', times: 'always' },
    ])
    await bridge.notify([notification])
    await until('the bounce in Salesforce', async () => (await inSalesforce(bridge))[0]?.['Status__c'] === 'Bounced')
    expect(await inSalesforce(bridge)).toMatchObject([{ Status__c: 'Bounced', Not_Sent_Reason__c: 'bounced' }])
    const next = await aSavedCase(bridge)
    const fields = { ...next.notification.fields!, ContactEmail: email.toUpperCase() }
    await bridge.notify([{ ...next.notification, fields }])
    const decided = await until('the decision', async () => (await invitations(bridge))[1] && invitations(bridge))
    expect(decided.map(({ status, reason }) => [status, reason]).toSorted()).toEqual([
      ['Bounced', 'bounced'],
      ['Not Sent', 'bounced'],
    ])
  })

  it('holds a mass close until a person lets it go', async () => {
    const bridge = await aConnectedOrg({ programs: liveCases({ hold: '{ above: 2, in: 10m }' }) })
    const cases = await Promise.all([1, 2, 3].map(() => aSavedCase(bridge)))
    await bridge.notify(cases.map(({ notification }) => notification))
    await until(
      'the hold',
      async () => (await inSalesforce(bridge)).filter(({ Status__c: status }) => status === 'Held').length === 3,
    )
    expect(await mails(bridge)).toEqual([])
    expect(await bridge.api('POST', 'programs/case-closed/held', { approve: true })).toEqual({ settled: 3, left: 0 })
    await until('the mails', async () => (await mails(bridge)).length === 3)
  })

  it('makes one invitation of one close, whether it comes as a message or as an event', async () => {
    const bridge = await aConnectedOrg({ programs: liveCases() })
    const { caseId, notification } = await aSavedCase(bridge)
    const [closed] = await bridge.org.query(`SELECT ClosedDate FROM Case WHERE Id = '${caseId}'`)
    const ClosedDate = String(closed?.['ClosedDate']).replace('Z', '+0000') // as REST spells it
    await bridge.notify([notification])
    const event = {
      organizationId: bridge.org.orgId,
      id: anId('e'),
      sentAt: new Date().toISOString(),
      object: 'Case',
      recordId: caseId.slice(0, 15),
      fields: { ...notification.fields, ClosedDate },
    }
    const sent = await knock(`/events/${bridge.orgKey}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bridge.eventsToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(event),
    })
    expect(sent.status).toBeLessThan(300)
    type Decided = { decisions: { reason: string; invitationId: string }[] }
    const both = await until('both decisions', async () => {
      const { rows } = await bridge.api<{ rows: Decided[] }>('GET', `notifications?recordId=${caseId}`)
      return rows.length === 2 && rows.every(({ decisions }) => decisions.length === 1) && rows
    })
    const decisions = both.flatMap((one) => one.decisions)
    expect(decisions.map(({ reason }) => reason).toSorted()).toEqual(['', 'already_decided'])
    expect(new Set(decisions.map(({ invitationId }) => invitationId)).size).toBe(1)
  })

  it('lets one program wait that names an unknown field, and says which; the others go on', async () => {
    const broken = liveCases({ program: 'broken', on: '{ object: Case, when: { field: Contact.Nonsense__c, is: x } }' })
    const bridge = await aConnectedOrg({ programs: `${liveCases()}\n---\n${broken.slice(broken.indexOf('program:'))}` })
    const { notification } = await aSavedCase(bridge)
    await bridge.notify([notification])
    await until('the mail of the other', async () => (await mails(bridge)).length === 1)
    const { rows: alerts } = await bridge.api<Rows>('GET', 'alerts')
    expect(alerts.find(({ id }) => id === 'read_refused:broken:decide')?.['detail']).toContain('Nonsense__c')
    const fixed = broken
      .slice(broken.indexOf('program:'))
      .replace('Contact.Nonsense__c, is: x', 'Contact.Title, empty: true')
    await bridge.api('PUT', 'documents', fixed.replace('cooldown: 90d', 'exempt: true'))
    await until('its mail', async () => (await mails(bridge)).length === 2)
  })

  it('loses nothing while Salesforce lets nobody in', async () => {
    const bridge = await aConnectedOrg({ programs: liveCases() })
    const { notification, email } = await aSavedCase(bridge)
    await bridge.org.faults({ kind: 'wrong_session', times: 'always' })
    await bridge.notify([notification])
    const stopped = async () =>
      (await bridge.api<{ connections: Row[] }>('GET', '')).connections.some(
        ({ name, state }) => name === 'salesforce' && state === 'stopped',
      )
    await until('the stop', stopped)
    expect((await invitations(bridge)).map(({ status }) => status)).toEqual(['Queued'])
    await bridge.org.faults()
    await bridge.api('POST', 'connections/salesforce/reconnect')
    await until('the mail', async () => (await mails(bridge)).some(({ to }) => to.includes(email)))
  })

  it('sends each mail once, however often its alarm runs at once', async () => {
    const bridge = await aConnectedOrg({ programs: liveCases() })
    const cases = await Promise.all([1, 2, 3, 4].map(() => aSavedCase(bridge)))
    await bridge.notify(cases.map(({ notification }) => notification))
    const stub = env.ORG.getByName(bridge.orgKey)
    await until('the mails', async () => {
      await Promise.all([1, 2, 3].map(() => runDurableObjectAlarm(stub)))
      return (await mails(bridge)).length >= cases.length
    })
    await scheduler.wait(300)
    expect((await mails(bridge)).flatMap(({ to }) => to).toSorted()).toEqual(cases.map(({ email }) => email).toSorted())
  })
})
