import type { Mapping } from '../../../bridge/definitions/mappings/mapping.ts'
import type { Program } from '../../../bridge/definitions/program.ts'
import type { OrgFacts } from '../frame/login.ts'
import type { Seen } from './check.ts'

/** Everything doctor knows of one org and its bridge; `diagnose` asks nobody else. */
export type Facts = {
  org: OrgFacts
  bridgeOrigin: string
  /** By how many seconds the bridge's clock is ahead of Salesforce's. */
  skewSeconds: Seen<number>
  quota: Seen<{ used: number; limit: number }>
  package: Seen<PackageFacts>
  user: Seen<IntegrationUser | null>
  access: Seen<AccessFacts>
  /** Which of our permission sets which active people hold. */
  holders: Seen<Holder[]>
  /** Profiles of active people whose saves send no outbound message. */
  silent: Seen<SilentProfile[]>
  app: Seen<boolean>
  named: Seen<{ calloutUrl: string } | null>
  principal: Seen<string | null>
  /** One for each program that is not off. */
  triggers: Seen<TriggerFacts[]>
  bridge: Seen<BridgeFacts>
  /** What the bridge's documents name and the org does not have. */
  names: Seen<string[]>
}

export type PackageFacts = {
  version: string
  count: number
  /** `CustomField Case.Last_Survey_Score__c` */
  missing: string[]
  isFrenchActive: boolean
  isFrenchDeployed: boolean
}

export type IntegrationUser = {
  id: string
  username: string
  isActive: boolean
  isFrozen: boolean
  profile: string
  licence: string
  isApiOnly: boolean
  sendsOutboundMessages: boolean
}

export type AccessFacts = {
  permissionSets: string[]
  licences: string[] // permission set licences
  /** Fields the programs read and the mappings write, which the user may not. */
  unreadable: string[]
  unwritable: string[]
  /** How many fields were looked at. */
  count: number
}

export type Holder = { username: string; permissionSet: string }
export type SilentProfile = { name: string; people: string[] }

/** What the org holds for one program, beside what it ought to. */
export type TriggerFacts = {
  program: string
  /** Null: set-up cannot make a trigger for it, with the reason. */
  wanted: { message: string; fields: string[]; flow: string; shape: Shape } | { impossible: string }
  message: Message | null
  flow: Flow | null
  /** Active workflow rules that send a message to a bridge when the same happens. */
  rules: string[]
}
export type Message = {
  name: string
  endpointUrl: string
  fields: string[]
  integrationUser: string
  /** What the bridge behind the address says of its key. */
  key: 'live' | 'refused' | 'unreachable'
}
export type Flow = { isActive: boolean; active: number | null; latest: number | null; shape: Seen<Shape> }

/** What a flow does, as flat paths: `start.object` → `Case`. Places on the canvas and labels are left out. */
export type Shape = Record<string, string>

export type BridgeFacts = {
  orgKey: string
  name: string
  isSandbox: boolean
  generation: number
  /** `trigger 1`: credentials of this generation open nothing any more. */
  revoked: string[]
  writes: Record<string, number>
  sends: Record<string, number>
  invitations: Record<string, number>
  connections: ConnectionFacts[]
  alerts: { code: string; detail: string }[]
  programs: Program[]
  mappings: Mapping[]
}

export type ConnectionFacts = {
  name: string
  app: string
  config: Record<string, unknown>
  opensAt: string | null
  lastSuccessAt: string | null
  lastError: { status?: string; message?: string; hint?: string } | null
}
