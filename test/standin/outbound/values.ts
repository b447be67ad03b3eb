const decimals = new Set(['double', 'currency', 'percent', 'number'])

/**
 * A field's value as it stands in a message, by its describe type; null means the element is left out.
 * REST prints `+0000` where messages print `Z`.
 */
export function valueText(value: unknown, type: string): string | null {
  if (value === null || value === undefined || value === '') return null
  const kind = type.toLowerCase()
  if (typeof value === 'number') return decimals.has(kind) ? decimal(value) : String(value)
  if (typeof value === 'boolean') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (kind === 'datetime') return new Date(String(value).replace(/\+0000$/, 'Z')).toISOString()
  return String(value)
}

const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value))
