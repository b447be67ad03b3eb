import { callOrg } from '../../core/call-org.ts'
import { loadConfig } from '../../core/config.ts'
import { log } from '../../core/log.ts'
import { readNotice } from '../../invitation/delivery/notice.ts'

const maxBytes = 1_048_576

/**
 * A mail that came to the Worker: a delivery notice is told to the org that sent what it is about, everything else is dropped, because
 * an answer to a stranger's mail would go to whomever he names as sender.
 * @throws when the org cannot be reached: the sending server keeps the mail and tries again (CF/email-routing, a failing handler)
 */
export async function receiveNotice(message: Pick<ForwardableEmailMessage, 'raw'>, env: Env): Promise<void> {
  const notice = readNotice(loadConfig(env).keys, await startOf(message.raw))
  if (!notice) return log('info', 'mail_dropped')
  const { orgKey, ref, event } = notice
  const told = await callOrg(
    () => env.ORG.getByName(orgKey),
    (org) => org.deliveryNotice(ref, event),
  )
  if (told.ok) return log('info', 'notice', { org: orgKey, count: told.value.matched })
  if (told.failure.code === 'unavailable') throw new Error('the org cannot be reached: try again later')
  log('warn', 'notice_refused', { org: orgKey, code: told.failure.code })
}

/** A notice may return the whole mail behind what we read of it. Headers are ASCII; other bytes are taken one by one. */
async function startOf(raw: ReadableStream<Uint8Array>): Promise<string> {
  let text = ''
  for await (const part of raw) {
    text += Buffer.from(part).toString('latin1')
    if (text.length >= maxBytes) break
  }
  return text
}
