import type { Result } from '../../bridge/core/failures.ts'
import { makeKeys, orgKeyOf } from '../../bridge/core/keys.ts'
import type { Notification } from '../../bridge/trigger/notification.ts'
import type { TriggerOrg } from '../../bridge/trigger/port.ts'

export const keys = makeKeys([Buffer.alloc(32, 7)])

let count = 0
/** An 18-character id that no other test has. Its suffix is not the right one; nobody checks that. */
export const anId = (prefix: string): string => `${prefix}${(count++).toString(36).padStart(12, '0')}AAA`

/** An organization of its own for one test, with its key and the path of its trigger URL. */
export function anOrganization(generation = 1) {
  const organizationId = anId('00D')
  const orgKey = orgKeyOf(organizationId)
  return { organizationId, orgKey, path: `/trigger/${orgKey}/${keys.issue('trigger', orgKey, generation)}` }
}

export type Sent = { id: string; object: string; fields: Record<string, string> | null }
export type MessageOptions = {
  organizationId: string
  actionId: string
  session: string
  notifications: Sent[]
}

/** A closed case as Salesforce sends it; `fields` null = deleted before it left. */
export function aClosedCase(given: Partial<Sent> = {}): Sent {
  const fields = {
    Id: anId('500'),
    CaseNumber: '00016492',
    ClosedDate: '2026-09-09T00:41:57.000Z',
    ContactEmail: 'pat@example.com',
  }
  return { id: anId('04l'), object: 'Case', fields, ...given }
}

/** The body of an outbound message, byte for byte as captured: one space a level, LF, Id first, then ASCII order. */
export function outboundMessage(given: Partial<MessageOptions> = {}): string {
  const { organizationId, actionId, session, notifications } = {
    organizationId: '00D000000000001EAA',
    actionId: '04k000000000001AAA',
    session: '<SessionId xsi:nil="true"/>',
    notifications: [aClosedCase()],
    ...given,
  }
  const services = 'https://example.my.salesforce.com/services/Soap'
  return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>${organizationId}</OrganizationId>
   <ActionId>${actionId}</ActionId>
   ${session}
   <EnterpriseUrl>${services}/c/68.0/${organizationId.slice(0, 15)}</EnterpriseUrl>
   <PartnerUrl>${services}/u/68.0/${organizationId.slice(0, 15)}</PartnerUrl>
${notifications.map(notification).join('\n')}
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>`
}

function notification({ id, object, fields }: Sent): string {
  if (fields === null) return `   <Notification>\n    <Id>${id}</Id>\n   </Notification>`
  const { Id, ...others } = fields
  const lines = Object.entries(others)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `     <sf:${name}>${escaped(value)}</sf:${name}>`)
  return `   <Notification>
    <Id>${id}</Id>
    <sObject xsi:type="sf:${object}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
${[`     <sf:Id>${Id}</sf:Id>`, ...lines].join('\n')}
    </sObject>
   </Notification>`
}

// A raw CR would be read as LF.
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }
const escaped = (text: string): string => text.replace(/[&<>\r]/g, (found) => entities[found]!)

/** One event as a Flow callout sends it. */
export const anEvent = (given: Record<string, unknown> = {}) => ({
  id: anId('event-'),
  sentAt: new Date().toISOString(),
  object: 'Case',
  recordId: anId('500'),
  fields: { CaseNumber: '00016492', IsClosed: true },
  ...given,
})

/** An org's object that keeps what it was asked to do, and answers what the test says. */
export class RecordingOrg implements TriggerOrg {
  readonly accepted: { door: string; generation: number; notifications: Notification[] }[] = []
  readonly alerts: { door: string; generation: number; id: string; code: string; detail: string }[] = []
  answer: Result<never> | null = null

  async accept(door: string, generation: number, notifications: Notification[]): Promise<Result<{ fresh: number }>> {
    this.accepted.push({ door, generation, notifications })
    return this.answer ?? { ok: true, value: { fresh: notifications.length } }
  }

  async alertBody(
    door: string,
    generation: number,
    alert: { id: string; code: string; detail: string },
  ): Promise<Result<null>> {
    this.alerts.push({ door, generation, ...alert })
    return this.answer ?? { ok: true, value: null }
  }
}
