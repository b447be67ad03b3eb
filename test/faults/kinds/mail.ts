import type { MailFault, MailStep } from '../../standin/mail/faults.ts'
import type { Kind } from './kind.ts'

const on = (name: string, fault: MailFault, stops = false): Kind => ({
  name: `mail ${name}`,
  on: 'mail',
  fault,
  ...(stops && { stops }),
})
const refused = (at: MailStep, code: number): Kind =>
  on(`refused ${code} at ${at}`, { at, do: 'refuse', code, message: `${code < 500 ? 4 : 5}.3.0 Not now` })
const dropped = (at: MailStep, times = 1): Kind => on(`dropped at ${at}`, { at, do: 'drop', times })

/** The conversation breaks off, is refused or stalls at each of its stages. */
export const ofMail: Kind[] = [
  dropped('connect', 2),
  dropped('mail'),
  dropped('rcpt'),
  dropped('data'),
  on('dropped after the body, which arrived', { at: 'body', do: 'drop', kept: true }),
  on('dropped after the body, which did not', { at: 'body', do: 'drop', kept: false }),
  refused('connect', 421),
  refused('connect', 454),
  refused('mail', 451),
  refused('rcpt', 450),
  refused('rcpt', 550),
  refused('data', 452),
  refused('data', 554),
  refused('body', 451),
  refused('body', 552),
  on('slow before the body', { at: 'rcpt', do: 'slow', delayMs: 500 }),
  on('hangs after the body', { at: 'body', do: 'slow', delayMs: 3_000 }),
  on('refuses the login', { at: 'connect', do: 'refuse', code: 535, times: 'always' }, true),
]
