import { beforeAll, describe, expect, it } from 'vitest'
import { aConnectedOrg, knock, until, type ConnectedOrg } from '../../support/connected-org.ts'
import { anId } from '../../support/outbound.ts'

type Decision = { program: string; outcome: string; reason: string; invitationId: string }
type Notification = {
  id: string
  object: string
  recordId: string
  fields: Record<string, string>
  decisions: Decision[]
}
type Rows<T> = { rows: T[] }

/** The road of the README, step by step: a case closes, and the answer stands on the Contact, the Account and the Case. */
describe('a case closes', () => {
  let bridge: ConnectedOrg
  let accountId: string
  let contactId: string
  let caseId: string
  let notificationId: string
  let surveyPath: string

  beforeAll(async () => {
    bridge = await aConnectedOrg()
    accountId = await bridge.org.save('Account', { Name: 'Example Ltd' })
    contactId = await bridge.org.save('Contact', {
      LastName: 'Roe',
      FirstName: 'Kim',
      Email: 'kim@example.com',
      AccountId: accountId,
    })
    caseId = await bridge.org.save('Case', { Subject: 'It does not start', ContactId: contactId, AccountId: accountId })
    await bridge.org.save('Case', { Status: 'Closed' }, caseId)
    notificationId = anId('04l')
  })

  it('2–4: the outbound message is acknowledged once it is stored', async () => {
    const [closed] = await bridge.org.query(`SELECT CaseNumber, Subject, ClosedDate FROM Case WHERE Id = '${caseId}'`)
    const fields = {
      Id: caseId,
      AccountId: accountId,
      CaseNumber: String(closed?.['CaseNumber']),
      ClosedDate: String(closed?.['ClosedDate']),
      ContactEmail: 'kim@example.com',
      ContactId: contactId,
      IsClosed: 'true',
      Subject: String(closed?.['Subject']),
    }
    const reply = await bridge.notify([{ id: notificationId, object: 'Case', fields }])
    expect(reply.status).toBe(200)
    expect(await reply.text()).toContain('<Ack>true</Ack>')
    const stored = await bridge.api<Notification>('GET', `notifications/${notificationId}`)
    expect(stored).toMatchObject({ id: notificationId, object: 'Case', recordId: caseId, fields })
  })

  it('5: the program decides, and says so', async () => {
    const decided = await until('the decision', async () => {
      const found = await bridge.api<Notification>('GET', `notifications/${notificationId}`)
      return found.decisions.length > 0 && found
    })
    expect(decided.decisions).toMatchObject([{ program: 'case-closed', outcome: 'invited', reason: '' }])
  })

  it('6: one mail leaves, with a link of its own and an unsubscribe link', async () => {
    type Mail = { id: string; subject: string }
    const mail = await until('the mail', async () => ((await bridge.org.control('GET', '/mails')) as Mail[])[0])
    expect(mail.subject).toMatch(/^Your request \d+: how did we do\?$/)
    const { text } = (await bridge.org.control('GET', `/mails/${mail.id}`)) as { text: string }
    surveyPath = new URL(/https:\S+\/s\/\S{16}\/\w{22}/.exec(text)?.[0] ?? '').pathname
    expect(text).toMatch(/https:\S+\/u\/\S{16}\/\w{22}/)
  })

  it('7: the page shows the survey, and looking records nothing', async () => {
    const page = await knock(`${surveyPath}?csat=4`)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('How satisfied are you')
    expect((await bridge.api<Rows<unknown>>('GET', 'responses')).rows).toEqual([])
  })

  it('8: an impossible answer is refused and says why; a possible one is stored', async () => {
    const post = (answers: Record<string, string>) =>
      knock(surveyPath, { method: 'POST', body: new URLSearchParams(answers) })
    expect((await post({ csat: '6' })).status).toBe(422)
    expect((await post({ csat: '4', comment: 'Well done.' })).status).toBe(303)
    const { rows } = await bridge.api<Rows<{ state: string; answers: unknown }>>('GET', 'responses')
    expect(rows).toMatchObject([{ state: 'completed', answers: { csat: 4, comment: 'Well done.' } }])
  })

  it('9–10: the response stands on the Contact, the Account and the Case, with its answers; the invitation is Completed', async () => {
    const response = await until('the Survey Response', async () => {
      const rows = await bridge.org.query(
        'SELECT Id, CSAT__c, CSAT_Positive__c, Comment__c, Contact__c, Account__c, Case__c, Invitation__r.Status__c FROM Survey_Response__c',
      )
      const invitation = rows[0]?.['Invitation__r'] as { Status__c: string } | undefined
      return invitation?.Status__c === 'Completed' && rows[0]
    })
    expect(response).toMatchObject({
      CSAT__c: 4,
      CSAT_Positive__c: 1,
      Comment__c: 'Well done.',
      Contact__c: contactId,
      Account__c: accountId,
      Case__c: caseId,
    })
    const answers = await until('the answers', async () => {
      const rows = await bridge.org.query(
        'SELECT Question_Id__c, Value_Number__c, Value_Text__c FROM Survey_Answer__c ORDER BY Question_Id__c',
      )
      return rows.length === 2 && rows
    })
    expect(answers).toMatchObject([
      { Question_Id__c: 'comment', Value_Text__c: 'Well done.' },
      { Question_Id__c: 'csat', Value_Number__c: 4 },
    ])
  })

  it('the same message again is acknowledged and changes nothing', async () => {
    const before = await bridge.org.query('SELECT Id FROM Survey_Invitation__c')
    const stored = await bridge.api<Notification>('GET', `notifications/${notificationId}`)
    const reply = await bridge.notify([{ id: notificationId, object: 'Case', fields: stored.fields }])
    expect(await reply.text()).toContain('<Ack>true</Ack>')
    await scheduler.wait(1200)
    expect((await bridge.org.control('GET', '/mails')) as unknown[]).toHaveLength(1)
    expect(await bridge.org.query('SELECT Id FROM Survey_Invitation__c')).toEqual(before)
  })
})
