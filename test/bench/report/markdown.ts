import type { Spread } from '../machine/figures.ts'

export const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** Three digits are what such figures are worth. */
export function shown(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–'
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en')
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}

/** With how far the runs were apart, as a share of the median; when one of them was off altogether, in figures. */
export function withSpread({ value, low, high }: Spread): string {
  const apart = (high - low) / 2 / Math.abs(value)
  if (low === high || Number.isNaN(apart)) return shown(value)
  return apart > 1
    ? `${shown(value)} (${shown(low)} to ${shown(high)})`
    : `${shown(value)} ±${Math.round(apart * 100)} %`
}
