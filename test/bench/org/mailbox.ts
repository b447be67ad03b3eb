import { SMTPServer } from 'smtp-server'
import { freePort } from '../../../scripts/run/ports.ts'

export type Mailbox = {
  /** As a bridge connects to it. */
  connection: Record<string, unknown>
  /** How many mails an address got. */
  received: ReadonlyMap<string, number>
  stop: () => Promise<void>
}

/** A mail server that takes everything and counts. */
export async function openMailbox(): Promise<Mailbox> {
  const received = new Map<string, number>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      stream.resume().once('end', () => {
        for (const { address } of session.envelope.rcptTo) received.set(address, (received.get(address) ?? 0) + 1)
        done()
      })
    },
  })
  const port = await freePort()
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const from = { name: 'Example Company', address: 'surveys@example.com' }
  return {
    connection: { app: 'smtp', config: { host: '127.0.0.1', port, security: 'none', from } },
    received,
    stop: () => new Promise((done) => server.close(() => done())),
  }
}
