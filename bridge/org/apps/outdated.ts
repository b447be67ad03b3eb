import type { CallFailure, Result } from '../../core/failures.ts'
import type { Mailer } from '../../invitation/mailer.ts'
import type { Records } from '../../write-back/records.ts'
import { aroundEach } from './gate.ts'

// A lane goes on with the client it began with. When the connection was stored anew meanwhile, a login that is refused to the old
// credentials says nothing about the new ones and must not stop them. It has done nothing either, so the call is made again.

/** What a connection is now: whether the client in hand is still its client, and the one that is. */
export type Current<App> = { isCurrent: () => boolean; renewed: () => Promise<Result<App, CallFailure>> }

export const renewedRecords = (records: Records, { isCurrent, renewed }: Current<Records>): Records =>
  aroundEach(async (call) => {
    const reply = await call(records)
    const result: Result<unknown, CallFailure> = 'result' in reply ? reply.result : reply
    if (result.ok || result.failure.kind !== 'auth' || isCurrent()) return reply
    const anew = await renewed()
    return anew.ok ? call(anew.value) : reply
  })

export const renewedMailer = (mailer: Mailer, { isCurrent, renewed }: Current<Mailer>): Mailer => ({
  async send(mail) {
    const result = await mailer.send(mail)
    if (result.state !== 'refused' || result.of !== 'connection' || isCurrent()) return result
    const anew = await renewed()
    return anew.ok ? anew.value.send(mail) : result
  },
})
