import type { FieldNames, ObjectNames, OrgSchema } from './schema.ts'

/** A field and the object it stands on. */
export type Place = { object: string; field: FieldNames }
/** The fields a path goes through, the lookups on the way first; or why it leads nowhere. */
export type Walked = { places: Place[] } | { problem: string }

/** Follows `Contact.Account.Name` from an object through its lookups. */
export async function walk(schema: OrgSchema, from: string, path: string): Promise<Walked> {
  const start = await schema.object(from)
  if (!start) return { problem: `this org has no object ${from}` }
  let holders: ObjectNames[] = [start]
  const places: Place[] = []
  const steps = path.split('.')
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1
    const found = holders.flatMap((holder) => placeOn(holder, step, isLast))[0]
    if (!found) return { problem: notThere(holders, step, isLast) }
    places.push(found)
    if (!isLast) holders = await targets(schema, found.field)
  }
  return { places }
}

function placeOn(holder: ObjectNames, step: string, isLast: boolean): Place[] {
  const field = holder.fields.find((one) => (isLast ? one.name : one.relationshipName) === step)
  return field ? [{ object: holder.name, field }] : []
}

/** An owner may be a person or a queue: all the objects a lookup may point to. */
async function targets(schema: OrgSchema, { referenceTo }: FieldNames): Promise<ObjectNames[]> {
  const objects = await Promise.all(referenceTo.map((name) => schema.object(name)))
  return objects.filter((one) => one !== null)
}

function notThere(holders: ObjectNames[], step: string, isLast: boolean): string {
  const objects = holders.map(({ name }) => name).join(' or ') || 'what it points to'
  const what = isLast ? 'field' : 'relationship'
  const names = holders.flatMap(({ fields }) =>
    fields.flatMap((one) => (isLast ? one.name : (one.relationshipName ?? []))),
  )
  const near = nearest(step, names)
  return `${objects} has no ${what} ${step} in this org${near ? `; did you mean ${near}?` : ''}`
}

/** The name that was most likely meant: the same in other letters, without its ending, or one slip away. */
function nearest(word: string, names: readonly string[]): string | undefined {
  const plain = (name: string) =>
    name
      .toLowerCase()
      .replace(/__[cr]$/, '')
      .replaceAll('_', '')
  return names.find((name) => plain(name) === plain(word)) ?? names.find((name) => isOneSlip(plain(name), plain(word)))
}

/** One letter too many, too few or wrong. */
function isOneSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (short.length < 4 || long.length - short.length > 1) return false
  let at = 0
  while (at < short.length && short[at] === long[at]) at++
  return short.slice(long.length === short.length ? at + 1 : at) === long.slice(at + 1)
}
