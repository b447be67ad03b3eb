import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose'
import type { Keys } from '../../core/keys.ts'

/** Seals credentials for one org: compact JWE, with the key's id and the org's key in the protected header. */
export async function seal(keys: Keys, orgKey: string, credentials: unknown): Promise<string> {
  const key = keys.credentials[0]
  if (!key) throw new Error('BRIDGE_KEYS holds no key')
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(credentials)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: key.id, org: orgKey })
    .encrypt(key.secret)
}

/** `isOld`: sealed with a key that is on its way out, so it is time to seal them anew. */
export type UnsealedCredentials = { credentials: unknown; isOld: boolean }

/** Opens what `seal` made; null when it was made for another org, with a key that is no longer in BRIDGE_KEYS, or changed since. */
export async function unseal(keys: Keys, orgKey: string, sealed: string): Promise<UnsealedCredentials | null> {
  try {
    const { kid } = decodeProtectedHeader(sealed)
    const key = keys.credentials.find(({ id }) => id === kid)
    if (!key) return null
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, key.secret, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    // The compact form has no additional data, so the header carries the org (jose 6.2).
    if (protectedHeader['org'] !== orgKey) return null
    return {
      credentials: JSON.parse(new TextDecoder().decode(plaintext)) as unknown,
      isOld: key !== keys.credentials[0],
    }
  } catch {
    return null // its text may quote what it could not read
  }
}
