import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OrgControl } from '../../control/client.ts'
import { startStandIn, type StandIn } from '../../index.ts'

let standIn: StandIn
let org: OrgControl
beforeAll(async () => {
  standIn = await startStandIn()
  org = await OrgControl.make(standIn.controlUrl, { seed: true })
})
afterAll(() => standIn.stop())

const page = async (path: string, init: RequestInit = {}) => {
  const reply = await fetch(org.about.orgUrl + path, init)
  return { status: reply.status, url: reply.url, text: await reply.text() }
}
const press = (path: string) => page(path, { method: 'POST', headers: { Origin: org.about.orgUrl } })

describe('the pages of an org', () => {
  it.each([
    ['Account', 'Boulangerie Martin'],
    ['Contact', 'Zoé Lefèvre'],
    ['Case', 'Le four ne chauffe plus'],
    ['Opportunity', 'Fleet upgrade 2027'],
    ['Survey_Invitation__c', 'None yet.'],
    ['Survey_Response__c', 'None yet.'],
  ])('list %s', async (object, found) => {
    const { status, text } = await page(`/lightning/o/${object}/list`)
    expect(status).toBe(200)
    expect(text).toContain(found)
    expect(text).toContain('aria-current="page"')
  })

  it('begin with the cases', async () => expect((await page('/')).url).toContain('/lightning/o/Case/list'))

  it('let an agent close a case and open it again', async () => {
    const id = await org.save('Case', { Subject: 'Bell' })
    const url = `/lightning/r/Case/${id}`
    expect((await page(`${url}/view`)).text).toContain('Close Case')
    expect((await press(`${url}/close`)).text).toContain('Reopen')
    expect((await press(`${url}/reopen`)).text).toContain('Close Case')
  })

  it('let an agent win an opportunity', async () => {
    const id = await org.save('Opportunity', { Name: 'O', CloseDate: '2026-12-01', StageName: 'Prospecting' })
    expect((await press(`/lightning/r/Opportunity/${id}/win`)).text).toContain('Closed Won')
  })

  it('show why a button did not work', async () => {
    await org.ask('POST', 'schema', {
      object: 'Case',
      rules: [{ name: 'Locked', message: 'Not <b>today</b>', field: null, failsWhen: 'Subject = "Locked"' }],
    })
    const [{ id } = { id: '' }] = (
      await org.ask<{ records: { Id: string }[] }>(
        'GET',
        `query?q=${encodeURIComponent('SELECT Id FROM Case LIMIT 1')}`,
      )
    ).records.map(({ Id }) => ({ id: Id }))
    await org.ask('POST', 'schema', {
      object: 'Case',
      rules: [{ name: 'Locked', message: 'Not <b>today</b>', field: null, failsWhen: 'NOT(ISBLANK(Subject))' }],
    })
    const { text } = await press(`/lightning/r/Case/${id}/close`)
    expect(text).toContain('role="alert"')
    expect(text).toContain('Not &lt;b&gt;today&lt;/b&gt;')
    await org.ask('POST', 'schema', { object: 'Case', removeRules: ['Locked'] })
  })

  it('show invitations, responses and answers on the records they are about', async () => {
    const contact = await org.save('Contact', { LastName: 'Okafor' })
    const id = await org.save('Case', { Subject: 'S', ContactId: contact })
    await org.save('Survey_Invitation__c', {
      Invitation_Key__c: 'i1',
      Case__c: id,
      Contact__c: contact,
      Status__c: 'Completed',
    })
    const response = await org.save('Survey_Response__c', {
      Response_Key__c: 'r1',
      Case__c: id,
      Contact__c: contact,
      Comment__c: 'Très <bien>',
    })
    await org.save('Survey_Answer__c', {
      Answer_Key__c: 'a1',
      Response__c: response,
      Question_Text__c: 'How was it?',
      Value_Number__c: 5,
    })
    for (const url of [`Case/${id}`, `Contact/${contact}`]) {
      const { text } = await page(`/lightning/r/${url}/view`)
      expect(text).toContain('Très &lt;bien&gt;')
      expect(text).toContain('How was it?')
      expect(text).toContain('Completed')
    }
  })

  it('never let text of a record become markup', async () => {
    const id = await org.save('Case', { Subject: '<script>alert(1)</script>' })
    for (const url of ['/lightning/o/Case/list', `/lightning/r/Case/${id}/view`]) {
      expect((await page(url)).text).not.toContain('<script>alert')
    }
  })

  it('show the delivery of messages, with buttons to retry and delete', async () => {
    await org.deliver('http://127.0.0.1:9/')
    await org.save('Case', { Subject: 'S', Status: 'Closed' })
    const { text } = await page('/lightning/setup/outbound')
    expect(text).toContain('Case.Survey_Case_Closed')
    const id = /outbound\/(04l\w+)\/delete/.exec(text)![1]!
    await press(`/lightning/setup/outbound/${id}/retry`)
    expect((await press(`/lightning/setup/outbound/${id}/delete`)).text).not.toContain(id)
  })

  it('show the calls of the API', async () => {
    await fetch(`${org.about.orgUrl}/services/data/v66.0/limits`)
    expect((await page('/lightning/setup/usage')).text).toContain('/services/data/v66.0/limits')
  })

  it('know nothing of records that are not there', async () => {
    expect((await page('/lightning/r/Case/500000000000000AAA/view')).status).toBe(404)
    expect((await page('/lightning/o/Nothing/list')).status).toBe(404)
  })

  it('refuse a form that comes from another site', async () => {
    const foreign = {
      method: 'POST',
      headers: { Origin: 'https://example.com', 'Content-Type': 'application/x-www-form-urlencoded' },
    }
    expect((await page('/lightning/setup/outbound/1/delete', foreign)).status).toBe(403)
  })
})
