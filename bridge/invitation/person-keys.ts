import { normaliseEmail } from '../core/text/email.ts'
import { sha256 } from '../core/keys.ts'

/** All a person is known by; what is empty is left out. */
export type Person = { contactId?: string | null; leadId?: string | null; email?: string | null }

/** The keys of a person, as hashes: the lists hold no personal data and may be kept when everything else is gone. */
export function personKeys({ contactId, leadId, email }: Person): string[] {
  const keys: string[] = []
  if (contactId) keys.push(`contact:${hashOf(contactId.slice(0, 15))}`)
  if (leadId) keys.push(`lead:${hashOf(leadId.slice(0, 15))}`)
  const address = normaliseEmail(email ?? '')
  if (address) keys.push(`email:${hashOf(address)}`)
  return keys
}

/** What may be kept of an id or an address. A decision asks for each twice. */
export function hashOf(text: string): string {
  const known = recent.get(text)
  if (known !== undefined) return known
  if (recent.size >= 8) recent.clear()
  const hash = sha256(text).toString('hex')
  recent.set(text, hash)
  return hash
}
const recent = new Map<string, string>()
