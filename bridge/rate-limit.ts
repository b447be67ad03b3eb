import type { RateLimitBinding } from './core/config.ts'
import { log } from './core/log.ts'

/** Does this sender use what `key` names too often? */
export type TooOften = (headers: Headers, key: string) => Promise<boolean>

/**
 * Asks the binding. Where there is none, nobody knocks too often; the same when it fails or the sender is not known, because
 * it only keeps abuse down, and an answer must not be lost for it. Every forged link or token is refused without it.
 */
export const tooOften =
  (binding: RateLimitBinding | null): TooOften =>
  async (headers, key) => {
    const sender = senderOf(headers)
    if (!binding || sender === null) return false
    try {
      return !(await binding.limit({ key: `${sender} ${key}` })).success
    } catch (cause) {
      log('warn', 'rate_limit_failed', {}, cause)
      return false
    }
  }

/** Only Cloudflare's own header counts: anybody can write the others. Whoever has an IPv6 address has its whole /64. */
export function senderOf(headers: Headers): string | null {
  const address = headers.get('cf-connecting-ip')
  if (address === null || !address.includes(':')) return address
  const [front = '', back] = address.split('::')
  const groups = front === '' ? [] : front.split(':')
  const behind = back ? back.split(':').length : 0
  const missing = back === undefined ? 0 : 8 - groups.length - behind
  return [...groups, ...Array<string>(Math.max(missing, 0)).fill('0'), ...(back ? back.split(':') : [])]
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')
}
