import { readFileSync } from 'node:fs'
import { readDocuments } from '../../../../bridge/definitions/documents.ts'
import type { Program } from '../../../../bridge/definitions/program.ts'
import type { Facts, Message, TriggerFacts } from '../../../../scripts/org/doctor/facts.ts'

const file = new URL('../../../../bridge/definitions/defaults/case-closed.yaml', import.meta.url)
const caseClosed = readDocuments(readFileSync(file, 'utf8')).documents.find(({ kind }) => kind === 'program')!
  .body as Program

export const origin = 'https://bridge.example'
export const orgKey = 'abcdefghijklmnop'
const username = 'bridge@org.example'

/** An org in which everything is as it ought to be. A test breaks one thing of it. */
export const soundFacts = (): Facts => ({
  org: {
    id: '00D000000000001AAA',
    orgKey,
    isSandbox: false,
    name: 'Example Company',
    username: 'admin@org.example',
    userId: '005000000000001AAA',
    instanceUrl: 'https://example.my.salesforce.com',
    edition: 'Enterprise Edition',
  },
  bridgeOrigin: origin,
  skewSeconds: { value: 1 },
  quota: { value: { used: 100, limit: 15_000 } },
  package: { value: { version: '0.1.0', count: 200, missing: [], isFrenchActive: true, isFrenchDeployed: true } },
  user: {
    value: {
      id: '005000000000002AAA',
      username,
      isActive: true,
      isFrozen: false,
      profile: 'Survey Bridge API',
      licence: 'Salesforce Integration',
      isApiOnly: true,
      sendsOutboundMessages: false,
    },
  },
  access: {
    value: {
      permissionSets: ['Survey_Integration'],
      licences: ['SalesforceAPIIntegrationPsl'],
      unreadable: [],
      unwritable: [],
      count: 80,
    },
  },
  holders: {
    value: [
      { username: 'admin@org.example', permissionSet: 'Survey_Admin' },
      { username: 'agent@org.example', permissionSet: 'Survey_User' },
    ],
  },
  silent: { value: [{ name: 'Minimum Access', people: ['reader@org.example'] }] },
  app: { value: true },
  named: { value: { calloutUrl: `${origin}/actions/${orgKey}` } },
  principal: { value: 'Configured' },
  triggers: { value: [aTrigger()] },
  bridge: {
    value: {
      orgKey,
      name: 'Example Company',
      isSandbox: false,
      generation: 2,
      revoked: ['trigger 1'],
      writes: {},
      sends: {},
      invitations: {},
      connections: [
        aConnection('salesforce', 'salesforce', { username }),
        aConnection('mail', 'smtp', { host: 'smtp.example' }),
      ],
      alerts: [],
      programs: [{ ...caseClosed, mode: 'live' }],
      mappings: [],
    },
  },
  names: { value: [] },
})

export const aConnection = (name: string, app: string, config: Record<string, unknown>) => ({
  name,
  app,
  config,
  opensAt: '2026-11-21T10:00:00.000Z',
  lastSuccessAt: '2026-11-21T10:00:00.000Z',
  lastError: null,
})

const fields = ['Id', 'ClosedDate', 'ContactId', 'ContactEmail', 'AccountId', 'IsClosed']

export const aTrigger = (changed: Partial<TriggerFacts> = {}): TriggerFacts => ({
  program: 'case-closed',
  wanted: { message: 'Case.Survey_Case_Closed', fields, flow: 'Survey_Case_Closed', shape: { 'start.object': 'Case' } },
  message: aMessage(),
  flow: { isActive: true, active: 3, latest: 3, shape: { value: { 'start.object': 'Case' } } },
  rules: [],
  ...changed,
})

export const aMessage = (changed: Partial<Message> = {}): Message => ({
  name: 'Case.Survey_Case_Closed',
  endpointUrl: `${origin}/trigger/${orgKey}/2.mac`,
  fields,
  integrationUser: username,
  key: 'live',
  ...changed,
})
