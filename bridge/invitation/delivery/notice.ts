import type { Keys } from '../../core/keys.ts'
import { isAddressAtFault } from './suppress.ts'
import type { DeliveryEvent } from '../mailer.ts'

/** A notice, the link of the mail it is about, and the org that sent it. */
export type DeliveryNotice = { orgKey: string; ref: string; event: DeliveryEvent }

const maxLength = 1_000_000 // characters; a notice may carry the whole mail back

/**
 * A delivery notice that arrived by mail, as far as it can be believed: anybody can write one, so it counts only for the
 * mail whose unsubscribe link it returns, and only when that link's mac is right. Null for every other mail.
 */
export function readNotice(keys: Keys, raw: string): DeliveryNotice | null {
  const report = readReport(raw)
  const link = /\/u\/([a-z2-7]{16})\/(\w{22})\b/.exec(report?.returned.get('list-unsubscribe') ?? '')
  const orgKey = link?.[1] ?? ''
  const ref = keys.readLink('unsubscribe', orgKey, link?.[2] ?? '')
  return report?.event && ref !== null ? { orgKey, ref, event: report.event } : null
}

/** What a delivery status notification (RFC 3464) or an abuse report (RFC 5965) says, or null when the mail is neither. */
export const parseDeliveryNotice = (raw: string): DeliveryEvent | null => readReport(raw)?.event ?? null

/** The event, and the header of the mail that the report returns. */
function readReport(raw: string): { event: DeliveryEvent | null; returned: Map<string, string> } | null {
  const report = partOf(raw.slice(0, maxLength).replace(/\r\n?/g, '\n'))
  const type = contentType(report)
  if (type.name !== 'multipart/report' || !type.boundary) return null
  const parts = split(report.body, type.boundary)
  const named = (names: RegExp) => parts.find((part) => names.test(contentType(part).name))
  const mail = named(/^(message\/rfc822|message\/global|(text|message)\/(rfc822|global)-headers)$/)
  const returned = mail ? headersOf(mail.body.trimStart()) : new Map<string, string>()
  const about = {
    providerId: returned.get('message-id')?.replace(/^<|>$/g, '') ?? null,
    sendId: returned.get('x-survey-send') ?? null,
  }
  const abuse = named(/^message\/feedback-report$/)
  if (abuse) {
    const email = addressIn(headersOf(abuse.body.trimStart()).get('original-rcpt-to'))
    return { event: { kind: 'complained', ...about, email }, returned }
  }
  const status = named(/^message\/(global-)?delivery-status$/)
  return { event: status ? statusEvent(status.body, about) : null, returned }
}

type About = Pick<DeliveryEvent, 'providerId' | 'sendId'>

/** Blank lines separate the fields of the mail from those of each recipient. Our mails have one. */
function statusEvent(body: string, about: About): DeliveryEvent | null {
  const recipients = body
    .split(/\n\s*\n/)
    .map((group) => headersOf(group.trimStart()))
    .filter((group) => group.has('action'))
  const found = recipients.find((group) => /^failed\b/i.test(group.get('action')!)) ?? recipients[0]
  const action = /^[a-z]+/i.exec(found?.get('action') ?? '')?.[0].toLowerCase()
  const kind = kinds.get(action ?? '')
  if (!found || !kind) return null
  const email = addressIn(found.get('original-recipient')) ?? addressIn(found.get('final-recipient'))
  return kind === 'bounced'
    ? { kind, hard: isAddressAtFault(found.get('status') ?? ''), ...about, email }
    : { kind, ...about, email }
}

const kinds = new Map<string, DeliveryEvent['kind']>([
  ['failed', 'bounced'],
  ['delayed', 'deferred'],
  ['delivered', 'delivered'],
  ['relayed', 'delivered'],
  ['expanded', 'delivered'],
])

type Part = { headers: Map<string, string>; body: string }

function partOf(text: string): Part {
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n')
  return end < 0
    ? { headers: headersOf(text), body: '' }
    : { headers: headersOf(text.slice(0, end)), body: text.slice(end).replace(/^\n{1,2}/, '') }
}

/** The first field of each name, unfolded, up to the first blank line. */
function headersOf(text: string): Map<string, string> {
  const headers = new Map<string, string>()
  const end = text.indexOf('\n\n')
  for (const line of (end < 0 ? text : text.slice(0, end)).replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim().toLowerCase()
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim())
  }
  return headers
}

function contentType({ headers }: Part): { name: string; boundary: string | null } {
  const value = headers.get('content-type') ?? ''
  const found = /;\s*boundary\s*=\s*(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(value)
  return { name: value.split(';')[0]!.trim().toLowerCase(), boundary: found?.[1] ?? found?.[2] ?? null }
}

/** The parts between the boundary's lines; at most ten, a notice has three. */
function split(body: string, boundary: string): Part[] {
  const parts: string[][] = []
  for (const line of body.split('\n')) {
    const marker = line.trimEnd()
    if (marker === `--${boundary}--` || parts.length > 10) break
    if (marker === `--${boundary}`) parts.push([])
    else parts.at(-1)?.push(line)
  }
  return parts.map((lines) => partOf(lines.join('\n')))
}

/** `rfc822; camille@example.com` → `camille@example.com` */
const addressIn = (value: string | undefined): string | null =>
  value
    ?.replace(/^[\w-]+\s*;/, '')
    .replace(/[<>\s]/g, '')
    .slice(0, 254) || null
