import { inject } from 'vitest'
import { smtpConfig } from '../../../bridge/apps/mail/config.ts'
import type { Mail } from '../../../bridge/invitation/mailer.ts'

/** A mail as the stand-in's mailbox shows it. */
export type ReceivedMail = {
  id: number
  mailFrom: string
  rcptTo: string[]
  from: string
  fromName: string
  to: string[]
  subject: string
  messageId: string
  headers: { name: string; value: string }[]
  text: string
  html: string
  source: string
}
type MailFault = { at: 'connect' | 'mail' | 'rcpt' | 'data' | 'body'; do: 'drop' | 'refuse' | 'slow' } & Record<
  string,
  unknown
>

let count = 0
/** A mail with all it needs; each has its own send. */
export const aMail = (given: Partial<Mail> = {}): Mail => ({
  to: 'camille@example.com',
  subject: 'Votre avis',
  html: '<p>Bonjour</p>',
  text: 'Bonjour',
  language: 'fr',
  unsubscribeUrl: 'https://surveys.example.com/u/abcdefghijklmnop/1111111111111111111111',
  sendId: `send${++count}`,
  ...given,
})

/** A mail account of its own at the stand-in's mail server. */
export async function aMailAccount() {
  const made = await fetch(`${inject('standInUrl')}/control/orgs`, { method: 'POST', body: '{}' })
  const { smtp, controlUrl } = (await made.json()) as {
    smtp: { host: string; port: number; user: string; password: string; from: string }
    controlUrl: string
  }
  const get = async <T>(path: string): Promise<T> => (await (await fetch(`${controlUrl}${path}`)).json()) as T
  const given = { host: smtp.host, port: smtp.port, security: 'none', from: { name: 'Nuage SA', address: smtp.from } }
  return {
    given,
    config: smtpConfig(new Set([smtp.host])).parse(given),
    credentials: { user: smtp.user, password: smtp.password },
    /** What arrived, oldest first. */
    async received(): Promise<ReceivedMail[]> {
      const list = await get<{ id: number }[]>('/mails')
      return Promise.all(list.reverse().map(({ id }) => get<ReceivedMail>(`/mails/${id}`)))
    },
    async arm(...faults: MailFault[]): Promise<void> {
      const armed = await fetch(`${controlUrl}/mail-faults`, { method: 'PUT', body: JSON.stringify(faults) })
      if (!armed.ok) throw new Error(await armed.text())
    },
  }
}
