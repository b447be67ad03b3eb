import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPageOfAnOrg, type Failed } from './an-org.ts'

let page: Awaited<ReturnType<typeof aPageOfAnOrg>>
let bridge: Server
const heard: { url: string; authorization: string; body: string }[] = []
let answer: { status: number; body: unknown } = { status: 200, body: {} }
beforeAll(async () => {
  page = await aPageOfAnOrg()
  bridge = createServer((request, reply) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      heard.push({ url: request.url ?? '', authorization: request.headers.authorization ?? '', body })
      reply.writeHead(answer.status).end(JSON.stringify(answer.body))
    })
  })
  await new Promise<void>((done) => void bridge.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  bridge.close()
  await page.stop()
})

describe('UI API', () => {
  it('gives a record with the fields of a path, and leaves out optional ones that are not there', async () => {
    const contact = await page.org.save('Contact', { LastName: 'Okafor', Email: 'g@example.com' })
    const id = await page.org.save('Case', { Subject: 'Bell', ContactId: contact })
    const asked = 'fields=Case.Subject,Case.Contact.Email&optionalFields=Case.Mood__c,Case.Account.Name'
    expect(await page.call('GET', `ui-api/records/${id}?${asked}`)).toMatchObject({
      apiName: 'Case',
      id,
      fields: {
        Subject: { value: 'Bell', displayValue: null },
        Contact: { displayValue: 'Okafor', value: { fields: { Email: { value: 'g@example.com' } } } },
        Account: { displayValue: null, value: null },
      },
    })
    expect(await page.call('GET', `ui-api/records/${id}?fields=Case.Mood__c`)).toMatchObject({
      failed: 400,
      body: { errorCode: 'INVALID_FIELD' },
    })
    expect(await page.call('GET', 'ui-api/records/500000000000000AAA')).toMatchObject({ failed: 404 })
  })

  it('saves, and says which field is wrong', async () => {
    const id = await page.org.save('Contact', { LastName: 'Petit' })
    const saved = await page.call('PATCH', `ui-api/records/${id}`, { fields: { Do_Not_Survey__c: true } })
    expect(saved).toMatchObject({ fields: { Do_Not_Survey__c: { value: true } } })
    const refused = await page.call<Failed>('PATCH', `ui-api/records/${id}`, { fields: { Email: 'x' } })
    expect(refused).toMatchObject({
      failed: 400,
      body: { output: { fieldErrors: { Email: [{ errorCode: 'INVALID_EMAIL_ADDRESS' }] } } },
    })
    const made = await page.call('POST', 'ui-api/records', { apiName: 'Contact', fields: { LastName: 'New' } })
    expect(made).toMatchObject({ apiName: 'Contact', fields: { LastName: { value: 'New' } } })
  })

  it('describes an object in the language of the user', async () => {
    type Info = { fields: Record<string, { label: string; updateable: boolean }> }
    const info = await page.call<Info>('GET', 'ui-api/object-info/Survey_Invitation__c', undefined, 'fr')
    expect(info.fields['Status__c']).toMatchObject({ label: 'Statut', updateable: true })
    const path = 'ui-api/object-info/Survey_Invitation__c/picklist-values/012000000000000AAA/Status__c'
    const { values } = await page.call<{ values: { value: string; label: string }[] }>('GET', path, undefined, 'fr')
    expect(values.find(({ value }) => value === 'Sent')).toMatchObject({ label: 'Envoyée' })
  })
})

describe('Apex', () => {
  const act = (given: Record<string, unknown>, language = 'en') =>
    page.call<Record<string, unknown>>('POST', 'apex/SurveyBridgeController.act', given, language)
  const connect = (credential = '1.secret') => {
    const url = `http://127.0.0.1:${(bridge.address() as AddressInfo).port}/actions/abc`
    return page.org.ask('PUT', 'named-credential', { url, credential })
  }

  it('says that nothing is set up, in the words of the package', async () => {
    const status = await page.call<Failed>('POST', 'apex/SurveyBridgeController.status', {})
    expect(status).toMatchObject({ failed: 500 })
    expect(String(status.body['message'])).toContain('might not exist')
  })

  it('hands a press over with the credential, and gives back what became of it', async () => {
    await connect()
    const id = await page.org.save('Case', { Subject: 'Bell' })
    answer = { status: 200, body: { results: [{ id: '1', ok: false, code: 'cooldown', message: 'Too soon.' }] } }
    const given = { action: 'send', program: 'case-closed', objectName: 'Case', recordId: id }
    expect(await act(given)).toEqual({ ok: false, code: 'cooldown', message: 'Too soon.' })
    const { url, authorization, body } = heard.at(-1)!
    expect(url).toBe('/actions/abc/act')
    expect(authorization).toBe('Bearer 1.secret')
    expect(JSON.parse(body)).toMatchObject({
      organizationId: page.org.about.orgId,
      actions: [{ do: 'send', program: 'case-closed', object: 'Case', recordId: id, invitation: null }],
    })
  })

  it('refuses by itself what is incomplete or about nothing that can be read', async () => {
    await connect()
    const before = heard.length
    expect(await act({ action: 'send' })).toMatchObject({ ok: false, code: 'malformed' })
    expect(await act({ action: 'resend', invitationKey: 'nowhere' })).toMatchObject({ ok: false, code: 'no_access' })
    expect(heard).toHaveLength(before)
  })

  it.each([
    [{ status: 401, body: { code: 'revoked', message: 'x' } }, 'revoked'],
    [{ status: 403, body: { code: 'wrong_org', message: 'x' } }, 'wrong_org'],
    [{ status: 502, body: 'proxy' }, 'not_the_bridge'],
  ])('tells what the bridge refused: %j', async (said, code) => {
    await connect()
    const id = await page.org.save('Case', { Subject: 'Bell' })
    answer = said
    const told = await act({ action: 'send', program: 'case-closed', recordId: id }, 'fr')
    expect(told).toMatchObject({ ok: false, code })
    expect(told['message']).not.toMatch(/^Survey_Error/) // a label of the package that is there
  })
})
