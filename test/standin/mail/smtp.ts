import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerAddress, type SMTPServerSession } from 'smtp-server'
import type { MailFaults, MailStep } from './faults.ts'
import type { Mailbox } from './mailbox.ts'

/** What the server must know of an org; its id is the user name. */
export type MailAccount = { password: string; mailbox: Mailbox; faults: MailFaults; greeted: Set<string> }
export type Smtp = { host: string; port: number; stop(): Promise<void> }
/** Kept with the session, because the org may go while its mail is under way. */
const accountOf = (session: SMTPServerSession): MailAccount => session.user as MailAccount
type Answer = (error?: Error | null) => void

const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode })
const addressesOf = ({ envelope }: SMTPServerSession): string[] => envelope.rcptTo.map(({ address }) => address)

/** One mail server for all orgs: who signs in decides whose mailbox it is. */
export async function startSmtp(account: (orgId: string) => MailAccount | undefined, port = 0): Promise<Smtp> {
  const server = new SMTPServer({
    name: 'mail.example.com',
    banner: 'Stand-in mail server',
    allowInsecureAuth: true,
    // Spoken but not offered: its certificate is self-signed, and a client that upgrades by itself would refuse it.
    hideSTARTTLS: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 50,
    onAuth({ username = '', password }, session, done) {
      const found = account(username)
      if (!found || found.password !== password) return done(refusal(535, 'Authentication credentials invalid'))
      step('connect', { ...session, user: found }, (error) => done(error ?? null, { user: found }))
    },
    onMailFrom: (_, session, done) => step('mail', session, done),
    onRcptTo(recipient, session, done) {
      const { greeted } = accountOf(session)
      const refused = refusedRecipient(recipient, greeted)
      if (refused) return done(refused)
      step('rcpt', session, done, [...addressesOf(session), recipient.address])
    },
    onData(stream, session, done) {
      step('data', session, (error) => {
        if (error) stream.resume().once('end', () => done(error))
        else receive(stream, session, done).catch(() => done(refusal(451, 'The mailbox is gone')))
      })
    },
  })

  function step(at: MailStep, session: SMTPServerSession, go: Answer, recipients = addressesOf(session)): void {
    const fault = accountOf(session).faults.take(at, recipients)
    if (!fault) go()
    else if (fault.do === 'slow') setTimeout(go, fault.delayMs ?? 1000)
    else if (fault.do === 'refuse') go(refusal(fault.code ?? 451, fault.message ?? 'Refused on demand'))
    else cut(session)
  }

  /** The socket dies without a word; the client never hears about this step. */
  function cut(session: SMTPServerSession): void {
    for (const connection of server.connections) if (connection.session.id === session.id) connection._socket.destroy()
  }

  async function receive(stream: AsyncIterable<Buffer>, session: SMTPServerSession, done: Answer): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk)
    const raw = Buffer.concat(chunks)
    const { mailbox, faults } = accountOf(session)
    const rcptTo = addressesOf(session)
    const fault = faults.take('body', rcptTo)
    if (fault?.do === 'refuse') return done(refusal(fault.code ?? 451, fault.message ?? 'Refused on demand'))
    const mailFrom = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
    if (fault?.do !== 'drop' || fault.kept !== false) await mailbox.add(raw, { mailFrom, rcptTo })
    if (fault?.do === 'drop') return cut(session)
    setTimeout(done, fault ? (fault.delayMs ?? 1000) : 0)
  }

  // A client that gives up in a handshake must not end the process.
  server.on('error', () => {})
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Addresses that behave as their name says: bounce@ always, grey@ the first time. */
function refusedRecipient({ address }: SMTPServerAddress, greeted: Set<string>): Error | null {
  const [local = ''] = address.toLowerCase().split('@')
  if (/^bounce\b/.test(local)) return refusal(550, '5.1.1 The email account that you tried to reach does not exist')
  if (!/^grey\b/.test(local) || greeted.has(address.toLowerCase())) return null
  greeted.add(address.toLowerCase())
  return refusal(451, '4.7.1 Greylisted, please try again later')
}
