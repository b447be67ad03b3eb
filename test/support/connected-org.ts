import { exports } from 'cloudflare:workers'
import caseClosed from '../../bridge/definitions/defaults/case-closed.yaml'
import purchase from '../../bridge/definitions/defaults/purchase.yaml'
import { orgKeyOf } from '../../bridge/core/keys.ts'
import { outboundMessage, type Sent } from './outbound.ts'
import { aStandInOrg, type StandInOrg } from './stand-in.ts'

export const bridgeUrl = 'https://bridge.example'
export const operatorToken = 'operator-token-for-tests-only' // as vitest.config.ts binds it

/** One request to the Worker's front. */
export const knock = (path: string, init?: RequestInit): Promise<Response> =>
  exports.default.fetch(new Request(new URL(path, bridgeUrl), { redirect: 'manual', ...init }))

export type ConnectedOrg = {
  org: StandInOrg
  orgKey: string
  triggerUrl: string
  eventsToken: string
  hooksToken: string
  adminToken: string
  /** The org's API with the admin's token; throws with what was answered when it is no success. */
  api: <T>(method: string, path: string, body?: unknown) => Promise<T>
  /** What Salesforce would post: one outbound message. */
  notify: (notifications: Sent[]) => Promise<Response>
}

/** The default programs as an admin sets them after a time on watch: live, without delay, without hold. */
export const livePrograms = [caseClosed, purchase]
  .join('\n---\n')
  .replaceAll(/^mode: watch\b.*$/gm, 'mode: live')
  .replaceAll(/\bafter: \d+[smhd]\b/g, 'after: 0s')
  .replaceAll(/^hold: .*$/gm, '')

/** A stand-in org of its own, connected through the front as an operator does, with live programs. */
export async function aConnectedOrg(
  given: { programs?: string; connect?: Record<string, unknown>; standIn?: Record<string, unknown> } = {},
): Promise<ConnectedOrg> {
  const org = await aStandInOrg(given.standIn)
  const orgKey = orgKeyOf(org.orgId)
  const { host, port, user, password, from } = org.smtp
  const connected = await json<Record<string, string>>(
    await knock(`/api/orgs/${orgKey}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${operatorToken}` },
      body: JSON.stringify({
        organizationId: org.orgId,
        baseUrl: bridgeUrl,
        connections: {
          salesforce: { app: 'salesforce', config: org.config, credentials: org.credentials },
          mail: {
            app: 'smtp',
            config: { host, port, security: 'none', from: { name: 'Example Company', address: from } },
            credentials: { user, password },
          },
        },
        ...given.connect,
      }),
    }),
  )
  const { triggerUrl = '', eventsToken = '', hooksToken = '', adminToken = '' } = connected
  const api = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    json<T>(
      await knock(`/api/orgs/${orgKey}${path && `/${path}`}`, {
        method,
        headers: { authorization: `Bearer ${adminToken}` },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    )
  await api('PUT', 'documents', given.programs ?? livePrograms)
  const notify = (notifications: Sent[]): Promise<Response> =>
    knock(new URL(triggerUrl).pathname, {
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: outboundMessage({ organizationId: org.orgId, notifications }),
    })
  return { org, orgKey, triggerUrl, eventsToken, hooksToken, adminToken, api, notify }
}

async function json<T>(reply: Response): Promise<T> {
  const text = await reply.text()
  if (!reply.ok) throw new Error(`the bridge answered ${reply.status}: ${text}`)
  return JSON.parse(text) as T
}

/** Looks again until something is there; throws with what was waited for. Counts its own steps: the clock may be the test's. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  limitMs = 30_000,
): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += 50) {
    const found = await look()
    if (found) return found
    if (waitedMs > limitMs) throw new Error(`waited ${limitMs / 1000} s for ${what}`)
    await scheduler.wait(50)
  }
}
