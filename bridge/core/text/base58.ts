const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const base = 58n
export const tokenLength = 22 // 58^22 > 2^128

/** 16 bytes as 22 characters; a fixed length gives every value exactly one spelling. */
export function encodeBase58(bytes: Uint8Array): string {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  let text = ''
  for (let index = 0; index < tokenLength; index++) {
    text = alphabet[Number(value % base)] + text
    value /= base
  }
  return text
}

/** The 16 bytes of a 22-character text, or null when it is none (wrong length or letter, or more than 128 bits). */
export function decodeBase58(text: string): Uint8Array | null {
  if (text.length !== tokenLength) return null
  let value = 0n
  for (const letter of text) {
    const digit = alphabet.indexOf(letter)
    if (digit < 0) return null
    value = value * base + BigInt(digit)
  }
  if (value >> 128n) return null
  const bytes = new Uint8Array(16)
  for (let index = 15; index >= 0; index--) {
    bytes[index] = Number(value & 0xffn)
    value >>= 8n
  }
  return bytes
}
