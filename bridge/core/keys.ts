import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { decodeBase58, encodeBase58 } from './text/base58.ts'

/** What a secret in a URL or header opens. Each has its own key, so one can never stand in for another. */
export type Door = 'trigger' | 'events' | 'api' | 'hooks'
/** What a link in a mail opens: the survey, or the unsubscribe page. */
export type LinkPurpose = 'answer' | 'unsubscribe'
export type Generation = { generation: number }

/** All secrets of the bridge, derived from `BRIDGE_KEYS`. The newest key signs; every key verifies. */
export type Keys = {
  /** The `<generation>.<mac>` that opens one door of one org. */
  issue: (door: Door, orgKey: string, generation: number) => string
  /** The generation when the mac is right for this door and org, else null. Constant time. */
  verify: (door: Door, orgKey: string, credential: string) => Generation | null
  /** True when `signature` is the hex HMAC-SHA256 of `body` under the org's events credential of that generation. */
  verifySignature: (orgKey: string, generation: number, body: Uint8Array, signature: string) => boolean
  link: (purpose: LinkPurpose, orgKey: string, ref: string) => string
  /** The ref (20 hex characters) inside a link token, or null when it is forged or spelled differently. */
  readLink: (purpose: LinkPurpose, orgKey: string, token: string) => string | null
  /** Keys for credentials at rest (32 bytes each, newest first) with their ids. */
  credentials: { id: string; secret: Uint8Array }[]
}

const macBytes = 16
const refBytes = 10

/**
 * @param secrets the decoded `BRIDGE_KEYS`, newest first, at least 32 bytes each
 */
export function makeKeys(secrets: Uint8Array[]): Keys {
  const derive = (purpose: string) =>
    secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', `survey-bridge/${purpose}`, 32)))
  const doors: Record<Door, Buffer[]> = {
    trigger: derive('trigger'),
    events: derive('events'),
    api: derive('api'),
    hooks: derive('hooks'),
  }
  const links: Record<LinkPurpose, Buffer[]> = {
    answer: derive('link/answer'),
    unsubscribe: derive('link/unsubscribe'),
  }
  const doorMac = (secret: Buffer, orgKey: string, generation: number) =>
    hmac(secret, `${orgKey}.${generation}`).subarray(0, macBytes).toString('base64url')
  const linkBytes = (secret: Buffer, orgKey: string, ref: Buffer) =>
    Buffer.concat([ref, hmac(secret, Buffer.concat([Buffer.from(`${orgKey}.`), ref])).subarray(0, 16 - refBytes)])
  /** A door is knocked at again and again, so the macs of the last ones are kept. */
  const kept = new Map<string, Buffer[]>()
  const macsOf = (door: Door, orgKey: string, generation: number) =>
    remembered(kept, `${door} ${orgKey} ${generation}`, () =>
      doors[door].map((secret) => Buffer.from(doorMac(secret, orgKey, generation))),
    )
  const issueWith = (secret: Buffer, orgKey: string, generation: number) =>
    `${generation}.${doorMac(secret, orgKey, generation)}`

  return {
    issue: (door, orgKey, generation) => issueWith(newest(doors[door]), orgKey, generation),
    verify(door, orgKey, credential) {
      const found = /^(\d{1,6})\.([\w-]{22})$/.exec(credential)
      if (!found) return null
      const generation = Number(found[1])
      if (String(generation) !== found[1]) return null
      const given = Buffer.from(found[2]!)
      const macs = macsOf(door, orgKey, generation)
      return macs.some((mac) => timingSafeEqual(given, mac)) ? { generation } : null
    },
    verifySignature: (orgKey, generation, body, signature) =>
      doors.events.some((secret) =>
        sameText(signature, hmac(Buffer.from(issueWith(secret, orgKey, generation)), body).toString('hex')),
      ),
    link: (purpose, orgKey, ref) => encodeBase58(linkBytes(newest(links[purpose]), orgKey, Buffer.from(ref, 'hex'))),
    readLink(purpose, orgKey, token) {
      const bytes = decodeBase58(token)
      if (!bytes) return null
      const ref = Buffer.from(bytes.subarray(0, refBytes))
      const right = links[purpose].some((secret) => timingSafeEqual(bytes, linkBytes(secret, orgKey, ref)))
      return right ? ref.toString('hex') : null
    },
    credentials: secrets.map((secret, index) => ({
      id: createHash('sha256').update(secret).digest('hex').slice(0, 8),
      secret: derive('credentials')[index]!,
    })),
  }
}

/** 10 random bytes as hex: the row behind one survey link. */
export const newRef = (): string => randomBytes(refBytes).toString('hex')

/** The name of an org's object: 16 characters that the edge can work out from any organization id, 15 or 18 characters long. */
export function orgKeyOf(organizationId: string): string {
  const id = organizationId.slice(0, 15)
  return remembered(orgKeys, id, () => base32(sha256(id)).slice(0, 16))
}
const orgKeys = new Map<string, string>()

const mostRemembered = 1000
const longestName = 64 // ours have 32 characters at most

/** The value worked out before, for the last thousand names: a stranger's guesses cannot fill the memory. */
function remembered<T>(known: Map<string, T>, name: string, workOut: () => T): T {
  const found = known.get(name)
  if (found !== undefined) return found
  const value = workOut()
  if (name.length > longestName) return value
  if (known.size >= mostRemembered) known.clear()
  known.set(Buffer.from(name).toString(), value) // a copy: V8 keeps a piece of a text with the whole of it, here a message
  return value
}

export const sha256 = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest()

/** Constant-time comparison of two texts of any length. */
export const sameText = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b))

const hmac = (secret: Uint8Array, text: string | Uint8Array): Buffer =>
  createHmac('sha256', secret).update(text).digest()

function newest<T>(keys: T[]): T {
  if (keys[0] === undefined) throw new Error('BRIDGE_KEYS holds no key')
  return keys[0]
}

/** RFC 4648 base32 in lower case. */
function base32(bytes: Uint8Array): string {
  let bits = 0n
  for (const byte of bytes.subarray(0, 20)) bits = (bits << 8n) | BigInt(byte)
  let text = ''
  for (let shift = 155n; shift >= 0n; shift -= 5n)
    text += 'abcdefghijklmnopqrstuvwxyz234567'[Number((bits >> shift) & 31n)]
  return text
}
