import { randomInt } from 'node:crypto'

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const suffixAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/** The 18-character form: one letter for each five characters says which of them are capitals. */
export function toId18(id: string): string {
  const head = id.slice(0, 15)
  const suffix = [0, 5, 10].map((start) => {
    const bits = Array.from(head.slice(start, start + 5), (character, bit) => (/[A-Z]/.test(character) ? 2 ** bit : 0))
    return suffixAlphabet[bits.reduce<number>((sum, bit) => sum + bit, 0)]
  })
  return head + suffix.join('')
}

/** 15 characters, or 18 whose suffix fits; a wrong suffix is what a case-blind copy leaves behind. */
export const isId = (text: string): boolean =>
  /^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(text) && (text.length === 15 || toId18(text) === text)

/** `random(9)` for what must not repeat between orgs. */
export const randomText = (length: number): string => Array.from({ length }, () => base62[randomInt(62)]).join('')

/** Key prefix, instance, a reserved zero, and nine digits that count up within the org. */
export function numberedId(keyPrefix: string, instance: string, count: number): string {
  let rest = count
  let digits = ''
  while (rest > 0) {
    digits = base62[rest % 62] + digits
    rest = Math.floor(rest / 62)
  }
  return toId18(`${keyPrefix}${instance}0${digits.padStart(9, '0')}`)
}
