import { describe, expect, it } from 'vitest'
import { renderMessage } from '../message.ts'
import { valueText } from '../values.ts'
import { toId18 } from '../../data/ids.ts'
import { notificationsIn } from './receiver.ts'
import { setScene } from './support.ts'

const head = {
  organizationId: '00D000000000001EAA',
  actionId: '04k000000000001AAA',
  sessionId: null,
  enterpriseUrl: 'https://example.my.salesforce.com/services/Soap/c/66.0/00D000000000001',
  partnerUrl: 'https://example.my.salesforce.com/services/Soap/u/66.0/00D000000000001',
}

describe('the bytes of a message', () => {
  it('are those of the captured example', () => {
    const fields = new Map([
      ['CaseNumber', '00016492'],
      ['Id', '500000000000001AAA'],
    ])
    expect(renderMessage(head, [{ id: '04l000000000001AAA', object: 'Case', fields }])).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>00D000000000001EAA</OrganizationId>
   <ActionId>04k000000000001AAA</ActionId>
   <SessionId xsi:nil="true"/>
   <EnterpriseUrl>https://example.my.salesforce.com/services/Soap/c/66.0/00D000000000001</EnterpriseUrl>
   <PartnerUrl>https://example.my.salesforce.com/services/Soap/u/66.0/00D000000000001</PartnerUrl>
   <Notification>
    <Id>04l000000000001AAA</Id>
    <sObject xsi:type="sf:Case" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
     <sf:Id>500000000000001AAA</sf:Id>
     <sf:CaseNumber>00016492</sf:CaseNumber>
    </sObject>
   </Notification>
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>`,
    )
  })

  it('hold nothing but the id when the record is gone', () => {
    const body = renderMessage(head, [{ id: '04l000000000001AAA', object: 'Case', fields: null }])
    expect(body).toContain('   <Notification>\n    <Id>04l000000000001AAA</Id>\n   </Notification>\n')
  })

  it('sort Id first, then upper case before lower case', () => {
    const names = ['npe01__Home__c', 'a__c', 'Zip__c', 'Id', 'X__Latitude__s', 'B__c']
    const body = renderMessage(head, [{ id: '04l', object: 'Case', fields: new Map(names.map((name) => [name, 'x'])) }])
    expect([...body.matchAll(/<sf:([^>]+)>/g)].map(([, name]) => name)).toEqual([
      'Id',
      'B__c',
      'X__Latitude__s',
      'Zip__c',
      'a__c',
      'npe01__Home__c',
    ])
  })

  it('escape what XML needs escaped and leave everything else as it is', () => {
    const fields = new Map([['Subject', 'R&D <br> "Zoé" \u0007👍']])
    expect(renderMessage(head, [{ id: '04l', object: 'Case', fields }])).toContain('R&amp;D &lt;br&gt; "Zoé" 👍')
  })
})

it.each([
  [120000, 'currency', '120000.0'],
  [0, 'double', '0.0'],
  [4200.5, 'currency', '4200.5'],
  [5000, 'int', '5000'],
  [true, 'boolean', 'true'],
  ['2017-04-03', 'date', '2017-04-03'],
  ['2026-09-09T00:41:57.000Z', 'datetime', '2026-09-09T00:41:57.000Z'],
  ['2026-09-09T00:41:57.000+0000', 'datetime', '2026-09-09T00:41:57.000Z'],
  [null, 'string', null],
  ['', 'string', null],
])('%j as %s is written %j', (value, type, text) => expect(valueText(value, type)).toBe(text))

describe('a message that was sent', () => {
  const scene = setScene()

  it('has the headers of Salesforce and no others', async () => {
    await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    await scene.settled()
    const { headers, rawHeaders } = scene.receiver.received[0]!
    expect(rawHeaders.filter((_, index) => index % 2 === 0).sort()).toEqual([
      'Accept-Encoding',
      'Cache-Control',
      'Connection',
      'Content-Length',
      'Content-Type',
      'Host',
      'SOAPAction',
      'User-Agent',
    ])
    expect(headers).toMatchObject({
      'user-agent': 'Jakarta Commons-HttpClient/3.1',
      'content-type': 'text/xml; charset=utf-8',
      soapaction: '""',
      'accept-encoding': 'gzip',
      'cache-control': 'no-cache',
    })
  })

  it('carries ids of 18 characters with a valid suffix and the urls of its org', async () => {
    const id = await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    await scene.settled()
    const { body } = scene.receiver.received[0]!
    const [{ id: notificationId, fields } = { id: '', fields: {} as Record<string, string> }] = notificationsIn(body)
    const actionId = /<ActionId>(.*)<\/ActionId>/.exec(body)![1]!
    const { orgId, orgUrl } = scene.org.about
    expect(fields['Id']).toBe(id)
    for (const found of [notificationId, actionId, id, orgId]) expect(toId18(found.slice(0, 15))).toBe(found)
    expect([notificationId.slice(0, 3), actionId.slice(0, 3)]).toEqual(['04l', '04k'])
    expect(body).toContain(`<OrganizationId>${orgId}</OrganizationId>`)
    expect(body).toContain(`<EnterpriseUrl>${orgUrl}/services/Soap/c/66.0/${orgId.slice(0, 15)}</EnterpriseUrl>`)
    expect(body).toContain(`<PartnerUrl>${orgUrl}/services/Soap/u/66.0/${orgId.slice(0, 15)}</PartnerUrl>`)
  })

  it('leaves out fields that are empty and carries those of the contact by formula', async () => {
    const ContactId = await scene.org.save('Contact', { LastName: 'Lefèvre', Email: 'zoe@example.fr' })
    await scene.org.save('Case', { Subject: 'Été & <hiver>', Status: 'Closed', ContactId })
    await scene.settled()
    const [{ fields } = { fields: {} as Record<string, string> }] = notificationsIn(scene.receiver.received[0]!.body)
    expect(fields).toMatchObject({
      Subject: 'Été & <hiver>',
      ContactId,
      ContactEmail: 'zoe@example.fr',
      IsClosed: 'true',
    })
    expect(fields).not.toHaveProperty('SuppliedEmail')
    expect(fields['ClosedDate']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  })

  it('speaks as old orgs did when asked: ids of 15 characters, a session id', async () => {
    await scene.org.switches({ old15CharIds: true, sessionId: 'OLD!SESSION' })
    const id = await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    await scene.settled()
    const { body } = scene.receiver.received[0]!
    expect(body).toContain('<SessionId>OLD!SESSION</SessionId>')
    expect(body).toContain(`<sf:Id>${id.slice(0, 15)}</sf:Id>`)
    expect(body).toContain(`<OrganizationId>${scene.org.about.orgId.slice(0, 15)}</OrganizationId>`)
    expect(body).not.toMatch(/>[a-zA-Z0-9]{18}</)
  })
})
