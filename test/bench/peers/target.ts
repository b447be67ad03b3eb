import type { Shot } from '../load/client.ts'

/** A server under load, whoever wrote it. */
export type Target = {
  name: string
  pid: number
  origin: string
  idleMegabytes: number
  accept: { path: string; organizationId: string }
  /** The shot that answers survey number n; none: it takes no answers. */
  answer?: (n: number) => Shot
  /** How many surveys there are to answer. */
  surveys?: number
  /** Everything it holds, to be compared with what it said it took. */
  stored: () => Promise<Stored[]> | Stored[]
  stop: () => Promise<void>
}
export type Stored = { id: string; recordId: string; email: string }

/** Where a target puts its files, and where it finds the org it writes to; `bundle` is the build of the bridge that is measured. */
export type Place = { folder: string; port: number; bundle: string; orgUrl: string; orgId: string }
export type Start = (place: Place, say: (line: string) => void) => Promise<Target>

/** The Ack every peer sends. */
export const ack =
  '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>'

/** Peers take answers as the JSON a survey tool's web hook sends, and write each to the org before they reply. */
export const hookAnswer = (n: number): Shot => ({
  path: '/survey',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ responseId: `R_${n}`, csat: 4 + (n % 2), comment: commentOf(n), language: 'en' })),
  isTaken: (status) => status === 200,
})
export const commentOf = (n: number): string => `Quick help & friendly – danke! #${n}`
