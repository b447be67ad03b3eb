/** A moment as stored: UTC in whole seconds, because Salesforce keeps no fractions. */
export const moment = (at: Date): string => `${at.toISOString().slice(0, 19)}.000Z`

/** The same as REST prints it. */
export const restMoment = (stored: string): string => stored.replace(/Z$/, '+0000')

const days = /^(\d{4})-(\d{2})-(\d{2})$/
const moments = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/

/** A calendar day that exists, or null. */
export function readDay(text: string): string | null {
  if (!days.test(text)) return null
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : null
}

/** ISO 8601 with an offset, also the `+0000` that REST prints; or null. */
export function readMoment(text: string): string | null {
  if (readDay(text)) return `${text}T00:00:00.000Z`
  if (!moments.test(text)) return null
  const at = new Date(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  return Number.isNaN(at.getTime()) ? null : moment(at)
}

/** The day `months` later, less one day: when a contract ends. */
export function endOfTerm(start: string, months: number): string {
  const at = new Date(`${start}T00:00:00Z`)
  at.setUTCMonth(at.getUTCMonth() + months)
  at.setUTCDate(at.getUTCDate() - 1)
  return at.toISOString().slice(0, 10)
}
