/** What a field holds. Dates are `2026-11-21`, moments `2026-11-21T10:00:00.000Z` in whole seconds. */
export type Scalar = string | number | boolean | null

/** A complete record: every field of its object, null where empty. */
export type Row = { Id: string; [field: string]: Scalar }

/** What a query selects: fields, parents as objects, children as lists. */
export type SObject = { [field: string]: Scalar | SObject | SObject[] }

export type User = {
  id: string
  username: string
  name: string
  kind: 'integration' | 'agent' | 'admin'
  sendsOutboundMessages: boolean
}

/** One record's change in a committed transaction; `after` is null when it was deleted. */
export type Change = { object: string; id: string; before: Row | null; after: Row | null; user: User }

/** `fields` is absent where Salesforce prints none. */
export type RowError = { code: string; message: string; fields?: string[]; status: number }

export type SaveResult =
  | { success: true; id: string; created: boolean; errors: [] }
  | { success: false; id: string | null; errors: RowError[] }

/** Undoes the row or the call it is thrown in; turned into a result or a reply where that ends. */
export class Rejected extends Error {
  readonly errors: RowError[]

  constructor(errors: RowError[]) {
    super(errors.map((error) => `${error.code}: ${error.message}`).join('; '))
    this.errors = errors
  }
}

export const rejected = (code: string, message: string, fields?: string[], status = 400): Rejected =>
  new Rejected([{ code, message, status, ...(fields && { fields }) }])
