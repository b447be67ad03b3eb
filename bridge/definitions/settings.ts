import * as z from 'zod'

const noControl = (text: string) => !/\p{C}/u.test(text)
const line = (max: number) => z.string().trim().min(1).max(max).refine(noControl, 'one line without control characters')
const address = z.email('an e-mail address such as care@example.com').max(254)
const domain = z
  .string()
  .max(254)
  .regex(/^@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$/, 'a domain such as @example.com')

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
      logoUrl: z
        .url({ protocol: /^https$/, error: 'an https address' })
        .max(500)
        .optional(),
    })
    .prefault({}),
  controller: z.union([z.literal(''), line(300)]).default(''), // footer of mail and page: who is responsible for the data, and where
})
export type Settings = z.output<typeof settings>

/** As they are stored. What an earlier release took and this one does not is as if it had not been set: no org stops for a colour. */
export function readSettings(json: string): Settings {
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
