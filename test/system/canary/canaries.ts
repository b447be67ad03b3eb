import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { World } from '../world.ts'

/** A text that stands nowhere but where we put it, with what it stands for. */
export type Canary = { name: string; text: string }
export type Exchange = { what: string; status: number; head: string; body: string }

/** Outbound messages carried one until 2026 (HELP/005232763). */
export const sessionId = '00D000000000001EAA!CanarySessionIdThatIsNobodys'

/** Personal data of one customer, as they come from Salesforce and from the survey. */
export function aPerson() {
  const mark = randomBytes(4).toString('hex')
  return {
    firstName: `Quennell${mark}`,
    lastName: `Zybrowski${mark}`,
    email: `q.zybrowski.${mark}@canary.example`,
    subject: `Kettle${mark} exploded <twice> & "again"`,
    comment: `Spoilt${mark} my kitchen`,
  }
}
export type Person = ReturnType<typeof aPerson>

export const personal = (person: Person): Canary[] =>
  Object.entries(person).map(([name, text]) => ({ name, text: /^\w+/.test(text) ? longestWord(text) : text }))

/** Of a sentence the word that is like no other, so that it is found however the rest is written. */
const longestWord = (text: string): string => (text.includes('@') ? text : (text.split(' ')[0] ?? text))

/** Everything that opens something: of the deployment, of the org's apps, and of the org's doors. */
export const secretsOf = ({ secrets, org, connected }: World): Canary[] => [
  { name: 'BRIDGE_KEYS', text: secrets.bridgeKeys },
  { name: 'operator token', text: secrets.operatorToken },
  { name: 'private key', text: org.privateKeyPem.split('\n')[3] ?? '' },
  { name: 'mail password', text: org.smtp.password },
  { name: 'trigger key', text: macOf(connected.triggerUrl) },
  { name: 'events token', text: macOf(connected.eventsToken) },
  { name: 'hooks token', text: macOf(connected.hooksToken) },
  { name: 'admin token', text: macOf(connected.adminToken) },
]
/** Without its generation, which is a small number. */
const macOf = (credential: string): string => credential.split('.').at(-1) ?? ''

/** As it is, and as it looks in an address, in HTML, in JSON, in hex and in base64 at each of the three offsets. */
function spellings(text: string): string[] {
  const bytes = Buffer.from(text)
  const encoded = [0, 1, 2].flatMap((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset, 32), bytes])
    return (['base64', 'base64url'] as const).map((name) =>
      shifted
        .toString(name)
        .replace(/=+$/, '')
        .slice(offset && 3, -2),
    )
  })
  const html = text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  return [text, encodeURIComponent(text), html, JSON.stringify(text).slice(1, -1), bytes.toString('hex'), ...encoded]
}

/** The canaries that are in a text, in whatever spelling. */
export const foundIn = (text: string, canaries: Canary[]): string[] => {
  const lower = text.toLowerCase()
  return canaries
    .filter((canary) => spellings(canary.text).some((spelling) => lower.includes(spelling.toLowerCase())))
    .map(({ name }) => name)
}

/** Salesforce's own tokens, which nobody but the bridge ever sees, and any session id. */
export const sessionIn = (text: string): string | null => /00D\w{12,15}!\S{8}/.exec(text)?.[0] ?? null

/** The bytes of every object's database, with what SQLite keeps beside it. */
export function databasesOf({ stateDir }: World): { file: string; text: string }[] {
  const files = readdirSync(join(stateDir, 'objects'), { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  )
  const byObject = Map.groupBy(files, ({ name }) => name.replace(/\.sqlite.*$/, ''))
  return [...byObject].map(([file, parts]) => ({
    file,
    text: parts.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join('\n'),
  }))
}

/** One request, and all that came back. */
export async function exchange(world: World, what: string, path: string, init: RequestInit = {}): Promise<Exchange> {
  const reply = await fetch(new URL(path, world.bridge.url), { redirect: 'manual', ...init })
  const head = [...reply.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
  return { what, status: reply.status, head, body: await reply.text() }
}
