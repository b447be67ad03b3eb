import { anEvent, anId, outboundMessage } from '../../support/outbound.ts'
import type { Person } from './canaries.ts'
import { bearer, type CanaryRun } from './run.ts'

/** Whoever knocks says something wrong that holds somebody's data. Gives what they were answered. */
export async function strangersErr(run: CanaryRun, person: Person): Promise<number[]> {
  const { world, other } = run
  const { email, comment, lastName } = person
  const { triggerUrl, eventsUrl, hooksUrl, eventsToken, hooksToken, orgKey } = world.connected
  const statuses: number[] = []
  const knock = async (what: string, path: string, init?: RequestInit) => {
    const { status } = await run.send(what, path, init)
    statuses.push(status)
  }
  const xml = (body: string) => ({ method: 'POST', headers: { 'content-type': 'text/xml' }, body })
  const json = (token: string, body: unknown) => ({
    method: 'POST',
    headers: bearer(token),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const message = (organizationId: string) =>
    outboundMessage({
      organizationId,
      notifications: [{ id: anId('04l'), object: 'Case', fields: { Id: anId('500'), Subject: comment } }],
    })
  await knock('a broken message', triggerUrl, xml(`<a>${email}<b></a>`))
  await knock('another org’s message', triggerUrl, xml(message(other.orgId)))
  await knock('a forged address', triggerUrl.replace(/.$/, '-'), xml(message(world.org.orgId)))
  await knock('too large', triggerUrl, xml(email.repeat(200_000)))
  await knock('no JSON', eventsUrl, json(eventsToken, `{"${email}": ${comment}`))
  for (const wrong of [
    { id: email.repeat(4) },
    { fields: { [email]: comment } },
    { recordId: lastName },
    { sentAt: comment },
    { object: email },
  ])
    await knock(
      'a wrong event',
      eventsUrl,
      json(eventsToken, { organizationId: world.org.orgId, events: [anEvent(wrong)] }),
    )
  for (const events of [[{ kind: comment, email }], comment, [{ kind: 'bounced', email }]])
    await knock('a hook', hooksUrl, json(hooksToken, { events }))
  for (const path of [`/s/${orgKey}/${'2'.repeat(22)}?comment=${comment}`, `/${email}`, `/api/orgs/${email}`])
    await knock('a stranger', path)
  await knock('a stranger’s token', run.orgPath('alerts'), { headers: bearer(lastName) })
  return statuses
}

/** The admin sends secrets to the wrong place. A name he misspelt is told to him, a value never. Gives what he was answered. */
export async function adminErrs(run: CanaryRun, person: Person): Promise<number[]> {
  const { privateKeyPem, smtp, loginUrl, consumerKey, username } = run.world.org
  const { password } = smtp
  const config = { loginUrl, consumerKey, username }
  const salesforce = { app: 'salesforce', config }
  const wrong: [string, string, unknown?][] = [
    ['PUT', 'connections/salesforce', { ...salesforce, credentials: { privateKeyPem: privateKeyPem.slice(5) } }],
    [
      'PUT',
      'connections/salesforce',
      { ...salesforce, config: { ...config, loginUrl: `https://x.example/${password}` } },
    ],
    ['PUT', 'connections/mail', { app: 'smtp', config: { host: password }, credentials: { user: 1, password } }],
    ['PUT', 'connections/mail', { app: 'smtp', credentials: { pass: password, password: 'x'.repeat(2000) } }],
    ['PUT', 'connections/mail', { app: password }],
    ['PUT', 'connections/mail', `{"password": "${password}",,}`],
    ['PUT', 'settings', { brand: person.email }],
    ['GET', `notifications?limit=${password}`],
    ['PUT', 'documents', `survey: a\n  b: [${password}`],
    ['POST', 'writes/replay', { keys: [1], password }],
  ]
  const statuses: number[] = []
  for (const [method, path, body] of wrong) statuses.push((await run.admin('a slip', method, path, body)).status)
  return statuses
}
