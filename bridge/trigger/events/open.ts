import { fail, ok, type Result } from '../../core/failures.ts'
import type { Generation, Keys } from '../../core/keys.ts'
import { readBytes, type BodyRules } from '../door/body.ts'

export type OpenedEvents = { generation: number; bytes: Result<Uint8Array> }

/**
 * Who may send events: a named credential sends `Authorization: Bearer <generation>.<mac>`, which is checked before
 * the body is read; Apex may sign the raw body instead: `X-Signature` (hex HMAC-SHA256) and `X-Generation` (1 without it).
 */
export async function openEvents(
  request: Request,
  orgKey: string,
  keys: Keys,
  rules: BodyRules,
): Promise<Result<OpenedEvents>> {
  if (request.headers.has('authorization')) {
    const opened = openedByBearer(request, orgKey, keys)
    return opened.ok ? ok({ ...opened.value, bytes: await readBytes(request, rules) }) : opened
  }
  const signature = request.headers.get('x-signature')?.toLowerCase() ?? ''
  const generation = request.headers.get('x-generation') ?? '1'
  if (!/^[0-9a-f]{64}$/.test(signature) || !/^[1-9]\d{0,5}$/.test(generation)) return fail({ code: 'unauthorized' })
  const bytes = await readBytes(request, rules)
  if (!bytes.ok) return bytes // nobody has proved anything yet: no word to the org's object
  if (!keys.verifySignature(orgKey, Number(generation), bytes.value, signature)) return fail({ code: 'unauthorized' })
  return ok({ generation: Number(generation), bytes })
}

/** The named credential alone, for what has no body to sign. */
export function openedByBearer(request: Request, orgKey: string, keys: Keys): Result<Generation> {
  const credential = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  const opened = credential === undefined ? null : keys.verify('events', orgKey, credential)
  return opened ? ok(opened) : fail({ code: 'unauthorized' })
}
