import { env } from 'cloudflare:workers'
import { runInDurableObject } from 'cloudflare:test'
import { knock, until, type ConnectedOrg } from '../../support/connected-org.ts'
import { aClosedCase, anId } from '../../support/outbound.ts'

export type Rows = { rows: Record<string, unknown>[] }
export const rowsOf = async (bridge: ConnectedOrg, path: string) => (await bridge.api<Rows>('GET', path)).rows

/** A customer whose every trace can be recognised. */
export type Customer = {
  name: string
  email: string
  contactId: string
  caseId: string
  notificationId: string
  closedDate: string // as Salesforce has it: part of what tells the event apart
  comment: string
  canaries: string[]
}

let count = 0

/** A customer with a closed case in Salesforce; the case is not told to the bridge yet. */
export async function aCustomer(
  { org }: ConnectedOrg,
  given: { email?: string; contactId?: string } = {},
): Promise<Customer> {
  const name = `Canary-${++count}-${crypto.randomUUID().slice(0, 8)}`
  const email = given.email ?? `${name.toLowerCase()}@example.com`
  const contactId = given.contactId ?? (await org.save('Contact', { LastName: name, Email: email }))
  const caseId = await org.save('Case', { Subject: `Help ${name}`, Status: 'Closed', ContactId: contactId })
  const [closed] = await org.query(`SELECT ClosedDate FROM Case WHERE Id = '${caseId}'`)
  const closedDate = String(closed?.['ClosedDate'])
  const comment = `It is about ${name}, call 0${String(crypto.getRandomValues(new Uint32Array(1))[0]).padStart(10, '7')}`
  const canaries = [name, email, contactId.slice(0, 15), caseId.slice(0, 15), comment]
  return { name, email, contactId, caseId, notificationId: anId('04l'), closedDate, comment, canaries }
}

export const closing = (
  { name, email, contactId, caseId, notificationId, closedDate }: Customer,
  more: Record<string, string> = {},
) =>
  aClosedCase({
    id: notificationId,
    fields: {
      Id: caseId,
      CaseNumber: '4711',
      ClosedDate: closedDate,
      ContactEmail: email,
      ContactId: contactId,
      IsClosed: 'true',
      Subject: `Help ${name}`,
      ...more,
    },
  })

/** The paths in the customer's mail: to the survey, and to never be asked again. */
export async function linksOf(
  { org }: ConnectedOrg,
  { email }: Customer,
): Promise<{ survey: string; unsubscribe: string }> {
  type Mail = { id: string }
  const mail = await until(
    'the mail',
    async () => ((await org.control('GET', `/mails?to=${encodeURIComponent(email)}`)) as Mail[])[0],
  )
  const { text } = (await org.control('GET', `/mails/${mail.id}`)) as { text: string }
  const pathTo = (door: string) =>
    new URL(new RegExp(`https:\\S+/${door}/\\S{16}/\\w{22}`).exec(text)?.[0] ?? '').pathname
  return { survey: pathTo('s'), unsubscribe: pathTo('u') }
}

export const answer = (path: string, { comment }: Customer) =>
  knock(path, { method: 'POST', body: new URLSearchParams({ csat: '5', comment }) })

/** Nothing waits and nothing is under way. */
export const settled = (bridge: ConnectedOrg): Promise<unknown> =>
  until('every write', async () => {
    const { writes } = await bridge.api<{ writes: Record<string, number> }>('GET', '')
    const changes = await inside(bridge, (sql) => sql.exec('SELECT 1 FROM changes').toArray().length)
    return !writes['waiting'] && !writes['in_flight'] && changes === 0
  })

export const inside = <T>(
  { orgKey }: ConnectedOrg,
  work: (sql: SqlStorage, state: DurableObjectState) => T,
): Promise<T> => runInDurableObject(env.ORG.getByName(orgKey), (_, state) => work(state.storage.sql, state))

/** Every text of every table of the object, by table and column. */
export const allTexts = (bridge: ConnectedOrg): Promise<{ place: string; text: string }[]> => inside(bridge, textsIn)

export function textsIn(sql: SqlStorage): { place: string; text: string }[] {
  const tables = sql
    .exec<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
    )
    .toArray()
  return tables.flatMap(({ name }) =>
    sql
      .exec(`SELECT * FROM "${name}"`)
      .toArray()
      .flatMap((row) =>
        Object.entries(row).flatMap(([column, value]) =>
          typeof value === 'string' ? [{ place: `${name}.${column}`, text: value }] : [],
        ),
      ),
  )
}

/** Where one of these words still stands, whatever its case. */
export const whereAre = (words: string[], texts: { place: string; text: string }[]): string[] => [
  ...new Set(
    texts.flatMap(({ place, text }) =>
      words.some((word) => text.toLowerCase().includes(word.toLowerCase())) ? [place] : [],
    ),
  ),
]

/** What Salesforce holds in our own objects about a contact or a case. */
export async function inSalesforce({ org }: ConnectedOrg, { caseId }: Customer): Promise<[number, number, number]> {
  const count = async (soql: string) => (await org.query(soql)).length
  return [
    await count(`SELECT Id FROM Survey_Invitation__c WHERE Case_Id_At_Ask__c = '${caseId}'`),
    await count(`SELECT Id FROM Survey_Response__c WHERE Case_Id_At_Ask__c = '${caseId}'`),
    await count(`SELECT Id FROM Survey_Answer__c WHERE Response__r.Case_Id_At_Ask__c = '${caseId}'`),
  ]
}
