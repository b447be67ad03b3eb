import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { freePort, until } from '../../../scripts/run/ports.ts'
import type { BridgeOrg } from '../bridge/start.ts'
import { emailOf, messages } from '../load/outbound.ts'
import type { Org } from '../org/start.ts'

/** A mail server that keeps the survey's address of each mail. */
export async function openPostbox() {
  const links = new Map<string, string>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      void readMail(stream).then((link) => {
        for (const { address } of session.envelope.rcptTo) links.set(address, link)
        return done()
      })
    },
  })
  const port = await freePort()
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const from = { name: 'Example Company', address: 'surveys@example.com' }
  return {
    connection: { app: 'smtp', config: { host: '127.0.0.1', port, security: 'none', from } },
    links,
    stop: () => new Promise<void>((done) => server.close(() => done())),
  }
}
type Postbox = Awaited<ReturnType<typeof openPostbox>>

async function readMail(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  const { text } = await PostalMime.parse(Buffer.concat(parts))
  return /https?:\/\/\S+\/s\/[a-z2-7]{16}\/[1-9A-HJ-NP-Za-km-z]{22}/.exec(text ?? '')?.[0] ?? ''
}

/** Requests of one customer: the page, seen, kept, sent, thanked. */
export const requestsOfCustomer = 5

/** Closes cases `from` to `to` in one message, and answers each survey as a browser does; ends when everything stands in Salesforce. */
export async function closeAndAnswer(
  { api, bridge, connected }: BridgeOrg,
  org: Org,
  postbox: Postbox,
  from: number,
  to: number,
): Promise<void> {
  const { pathname } = new URL(connected.triggerUrl)
  const { headers, body } = messages(to - from, pathname, connected.orgId)(from)
  const taken = await fetch(`${bridge.running.url}${pathname}`, {
    method: 'POST',
    headers: plain(headers),
    body: body as Uint8Array<ArrayBuffer>,
  })
  if (!taken.ok) throw new Error(`the message was answered with ${taken.status}`)
  const people = Array.from({ length: to - from }, (_, at) => emailOf(from + at))
  await until('the mails', async () => people.every((email) => postbox.links.has(email)), 120_000)
  for (const email of people) await answer(postbox.links.get(email) ?? '')
  // Asked of the org, because what the bridge is asked meanwhile would be counted.
  await until('the answers', async () => (await answersIn(org)) >= to * answersOfCustomer, 120_000)
  await until('everything to be written', async () => {
    const { writes, unplanned } = await api<{ writes: Record<string, number>; unplanned: number }>('')
    return unplanned === 0 && !writes['waiting'] && !writes['in_flight'] && !writes['dead']
  })
}

const answersOfCustomer = 2
const answersIn = async (org: Org): Promise<number> =>
  (await org.rows()).filter(({ entity }) => entity === 'Survey_Answer__c').length

async function answer(link: string): Promise<void> {
  const form = (answers: Record<string, string>) => ({
    method: 'POST',
    body: new URLSearchParams(answers),
    redirect: 'manual' as const,
  })
  await fetch(link)
  await fetch(`${link}/seen`, { method: 'POST' })
  await fetch(`${link}/keep`, form({ csat: '4' }))
  const sent = await fetch(link, form({ csat: '4', comment: 'Quick and friendly.' }))
  if (sent.status !== 303) throw new Error(`the answer was answered with ${sent.status}`)
  await fetch(link)
}

const plain = (headers: unknown): Record<string, string> => headers as Record<string, string>
