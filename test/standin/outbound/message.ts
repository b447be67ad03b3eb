/** What stands above the notifications of one message. */
export type Head = {
  organizationId: string
  actionId: string
  sessionId: string | null
  enterpriseUrl: string
  partnerUrl: string
}
/** One `<Notification>`; `fields` null when the record was deleted before it left. */
export type Row = { id: string; object: string; fields: Map<string, string> | null }

/** The body as Salesforce writes it: one space a level, LF, Id first, then names in ASCII order. */
export const renderMessage = (head: Head, rows: Row[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>${head.organizationId}</OrganizationId>
   <ActionId>${head.actionId}</ActionId>
   ${head.sessionId === null ? '<SessionId xsi:nil="true"/>' : `<SessionId>${escape(head.sessionId)}</SessionId>`}
   <EnterpriseUrl>${escape(head.enterpriseUrl)}</EnterpriseUrl>
   <PartnerUrl>${escape(head.partnerUrl)}</PartnerUrl>
${rows.map(renderRow).join('\n')}
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>`

function renderRow({ id, object, fields }: Row): string {
  if (fields === null) return `   <Notification>\n    <Id>${id}</Id>\n   </Notification>`
  const lines = [...fields.keys()]
    .sort(idFirst)
    .map((name) => `     <sf:${name}>${escape(fields.get(name)!)}</sf:${name}>`)
  return `   <Notification>
    <Id>${id}</Id>
    <sObject xsi:type="sf:${object}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
${lines.join('\n')}
    </sObject>
   </Notification>`
}

/** Upper case before lower case, as in every capture; localeCompare would mix them. */
const idFirst = (a: string, b: string): number => (a === 'Id' ? -1 : b === 'Id' ? 1 : a < b ? -1 : 1)

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
// Control characters, most of which XML 1.0 cannot hold at all, would make the whole message unreadable.
const unwritable = /[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu
const escape = (text: string): string => text.replace(unwritable, '').replace(/[&<>]/g, (found) => entities[found]!)
