const suffixLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The 18-character spelling of a 15-character id: three letters tell which of the 15 are capitals. */
export function id18(id15: string): string {
  const suffix = [0, 5, 10].map((start) => {
    const bits = [...id15.slice(start, start + 5)].map((letter, bit) => (/[A-Z]/.test(letter) ? 1 << bit : 0))
    return suffixLetters[bits.reduce((sum, bit) => sum + bit, 0)]
  })
  return id15 + suffix.join('')
}

/** An id of 18 characters: key prefix, the org's own five characters, then the number in base 62. */
export function madeId(prefix: string, orgId: string, number: number): string {
  let digits = ''
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) digits = base62[rest % 62]! + digits
  return id18(prefix + orgId.slice(10, 15) + digits.padStart(7, '0'))
}

/** A steady 32-bit number for a name, so that an action keeps its id over restarts. */
export const numberOf = (name: string): number =>
  [...name].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 7)
