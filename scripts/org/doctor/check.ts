/** One link of the chain as it was found. `null`: it could not be seen. The Setup Assistant in Salesforce shows the same. */
export type Check = {
  id: string // `<link of the chain>.<what>`
  ok: boolean | null
  title: string
  /** What was found. */
  detail: string
  /** The exact next step; empty when ok. */
  next: string
}

/** What was read, or why it could not be. */
export type Seen<T> = { value: T } | { unseen: string }

export type Verdict = { ok: boolean | null; detail: string; next?: string }

export const good = (detail: string): Verdict => ({ ok: true, detail })
export const bad = (detail: string, next: string): Verdict => ({ ok: false, detail, next })
export const unknown = (detail: string, next = ''): Verdict => ({ ok: null, detail, next })

/** A check of something that may not have been readable. */
export function check<T>(id: string, title: string, seen: Seen<T>, judge: (value: T) => Verdict): Check {
  const { ok, detail, next = '' } = 'value' in seen ? judge(seen.value) : unknown(`could not be seen: ${seen.unseen}`)
  return { id, ok, title, detail: cut(detail), next: cut(next) }
}

/** The bridge keeps at most so much of each text (`bridge/org/actions/doctor.ts`). */
const cut = (text: string): string => (text.length > 1000 ? `${text.slice(0, 999)}…` : text)

/** Two things that are needed together; the first that could not be seen says why. */
export function both<A, B>(a: Seen<A>, b: Seen<B>): Seen<[A, B]> {
  if (!('value' in a)) return a
  return 'value' in b ? { value: [a.value, b.value] } : b
}

/** `a, b and 3 more`. */
export function some(names: readonly string[], shown = 6): string {
  if (names.length <= shown + 1) return names.join(', ')
  return `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`
}
