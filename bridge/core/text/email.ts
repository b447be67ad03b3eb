/** One spelling for one mailbox: no folding of dots or `+tags`, because only Gmail reads them that way. */
export const normaliseEmail = (text: string): string => text.trim().normalize('NFC').toLowerCase()

const localPart = /^[^\s\p{C}@<>()[\]\\,;:"]{1,64}$/u
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * The one address a text holds, its domain in ASCII, or null: no list, no display name, no quotes, no control character.
 * Stricter than RFC 5321 on purpose, because it goes into an SMTP command and a header.
 */
export function oneAddress(text: string): string | null {
  const [local = '', domain = '', ...more] = text.trim().split('@')
  if (more.length > 0 || !localPart.test(local) || /^\.|\.\.|\.$/.test(local)) return null
  const host = asciiDomain(domain)
  const address = host && `${local}@${host}`
  return address && address.length <= 254 ? address : null
}

/** A mail domain as DNS knows it (`bücher.example` → `xn--bcher-kva.example`), or null when it is none or an IP address. */
function asciiDomain(domain: string): string | null {
  if (!/^[^\s\p{C}/?#\\:%[\]]{1,253}$/u.test(domain) || !URL.canParse(`http://${domain}`)) return null
  const { hostname } = new URL(`http://${domain}`)
  const labels = hostname.split('.')
  const isName = labels.length > 1 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1)!)
  return isName ? hostname : null
}

/**
 * A text as one line: line breaks, control characters, half letters and marks that turn the reading direction become one
 * space, as runs of spaces do; the no-break spaces of French stay.
 */
export const oneLine = (text: string, limit: number): string =>
  [...text.replace(/(?:[^\S\u00a0\u202f]|[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069])+/gu, ' ').trim()]
    .slice(0, limit)
    .join('')
    .trim()

/** True when a text cannot leave its header: no control character, no line break. */
export const isHeaderSafe = (text: string): boolean => !/[\p{Cc}\u2028\u2029]/u.test(text)
