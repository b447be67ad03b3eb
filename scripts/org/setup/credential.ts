import { deploySource } from '../deploy/deploy.ts'
import type { Task } from '../frame/tasks.ts'
import { placesOf } from './app.ts'
import { withFilledCopy } from './places.ts'
import { names, type Work } from './work.ts'

const folder = 'lwc-package/connection/namedCredentials'

/** (e) How buttons and flows in Salesforce reach the bridge: address by metadata, the secret by the Connect API, because metadata never carries one. */
export function credentialTask(work: Work): Task {
  const { context } = work
  const { connection, bridge, org, state } = context
  const url = `${bridge.origin}/actions/${org.orgKey}`
  return {
    id: 'credential.named',
    title: 'Let Salesforce call the bridge',
    why: `Named credential ${names.credential} with the bridge's address; the credential itself goes in by the Connect API.`,
    async look() {
      const found = await setUp(work)
      if (!found) return { isDone: false, detail: 'there is no named credential yet' }
      if (found.calloutUrl !== url) return { isDone: false, detail: `it leads to ${found.calloutUrl}` }
      if (!found.isConfigured) return { isDone: false, detail: 'it holds no credential yet' }
      const isSame = state.values['credentialGeneration'] === (await generationOf(work))
      return {
        isDone: isSame,
        detail: isSame ? `${names.credential} leads to ${url}` : 'it may hold an earlier credential',
      }
    },
    async act() {
      const connected = await work.connected()
      await withFilledCopy([folder], placesOf(work), (copy) => deploySource(context, [copy]))
      const isKnown = (await setUp(work))?.isConfigured === true
      await connection.request({
        method: isKnown ? 'PUT' : 'POST',
        url: `/services/data/v${connection.getApiVersion()}/named-credentials/credential`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          externalCredential: names.credential,
          principalName: names.principal,
          principalType: 'NamedPrincipal',
          authenticationProtocol: 'Custom',
          credentials: { [names.parameter]: { value: connected.eventsToken, encrypted: true } },
        }),
      })
      state.keep({ credentialGeneration: connected.generation })
    },
  }
}

/** Which credentials the bridge hands out now; null when it does not say. */
export async function generationOf(work: Work): Promise<number | null> {
  if (!(await work.isKnown())) return null
  const { generation } = await work.context.bridge.get<{ generation?: number }>('')
  return generation ?? null
}

type SetUp = { calloutUrl: string; isConfigured: boolean }

/** Null when the org has no such named credential. */
async function setUp({ context: { connection } }: Work): Promise<SetUp | null> {
  const base = `/services/data/v${connection.getApiVersion()}/named-credentials`
  try {
    const named = await connection.request<{ calloutUrl: string }>(`${base}/named-credential-setup/${names.credential}`)
    const external = await connection.request<{
      principals: { principalName: string; authenticationStatus: string }[]
    }>(`${base}/external-credentials/${names.credential}`)
    const principal = external.principals.find(({ principalName }) => principalName === names.principal)
    return { calloutUrl: named.calloutUrl, isConfigured: principal?.authenticationStatus === 'Configured' }
  } catch (error) {
    if (error instanceof Error && /NOT_FOUND|404/.test(`${error.name} ${String(Reflect.get(error, 'errorCode'))}`))
      return null
    throw error
  }
}
