import { inject } from 'vitest'
import type { SalesforceConfig, SalesforceCredentials } from '../../bridge/apps/salesforce/connection.ts'

declare module 'vitest' {
  interface ProvidedContext {
    standInUrl: string
  }
}

/** As `test/standin/faults.ts` describes them: `{ kind: 'locked_row', rows: { object: 'Case' }, times: 2 }`. */
export type Fault = { kind: string; [name: string]: unknown }
export type StandInCall = { at: string; method: string; path: string; status: number; rows?: number }
export type StandInRecord = Record<string, unknown> & { Id: string }
export type Saved = { id: string; success: boolean; errors: { code: string; message: string }[] }

type Described = {
  orgId: string
  orgUrl: string
  loginUrl: string
  consumerKey: string
  privateKeyPem: string
  username: string
  smtp: { host: string; port: number; user: string; password: string; from: string }
  inboxUrl: string
  controlUrl: string
}

/** One org of the stand-in, and what a person or the weather does to it. */
export type StandInOrg = Described & {
  config: SalesforceConfig
  credentials: SalesforceCredentials
  /** Saves as an agent does on the page; gives the id back and throws when the org refuses. */
  save: (object: string, fields: Record<string, unknown>, id?: string) => Promise<string>
  query: (soql: string, options?: { all?: boolean }) => Promise<StandInRecord[]>
  delete: (object: string, id: string) => Promise<void>
  merge: (object: string, winnerId: string, loserIds: string[]) => Promise<void>
  convert: (leadId: string) => Promise<{ accountId: string; contactId: string }>
  /** Instead of the faults so far. */
  faults: (...faults: Fault[]) => Promise<void>
  schema: (change: unknown) => Promise<void>
  expireSessions: () => Promise<void>
  /** What came in through the API since the last `forgetCalls`. */
  calls: () => Promise<StandInCall[]>
  forgetCalls: () => Promise<void>
  /** Anything else below `/control/orgs/:orgId`. */
  control: (method: string, path: string, body?: unknown) => Promise<unknown>
}

/** A new org of its own for one test. */
export async function aStandInOrg(options: Record<string, unknown> = {}): Promise<StandInOrg> {
  const org = (await ask('POST', `${inject('standInUrl')}/control/orgs`, options)) as Described
  const control = (method: string, path: string, body?: unknown) => ask(method, `${org.controlUrl}${path}`, body)
  const done = async (asked: Promise<unknown>) => void (await asked)
  const saved = async (asked: Promise<unknown>) => {
    const { success, id, errors } = (await asked) as Saved
    if (!success) throw new Error(errors.map(({ code, message }) => `${code}: ${message}`).join('; '))
    return id
  }
  return {
    ...org,
    config: { loginUrl: org.loginUrl, consumerKey: org.consumerKey, username: org.username, apiVersion: '66.0' },
    credentials: { privateKeyPem: org.privateKeyPem },
    control,
    save: (object, fields, id) => saved(control('POST', '/save', { object, fields, ...(id && { id }) })),
    query: async (soql, { all = false } = {}) => {
      const found = await control('GET', `/query?q=${encodeURIComponent(soql)}${all ? '&all=1' : ''}`)
      return (found as { records: StandInRecord[] }).records
    },
    delete: async (object, id) => void (await saved(control('POST', '/delete', { object, id }))),
    merge: async (object, winnerId, loserIds) =>
      void (await saved(control('POST', '/merge', { object, winnerId, loserIds }))),
    convert: async (leadId) =>
      (await control('POST', '/convert', { leadId })) as { accountId: string; contactId: string },
    faults: (...faults) => done(control('PUT', '/faults', faults)),
    schema: (change) => done(control('POST', '/schema', change)),
    expireSessions: () => done(control('POST', '/sessions/expire')),
    calls: async () => ((await control('GET', '/calls')) as { calls: StandInCall[] }).calls,
    forgetCalls: () => done(control('DELETE', '/calls')),
  }
}

async function ask(method: string, url: string, body?: unknown): Promise<unknown> {
  const reply = await fetch(url, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`stand-in: ${method} ${new URL(url).pathname} ${reply.status} ${text.slice(0, 500)}`)
  return text === '' ? null : JSON.parse(text)
}
