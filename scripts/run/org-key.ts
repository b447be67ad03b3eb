import { createHash } from 'node:crypto'

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** What the bridge calls an org: base32(SHA-256(first 15 characters of its id)), 16 characters. */
export function orgKeyOf(orgId: string): string {
  const digest = createHash('sha256').update(orgId.slice(0, 15)).digest()
  const bits = Array.from(digest, (byte) => byte.toString(2).padStart(8, '0')).join('')
  return Array.from({ length: 16 }, (_, at) => alphabet[Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2)]).join('')
}
