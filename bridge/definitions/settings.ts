import * as z from 'zod'
import { webAddress } from './common.ts'

const noControl = (text: string) => !/[\p{C}\u2028\u2029]/u.test(text)
const line = (max: number) => z.string().trim().min(1).max(max).refine(noControl, 'one line without control characters')
const address = z.email('an e-mail address such as care@example.com').max(254)
const domain = z
  .string()
  .max(254)
  .regex(/^@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$/, 'a domain such as @example.com')

const days = (min: number, max: number) => z.number().int().min(min).max(max)

/** White text stands on this colour, so it must be dark enough to be read (WCAG 2.2, 1.4.3: 4.5 to 1). */
const color = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, { error: 'a colour such as #0b5cab', abort: true })
  .refine((hex) => contrastWithWhite(hex) >= 4.5, 'a darker colour: white text on it cannot be read')

/** What one org sets for itself; `{}` is a working start. */
export const settings = z.strictObject({
  testAddresses: z
    .array(z.union([address, domain]))
    .max(200)
    .default([]), // who may be written to in mode test
  brand: z
    .strictObject({
      name: line(80).default('Survey Bridge'),
      color: color.default('#0b5cab'),
      logoUrl: webAddress.optional(),
    })
    .prefault({}),
  /** After how many days what goes for good (`org/privacy/sweeps.ts`). */
  retentionDays: z
    .strictObject({
      payloads: days(2, 365).default(30), // the fields of notifications; Salesforce may repeat a message for a day
      attempts: days(7, 3650).default(90), // of writes
      invitations: days(30, 3650).default(365), // after their end, with answers, mails, writes and decisions
      alerts: days(7, 3650).default(90), // after they were closed
      audit: days(365, 3650).default(1095), // who did what; holds no personal data
    })
    .prefault({}),
  controller: z.union([z.literal(''), line(300)]).default(''), // footer of mail and page: who is responsible for the data, and where
})
export type Settings = z.output<typeof settings>

/** Read with every call and changed once a month: the orgs of one isolate share what they have parsed. */
const parsed = new Map<string, Settings>()
const mostParsed = 100

/** As they are stored. What an earlier release took and this one does not is as if it had not been set: no org stops for a colour. */
export function readSettings(json: string): Settings {
  const found = parsed.get(json) ?? parseSettings(json)
  if (parsed.size >= mostParsed) parsed.clear()
  parsed.set(json, found)
  return found
}

function parseSettings(json: string): Settings {
  const stored = JSON.parse(json) as Record<string, unknown>
  const whole = settings.safeParse(stored)
  if (whole.success) return whole.data
  const known = Object.entries(settings.shape).flatMap(([name, shape]) => {
    const read = shape.safeParse(stored[name])
    return read.success ? [[name, read.data] as const] : []
  })
  return settings.parse(Object.fromEntries(known))
}

function contrastWithWhite(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255))
  return 1.05 / (0.2126 * red! + 0.7152 * green! + 0.0722 * blue! + 0.05)
}

const linear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)
