import type { RowError } from './data/record.ts'
import { catalogue } from './api/catalogue.ts'

/** Which calls; everything named must fit. `object` also finds the object inside the body of a batch. */
export type FaultMatch = {
  method?: string
  path?: string | RegExp | { regex: string } // a text is found anywhere in path and query
  object?: string
  nth?: number // only the nth matching call, from 1
}

/** Rows of a write that fail; `parent` is any id the row refers to. */
export type FaultRows = { object?: string; id?: string; parent?: string }

export type FaultKind =
  | { kind: 'error'; code: string; message?: string; status?: number }
  | { kind: 'unavailable' } // 503 as JSON
  | { kind: 'html' } // 503 as a page
  | { kind: 'drop' } // the socket dies before any work
  | { kind: 'lost_reply' } // the work is done, then the socket dies
  | { kind: 'cut_reply' } // the work is done, the body stops half-way
  | { kind: 'stalled_reply' } // the work is done, the body stops half-way and the socket stays open
  | { kind: 'half_close' } // no work; the server ends its side before any reply and goes on listening
  | { kind: 'slow'; ms: number } // the work is done at once, the reply comes late
  | { kind: 'late'; ms: number } // the work itself is done late, even when the caller has given up
  | { kind: 'hang' } // no work, no reply
  | { kind: 'redirect'; to: string }
  | { kind: 'quota'; ratio: number } // Sforce-Limit-Info shows it; from 1 up the call is refused
  | { kind: 'expired_session' } // the caller's token dies; `always`: every new one too
  | { kind: 'wrong_session' } // refreshing cannot help
  | { kind: 'wrong_org' } // the token reply names another org
  | { kind: 'reorder' } // composite: independent subrequests run last to first unless collation is off
  | { kind: 'locked_row'; rows?: FaultRows }
  | { kind: 'row_error'; rows?: FaultRows; code: string; message?: string; fields?: string[] }

export type Fault = FaultKind & {
  match?: FaultMatch
  times?: number | 'always' // 1 unless told; a row fault counts calls, not rows
  after?: number // so many matching calls pass first
  probability?: number // of each matching call, from a seeded sequence
  seed?: number
}

export type FaultCall = { method: string; path: string; body: string }
type Active = { id: number; fault: Fault; seen: number; fired: number; random: () => number }

const rowKinds = new Set<Fault['kind']>(['locked_row', 'row_error'])

/** These mean nothing at the token endpoint and would be used up there. */
const afterLogin = new Set<Fault['kind']>(['expired_session', 'wrong_session', 'quota', 'reorder', ...rowKinds])

/** What goes wrong in an org, on demand. */
export class Faults {
  readonly #active: Active[] = []
  #lastId = 0

  /** Returns an id for `remove`. */
  add(fault: Fault): number {
    this.#active.push({ id: ++this.#lastId, fault, seen: 0, fired: 0, random: seeded(fault.seed ?? 1) })
    return this.#lastId
  }

  remove(id: number): void {
    const index = this.#active.findIndex((active) => active.id === id)
    if (index >= 0) this.#active.splice(index, 1)
  }

  clear(): void {
    this.#active.length = 0
  }

  list(): { id: number; fault: Fault; fired: number }[] {
    return this.#active.map(({ id, fault, fired }) => ({ id, fault, fired }))
  }

  /** The faults of one arriving call; each is counted as fired now, faults of rows when they meet a row. */
  begin(call: FaultCall): CallFaults {
    const hit = this.#active.filter((active) => isHit(active, call))
    const ofCall = hit.filter((active) => !rowKinds.has(active.fault.kind))
    for (const active of ofCall) active.fired++
    return new CallFaults(
      ofCall.map((active) => active.fault),
      hit.filter((active) => rowKinds.has(active.fault.kind)),
    )
  }
}

/** What goes wrong in one call. */
export class CallFaults {
  readonly #faults: Fault[]
  readonly #ofRows: Active[]
  readonly #met = new Set<Active>()

  constructor(faults: Fault[], ofRows: Active[]) {
    this.#faults = faults
    this.#ofRows = ofRows
  }

  of<K extends Fault['kind']>(kind: K): Extract<Fault, { kind: K }> | undefined {
    return this.#faults.find((fault): fault is Extract<Fault, { kind: K }> => fault.kind === kind)
  }

  /** The error this row meets; `ids` are its own id and all it refers to. */
  row(object: string, id: string | null, ids: string[]): RowError | null {
    for (const active of this.#ofRows) {
      const { fault } = active
      if (fault.kind !== 'locked_row' && fault.kind !== 'row_error') continue
      const { rows = {} } = fault
      if (rows.object && rows.object !== object) continue
      if (rows.id && !sameId(rows.id, id)) continue
      if (rows.parent && !ids.some((parent) => sameId(rows.parent, parent))) continue
      if (!this.#met.has(active)) active.fired++
      this.#met.add(active)
      return fault.kind === 'locked_row' ? lockError(rows.parent ?? rows.id ?? id ?? ids[0]) : rowError(fault)
    }
    return null
  }
}

/** No faults: for work that does not come through the API. */
export const noFaults = new CallFaults([], [])

function isHit(active: Active, call: FaultCall): boolean {
  const { kind, match = {}, times = 1, after = 0, probability = 1 } = active.fault
  if (afterLogin.has(kind) && !call.path.startsWith('/services/data/v')) return false
  if (kind === 'wrong_org' && !call.path.startsWith('/services/oauth2/token')) return false
  if (times !== 'always' && active.fired >= times) return false
  if (match.method && match.method.toUpperCase() !== call.method) return false
  if (match.path !== undefined && !pathFits(match.path, call.path)) return false
  if (match.object && !new RegExp(`\\b${match.object}\\b`).test(`${call.path} ${call.body}`)) return false
  active.seen++
  if (match.nth !== undefined) return active.seen === match.nth
  return active.seen > after && (probability >= 1 || active.random() < probability)
}

function pathFits(wanted: NonNullable<FaultMatch['path']>, path: string): boolean {
  if (typeof wanted === 'string') return path.includes(wanted)
  return (wanted instanceof RegExp ? wanted : new RegExp(wanted.regex)).test(path)
}

const sameId = (a: string | undefined, b: string | null): boolean => a?.slice(0, 15) === b?.slice(0, 15)

function lockError(id: string | undefined): RowError {
  const which = id?.slice(0, 15) ?? 'unknown'
  const message = `unable to obtain exclusive access to this record or 1 records: ${which}`
  return { code: 'UNABLE_TO_LOCK_ROW', message, fields: [], status: 400 }
}

function rowError(fault: Extract<Fault, { kind: 'row_error' }>): RowError {
  const known = catalogue[fault.code]
  return {
    code: fault.code,
    message: fault.message ?? known?.message ?? fault.code,
    fields: fault.fields ?? [],
    status: known?.status ?? 400,
  }
}

/** mulberry32: small, even enough, and the same on every machine. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
