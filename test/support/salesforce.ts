import { salesforceRecords } from '../../bridge/apps/salesforce/records.ts'
import type { SalesforceDeps } from '../../bridge/apps/salesforce/connection.ts'
import type { Records, Row } from '../../bridge/write-back/records.ts'
import type { StandInOrg } from './stand-in.ts'

/** What the bridge needs to know of an org of the stand-in. Importing this file loads jsforce, which takes seconds. */
export const depsOf = (org: StandInOrg): SalesforceDeps => ({
  config: org.config,
  credentials: org.credentials,
  orgId15: org.orgId.slice(0, 15),
  allowedHosts: new Set(['127.0.0.1']),
  limitMs: 20_000,
})

/** The real client, signed in to an org of the stand-in. */
export const recordsOf = (org: StandInOrg, deps: Partial<SalesforceDeps> = {}): Records =>
  salesforceRecords({ ...depsOf(org), ...deps })

/** A response as a mapping renders it. */
export const aResponseRow = (key: string, fields: Record<string, unknown> = {}): Row => ({
  writeKey: `${key}|survey-response`,
  entity: 'Survey_Response__c',
  key: 'Response_Key__c',
  fields: { Response_Key__c: key, CSAT__c: 5, ...fields },
})
