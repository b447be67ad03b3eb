import { stringify } from 'yaml'
import { readDocument, type Document } from '../../../bridge/definitions/documents.ts'
import { settings as settingsShape, type Settings } from '../../../bridge/definitions/settings.ts'

type Plain = Record<string, unknown>
type Parse = (value: Plain) => string | null

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const

/** 7200000 → `2h`, in the largest unit that leaves nothing over. */
export function durationText(ms: number): string {
  const [unit, size] = units.find(([, size]) => ms % size === 0 && ms >= size) ?? units[3]
  return `${ms / size}${unit}`
}

/** Where a program holds a duration; in the bridge it is a number of ms. */
const isDuration = (path: string): boolean =>
  /^(send\.(after|expire|remind\.\d+)|participation\.cooldown|hold\.in)$/.test(path)

/** A document as an admin writes it: durations as `2h`, and nothing that the bridge would fill in anyway. */
export function writtenDocument({ kind, name, body }: Document): Plain {
  const plain = kind === 'program' ? (withDurations(body, '') as Plain) : (structuredClone(body) as Plain)
  const meaning: Parse = (value) => {
    const read = readDocument({ [kind]: name, ...value }) // the first key says the kind
    return 'document' in read ? JSON.stringify(sorted(read.document.body)) : null
  }
  return { [kind]: name, ...withoutDefaults(plain, meaning) }
}

export function writtenSettings(given: Settings): Plain {
  const meaning: Parse = (value) => {
    const read = settingsShape.safeParse(value)
    return read.success ? JSON.stringify(sorted(read.data)) : null
  }
  return withoutDefaults(structuredClone(given) as Plain, meaning)
}

export const asYaml = (value: Plain): string =>
  Object.keys(value).length === 0
    ? '{}\n'
    : stringify(value, {
        lineWidth: 0,
        aliasDuplicateObjects: false,
        singleQuote: true,
        blockQuote: 'literal',
      })

function withDurations(value: unknown, path: string): unknown {
  if (typeof value === 'number' && isDuration(path)) return durationText(value)
  if (Array.isArray(value)) return value.map((one, index) => withDurations(one, `${path}.${index}`))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, withDurations(one, path ? `${path}.${key}` : key)]),
  )
}

/** What a program may do is said even when it is what the bridge would take it for. */
const isAlwaysSaid = (key: string): boolean => key === 'mode'

/** Leaves out, one by one, every key whose absence means the same. */
function withoutDefaults(whole: Plain, meaning: Parse): Plain {
  const wanted = meaning(whole)
  if (wanted === null) return whole // written by an earlier release: nothing is left out
  const prune = (holder: Plain): void => {
    for (const [key, value] of Object.entries(holder)) {
      delete holder[key]
      if (meaning(whole) === wanted && !isAlwaysSaid(key)) continue
      holder[key] = value // at its old place: every key goes through here in turn
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) prune(value as Plain)
      else if (Array.isArray(value))
        for (const one of value) if (typeof one === 'object' && one !== null) prune(one as Plain)
    }
  }
  prune(whole)
  return whole
}

/** The order of keys says nothing. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  )
}
