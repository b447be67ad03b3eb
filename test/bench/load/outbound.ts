import type { Shot } from './client.ts'

// Outbound messages whose ids, addresses and numbers are patched into one prebuilt buffer: making a message costs a copy,
// so the generator does not become what is measured. Shape: test/support/outbound.ts, 11 fields of a closed case.
const idPlace = '04l@@@@@@@@@@@@@@@'
const casePlace = '500@@@@@@@@@@@@@@@'
const numberPlace = '#########'
const subjects = [
  'Printer on fire &amp; smoking',
  'Cannot log in',
  'Rechnung fehlt – bitte prüfen',
  'Refund for order #4711',
]

const id18 = (prefix: string, n: number): string => `${prefix}${n.toString(36).toUpperCase().padStart(12, '0')}AAA`
const digits = (n: number): string => String(n).padStart(numberPlace.length, '0')

/** What a notification of this number must have become wherever it is stored. */
export const expected = (n: number) => ({ id: id18('04l', n), recordId: id18('500', n), email: emailOf(n) })
export const emailOf = (n: number): string => `pat.customer.${digits(n)}@example.com`
export const numberOf = (id: string): number => Number.parseInt(id.slice(3, 15), 36)

type Template = { body: Buffer; places: { id: number; record: number; number: number }[] }

function template(count: number, organizationId: string): Template {
  const notifications = Array.from({ length: count }, (_, at) => notification(at)).join('\n')
  const services = 'https://example.my.salesforce.com/services/Soap'
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>${organizationId}</OrganizationId>
   <ActionId>04k000000000001AAA</ActionId>
   <SessionId xsi:nil="true"/>
   <EnterpriseUrl>${services}/c/68.0/${organizationId.slice(0, 15)}</EnterpriseUrl>
   <PartnerUrl>${services}/u/68.0/${organizationId.slice(0, 15)}</PartnerUrl>
${notifications}
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>`)
  const places = []
  for (let id = body.indexOf(idPlace); id >= 0; id = body.indexOf(idPlace, id + 1))
    places.push({ id, record: body.indexOf(casePlace, id), number: body.indexOf(numberPlace, id) })
  return { body, places }
}

const notification = (at: number): string => `   <Notification>
    <Id>${idPlace}</Id>
    <sObject xsi:type="sf:Case" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
     <sf:Id>${casePlace}</sf:Id>
     <sf:AccountId>0010000000AbCdEAAZ</sf:AccountId>
     <sf:CaseNumber>${String(10_000 + at).padStart(8, '0')}</sf:CaseNumber>
     <sf:ClosedDate>2026-11-21T09:15:${String(at % 60).padStart(2, '0')}.000Z</sf:ClosedDate>
     <sf:ContactEmail>pat.customer.${numberPlace}@example.com</sf:ContactEmail>
     <sf:IsClosed>true</sf:IsClosed>
     <sf:OwnerId>005000000000001AAA</sf:OwnerId>
     <sf:Priority>Medium</sf:Priority>
     <sf:Status>Closed</sf:Status>
     <sf:Subject>${subjects[at % subjects.length]}</sf:Subject>
     <sf:Type>Electronic</sf:Type>
    </sObject>
   </Notification>`

/** Makes messages of `count` notifications each; a message is known by the number of its first notification. */
export function messages(count: number, path: string, organizationId: string): (first: number) => Shot {
  const { body, places } = template(count, organizationId)
  const headers = { 'content-type': 'text/xml; charset=UTF-8', soapaction: '""' }
  const isTaken = (status: number, text: string) => status === 200 && /Ack>\s*true\s*</.test(text)
  return (first) => {
    const copy = Buffer.from(body)
    for (const [at, place] of places.entries()) {
      copy.write(id18('04l', first + at), place.id, 'latin1')
      copy.write(id18('500', first + at), place.record, 'latin1')
      copy.write(digits(first + at), place.number, 'latin1')
    }
    return { path, headers, body: copy, isTaken }
  }
}
