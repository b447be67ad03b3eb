import type { Problem } from '../../core/failures.ts'
import { id18 } from '../../core/salesforce/record-id.ts'

/**
 * Salesforce ids written into a document: they name a record of one org, and the document moves to another.
 * An 18-character id proves itself by its last three letters; a 15-character one is taken for an id when it begins as ids do
 * and is a mixture no word is: at least three digits, at least one letter.
 */
export function literalIds(value: unknown, path = ''): Problem[] {
  if (typeof value === 'string') {
    const found = idIn(value)
    return found
      ? [{ path, message: `'${found}' is a Salesforce id, which another org does not have; use a name instead` }]
      : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => {
    const at = path ? `${path}.${key}` : key
    return [...literalIds(key, at), ...literalIds(part, at)]
  })
}

const idIn = (text: string): string | undefined =>
  text.split(/[^A-Za-z0-9_]+/).find((word) => isLongId(word) || isShortId(word.replace(/^(.{15})[A-Z0-5]{3}$/, '$1')))

const isShortId = (word: string): boolean =>
  /^(?:[0-9][A-Za-z0-9]{2}|a[A-Za-z0-9]{2})[A-Za-z0-9]{12}$/.test(word) &&
  word.replace(/\D/g, '').length >= 3 &&
  /[A-Za-z]/.test(word)

const isLongId = (word: string): boolean => /^[A-Za-z0-9]{18}$/.test(word) && id18(word.slice(0, 15)) === word
