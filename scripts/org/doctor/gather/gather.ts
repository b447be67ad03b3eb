import type { Document } from '../../../../bridge/definitions/documents.ts'
import { checkNames } from '../../config/names/check.ts'
import { schemaOf } from '../../config/names/schema.ts'
import type { OrgContext } from '../../frame/context.ts'
import type { Seen } from '../check.ts'
import type { BridgeFacts, Facts } from '../facts.ts'
import { readAccess } from './access.ts'
import { readBridge, readSkew } from './bridge.ts'
import { readApp, readNamedCredential, readPrincipal } from './credential.ts'
import { readPackage } from './package.ts'
import { readHolders, readIntegrationUser, readSilentProfiles } from './people.ts'
import { given, see } from './see.ts'
import { readTriggers } from './triggers.ts'

/** The one place that asks the org and the bridge. It changes nothing on either side. */
export async function gather({ connection, org, bridge: api }: OrgContext): Promise<Facts> {
  const schema = schemaOf(connection)
  const bridge = await see(() => readBridge(api))
  const username = loginName(bridge)
  const user = await given(username, (name) => readIntegrationUser(connection, name))
  const known: Seen<{ id: string; documents: BridgeFacts }> =
    'value' in user && 'value' in bridge && user.value
      ? { value: { id: user.value.id, documents: bridge.value } }
      : { unseen: 'unseen' in user ? user.unseen : 'there is no integration user' }
  const reads = {
    skewSeconds: see(() => readSkew(api, org.instanceUrl)),
    quota: see(() => readQuota(connection)),
    package: see(() => readPackage(connection)),
    access: given(known, ({ id, documents }) => readAccess(connection, schema, id, documents)),
    holders: see(() => readHolders(connection)),
    silent: given(username, (name) => readSilentProfiles(connection, name)),
    app: see(() => readApp(connection)),
    named: see(() => readNamedCredential(connection)),
    principal: see(() => readPrincipal(connection)),
    triggers: given(bridge, ({ programs }) => readTriggers(connection, schema, programs, api.origin)),
    names: given(bridge, async (found) => {
      const problems = await checkNames(documentsIn(found), schema)
      return problems.map(({ path, message }) => `${path}: ${message}`)
    }),
  }
  const found = await Promise.all(Object.values(reads))
  const read = Object.fromEntries(Object.keys(reads).map((name, index) => [name, found[index]]))
  return {
    org,
    bridgeOrigin: api.origin,
    user,
    bridge,
    ...(read as Omit<Facts, 'org' | 'bridgeOrigin' | 'user' | 'bridge'>),
  }
}

const documentsIn = ({ programs, mappings }: BridgeFacts): Document[] => [
  ...programs.map((body) => ({ kind: 'program' as const, name: body.program, body })),
  ...mappings.map((body) => ({ kind: 'mapping' as const, name: body.mapping, body })),
]

/** As whom the bridge logs in. */
function loginName(bridge: Seen<BridgeFacts>): Seen<string> {
  if (!('value' in bridge)) return bridge
  const connection = bridge.value.connections.find(({ name }) => name === 'salesforce')
  const name = connection?.config['username']
  return typeof name === 'string' ? { value: name } : { unseen: 'the bridge has no connection to Salesforce' }
}

async function readQuota(connection: OrgContext['connection']): Promise<{ used: number; limit: number }> {
  const limits = await connection.limits()
  const { Max = 0, Remaining = 0 } = limits['DailyApiRequests'] ?? {}
  return { used: Max - Remaining, limit: Max }
}
