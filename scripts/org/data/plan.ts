import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A record of the plan: `@mara` stands for the id of the record of that name. */
export type Planned = { object: string; ref: string; fields: Record<string, unknown> }

type Plan = { sobject: string; files: string[] }[]
type File = { records: ({ attributes: { type: string; referenceId: string } } & Record<string, unknown>)[] }

/** The sample records in the order in which they can be made (`sf data import tree` reads the same files). */
export function readPlan(path: string): Planned[] {
  const plan = JSON.parse(readFileSync(path, 'utf8')) as Plan
  return plan
    .flatMap(({ files }) => files)
    .flatMap((file) => (JSON.parse(readFileSync(join(dirname(path), file), 'utf8')) as File).records)
    .map(({ attributes, ...fields }) => ({ object: attributes.type, ref: attributes.referenceId, fields }))
}

/** Every mail of the sample goes to one person, each record under an address of its own: `you+mara@example.com`. */
export function addressedTo(planned: Planned[], email: string | undefined): Planned[] {
  if (email === undefined) return planned
  const [name = '', domain = ''] = email.split('@')
  return planned.map((one) => ({
    ...one,
    fields: Object.fromEntries(
      Object.entries(one.fields).map(([field, value]) => [
        field,
        isAddress(value) ? `${name}+${one.ref}@${domain}` : value,
      ]),
    ),
  }))
}

/** Every address of the sample: what may be written to while programs are in test. */
export const addressesIn = (planned: Planned[]): string[] => [
  ...new Set(planned.flatMap(({ fields }) => Object.values(fields).filter(isAddress))),
]

const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)

/** What tells a sample record from others, so that a second run finds it. */
const naturalKeys = ['Email', 'Subject', 'Name', 'LastName'] as const

/** The field and value a record is found by; null when it has none. */
export function keyOf({ fields }: Planned): { field: string; value: string } | null {
  const field = naturalKeys.find((name) => typeof fields[name] === 'string')
  return field ? { field, value: String(fields[field]) } : null
}

/** The fields with the ids of the records they name. @throws when one is named before it is made */
export function resolved({ ref, fields }: Planned, ids: ReadonlyMap<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => {
      if (typeof value !== 'string' || !/^@\w+$/.test(value)) return [field, value]
      const id = ids.get(value.slice(1))
      if (!id) throw new Error(`${ref} names ${value}, which stands behind it in the plan`)
      return [field, id]
    }),
  )
}
