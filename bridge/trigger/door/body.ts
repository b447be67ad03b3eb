import { fail, ok, type Result } from '../../core/failures.ts'

export type BodyRules = { types: readonly string[]; maxBytes: number }

/**
 * Reads a request's body: the right media type, not compressed, and never more than the cap.
 * The cheap checks come first; nothing is read when they fail.
 */
export async function readBytes(request: Request, { types, maxBytes }: BodyRules): Promise<Result<Uint8Array>> {
  const unfit = unfitHeaders(request.headers, types)
  return unfit === null ? readWithin(request, maxBytes) : fail({ code: 'unsupported_media_type', detail: unfit })
}

/** A body of whatever type, and never more of it than the cap. */
export async function readWithin(request: Request, maxBytes: number): Promise<Result<Uint8Array>> {
  const length = request.headers.get('content-length')
  if (length !== null && Number(length) > maxBytes) return fail({ code: 'too_large', limit: maxBytes })
  try {
    // HTTP holds a sender to the length it gave (a chunked body has none, whatever it claims), and one read is half the price.
    const bytes =
      length === null ? await readCounted(request.body, maxBytes) : new Uint8Array(await request.arrayBuffer())
    return bytes === null || bytes.byteLength > maxBytes ? fail({ code: 'too_large', limit: maxBytes }) : ok(bytes)
  } catch {
    return fail({ code: 'unavailable' }) // the sender went away in the middle
  }
}

/** Null as soon as there is more than the cap. */
async function readCounted(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body ?? []) {
    length += part.byteLength
    if (length > maxBytes) return null // leaving the loop cancels the rest
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** The text of a body, less a byte order mark; strict, because a guessed character is a wrong name or address. */
export function textOf(bytes: Uint8Array): Result<string> {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    return fail({ code: 'malformed', detail: 'not UTF-8' })
  }
}

function unfitHeaders(headers: Headers, types: readonly string[]): string | null {
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';')
  if (!types.includes(type.trim())) return `send ${types.join(' or ')}`
  const charset = parameters
    .map((text) => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/.exec(text)?.[1])
    .find((name) => name !== undefined)
  if (charset !== undefined && charset !== 'utf-8') return 'send UTF-8'
  if (headers.has('content-encoding')) return 'send it uncompressed'
  return null
}
