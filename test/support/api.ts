import { env } from 'cloudflare:workers'
import { forgetOrg } from '../../bridge/org/tables/org-row.ts'
import { runInDurableObject } from 'cloudflare:test'
import { orgKeyOf } from '../../bridge/core/keys.ts'
import { knock, operatorToken } from './connected-org.ts'
import { anId } from './outbound.ts'

export type Reply = { status: number; body: Record<string, unknown> & { rows?: Record<string, unknown>[] } }
export type Credentials = Record<'adminToken' | 'triggerUrl' | 'eventsToken' | 'hooksToken' | 'orgKey', string> & {
  generation: number
}

/** One request to `/api/orgs/:orgKey…` with a token; none: no header. A text goes as it is. */
export async function ask(
  method: string,
  path: string,
  { token, body }: { token?: string | undefined; body?: unknown } = {},
): Promise<Reply> {
  const reply = await knock(`/api/orgs/${path}`, {
    method,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: reply.status, body: (await reply.json()) as Reply['body'] }
}

/** As the operator connects an org. */
export const connect = (organizationId: string, more: Record<string, unknown> = {}): Promise<Reply> =>
  ask('PUT', orgKeyOf(organizationId), { token: operatorToken, body: { organizationId, ...more } })

/** An org of its own without apps, connected through the front, and its API with the admin's token. */
export async function anApi(more: Record<string, unknown> = {}) {
  const organizationId = anId('00D')
  const connected = await connect(organizationId, more)
  if (connected.status !== 200) throw new Error(JSON.stringify(connected))
  const credentials = connected.body as unknown as Credentials
  const { orgKey, adminToken } = credentials
  return {
    organizationId,
    orgKey,
    credentials,
    adminToken,
    api: (method: string, path: string, body?: unknown): Promise<Reply> =>
      ask(method, `${orgKey}${path && `/${path}`}`, { token: adminToken, body }),
    operate: (method: string, path: string): Promise<Reply> =>
      ask(method, `${orgKey}/${path}`, { token: operatorToken }),
    /** Inside the org's object, which then reads again who it is. */
    inside: <T>(work: (sql: SqlStorage, state: DurableObjectState) => T): Promise<T> =>
      runInDurableObject(env.ORG.getByName(orgKey), (_, state) => {
        const result = work(state.storage.sql, state)
        forgetOrg(state.storage.sql)
        return result
      }),
  }
}
export type Api = Awaited<ReturnType<typeof anApi>>
