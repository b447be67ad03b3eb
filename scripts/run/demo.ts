import { readFileSync } from 'node:fs'
import { orgKeyOf } from './org-key.ts'
import type { Secrets } from './workerd.ts'

/** What the stand-in says of an org it made. */
export type StandInOrg = {
  orgId: string
  orgUrl: string
  loginUrl: string
  consumerKey: string
  privateKeyPem: string
  username: string
  adminUsername: string
  smtp: { host: string; port: number; user: string; password: string; from: string }
  controlUrl: string
  inboxUrl: string
  statusUrl: string
}

/** What connecting an org gives: where Salesforce sends to, and what opens the API. */
export type Connected = {
  orgKey: string
  orgId: string
  triggerUrl: string
  eventsUrl: string
  eventsToken: string
  actionsUrl: string
  hooksUrl: string
  hooksToken: string
  adminToken: string
}

/** One request; the answer as JSON. @throws with method, path, status and what was answered */
export async function ask<T>(method: string, url: string, body?: unknown, token?: string): Promise<T> {
  const reply = await fetch(url, {
    method,
    headers: {
      ...(typeof body === 'string' ? { 'content-type': 'application/yaml' } : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`${method} ${new URL(url).pathname} answered ${reply.status}: ${text.slice(0, 500)}`)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** Connects a stand-in org to a bridge as the operator would a real one. A repeat changes nothing. */
export async function connectOrg(
  bridgeUrl: string,
  secrets: Secrets,
  org: StandInOrg,
  more: Record<string, unknown> = {},
): Promise<Connected> {
  const orgKey = orgKeyOf(org.orgId)
  return ask<Connected>(
    'PUT',
    `${bridgeUrl}/api/orgs/${orgKey}`,
    {
      organizationId: org.orgId,
      name: 'Stand-in org',
      baseUrl: bridgeUrl,
      settings: { brand: { name: 'Example Company' }, controller: 'Example Company, 1 Example Street, Example City' },
      connections: {
        salesforce: {
          app: 'salesforce',
          config: { loginUrl: org.loginUrl, consumerKey: org.consumerKey, username: org.username },
          credentials: { privateKeyPem: org.privateKeyPem },
        },
        mail: {
          app: 'smtp',
          config: {
            host: org.smtp.host,
            port: org.smtp.port,
            security: 'none',
            from: { name: 'Example Company', address: org.smtp.from },
          },
          credentials: { user: org.smtp.user, password: org.smtp.password },
        },
      },
      ...more,
    },
    secrets.operatorToken,
  )
}

/** What setup leaves in an org: its Apex may call the bridge, and people have their permission sets. A repeat changes nothing. */
export async function finishSetup(org: StandInOrg, { actionsUrl, eventsToken }: Connected): Promise<void> {
  await ask('PUT', `${org.controlUrl}/named-credential`, { url: actionsUrl, credential: eventsToken })
  const query = async (soql: string): Promise<{ Id: string; Username?: string }[]> =>
    (await ask<{ records: { Id: string }[] }>('GET', `${org.controlUrl}/query?q=${encodeURIComponent(soql)}`)).records
  const save = async (object: string, fields: Record<string, unknown>): Promise<string> =>
    (await ask<{ id: string }>('POST', `${org.controlUrl}/save`, { object, fields })).id
  const people = await query('SELECT Id, Username FROM User WHERE IsActive = TRUE')
  for (const name of ['Survey_User', 'Survey_Integration']) {
    const [known] = await query(`SELECT Id FROM PermissionSet WHERE Name = '${name}'`)
    if (known) continue
    const set = await save('PermissionSet', { Name: name, Label: name.replace('_', ' ') })
    const holders = people.filter(({ Username }) => (Username === org.username) === (name === 'Survey_Integration'))
    for (const { Id } of holders) await save('PermissionSetAssignment', { AssigneeId: Id, PermissionSetId: set })
  }
}

/** The default documents with their programs live and without delay, as an admin would set them after a time on watch. */
export const livePrograms = (names: string[]): string =>
  names
    .map((name) => readFileSync(new URL(`../../bridge/definitions/defaults/${name}.yaml`, import.meta.url), 'utf8'))
    .join('\n---\n')
    .replaceAll(/^mode: watch\b.*$/gm, 'mode: live')
    .replaceAll(/\bafter: \d+[smhd]\b/g, 'after: 0s')
    .replaceAll(/^ *hours: .*$/gm, '')
