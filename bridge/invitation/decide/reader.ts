import { ok, type CallFailure, type Result } from '../../core/failures.ts'
import { closeAlert, raiseAlert } from '../../core/tables/alerts.ts'
import type { Fields } from './recipient.ts'

/** A record as read: the asked-for paths (`Contact.Email`) with their values. */
export type ReadRecord = { id: string; isDeleted: boolean; values: Fields }

/** What this leg reads of the app that keeps the records. Never throws. */
export interface Reader {
  /** One query per object type, whatever the number of ids. A record that does not exist has no entry. */
  read(object: string, ids: string[], paths: string[]): Promise<Result<ReadRecord[], CallFailure>>
  /** The primary contact role of opportunities: `{ opportunityId: contactId }`. */
  primaryContacts(opportunityIds: string[]): Promise<Result<Record<string, string>, CallFailure>>
}

/** What one program wants to know of a record. */
export type Want = { program: string; paths: string[] }

/** Programs whose fields the app refuses, by name. */
export type Refused = Map<string, CallFailure>

/** The records that are there; one that is gone or deleted has no entry. */
export type Records = Map<string, Fields>

/**
 * Reads records for several programs in one query. Salesforce refuses a query whole when it knows one of its fields not, so then each
 * program reads alone: one that names a wrong field keeps no other from deciding. A fault of the call is the failure of all.
 */
export async function readFor(
  reader: Reader,
  object: string,
  ids: string[],
  wants: Want[],
): Promise<Result<{ records: Records; refused: Refused }, CallFailure>> {
  const records: Records = new Map()
  const refused: Refused = new Map()
  const unique = [...new Set(ids)]
  if (unique.length === 0 || wants.length === 0) return ok({ records, refused })
  const together = await reader.read(object, unique, [...new Set(wants.flatMap(({ paths }) => paths))])
  if (together.ok) return ok({ records: alive(together.value, records), refused })
  if (!isRefusal(together.failure)) return together
  for (const { program, paths } of wants) {
    const alone = wants.length === 1 ? together : await reader.read(object, unique, paths)
    if (alone.ok) alive(alone.value, records)
    else if (isRefusal(alone.failure)) refused.set(program, alone.failure)
    else return alone
  }
  return ok({ records, refused })
}

/** True when what was asked for is wrong: another try does not help, another question may. */
export const isRefusal = ({ kind }: CallFailure): boolean => kind === 'rejected' || kind === 'gone'

function alive(found: ReadRecord[], records: Records): Records {
  for (const { id, isDeleted, values } of found) {
    if (!isDeleted) records.set(id, { ...records.get(id), ...values })
  }
  return records
}

const consequences = {
  decide: 'Its events wait and nothing is lost',
  send: 'What it is about to send waits',
  texts: 'Its mails and records go without it',
}

/** One alert for each program that cannot read what it names; closed once it can. */
export function tellRefusal(
  sql: SqlStorage,
  program: string,
  purpose: keyof typeof consequences,
  failure: CallFailure | null,
  now: Date,
): void {
  const id = `read_refused:${program}:${purpose}`
  if (!failure) return closeAlert(sql, id, now)
  const field = failure.field ? `the field ${failure.field}` : 'something'
  const detail = `The program ${program} names ${field} that Salesforce does not let us read (${failure.status}). ${consequences[purpose]}: correct the program, or give the integration user access.`
  raiseAlert(sql, { id, code: 'read_refused', detail }, now)
}
