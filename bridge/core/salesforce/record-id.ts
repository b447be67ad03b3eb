const suffixLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
const shape = /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/

/** True for what looks like a Salesforce id; the suffix of 18 characters is not checked. */
export const isRecordId = (text: string): boolean => shape.test(text)

/** The 18-character spelling of an id: each of its last three characters tells which of five are capitals. */
export function id18(id: string): string {
  if (id.length !== 15) return id
  let suffix = ''
  for (let start = 0; start < 15; start += 5) {
    let capitals = 0
    for (let bit = 0; bit < 5; bit++) {
      const code = id.charCodeAt(start + bit)
      if (code >= 65 && code <= 90) capitals += 1 << bit
    }
    suffix += suffixLetters[capitals]
  }
  return id + suffix
}
