import type { CallFailure, Result } from '../core/failures.ts'

/** One row to write, rendered. Lookups by a parent's external id are written `{ 'Case__r': { 'Ext__c': 'v' } }`. */
export type Row = { writeKey: string; entity: string; key: string; fields: Record<string, unknown> }

/** A change of one record by its id, harmless to repeat because it sets the same values again. */
export type Update = { entity: string; id: string; fields: Record<string, unknown> }

/** Records whose field has one of these values. */
export type Named = { entity: string; field: string; values: string[] }

export type RowResult = Result<{ recordId: string; created: boolean }, CallFailure>
export type ApiUsage = { used: number; limit: number } | null
/** The outer Result is the call, the inner ones its rows in the order of the batch. */
export type UpsertResult = { result: Result<RowResult[], CallFailure>; usage: ApiUsage; calls: number }

/** A record as read: the asked-for paths (`Contact.Email`) with their values. */
export type ReadRecord = { id: string; isDeleted: boolean; values: Record<string, unknown> }

/** Where a merged, converted or deleted record went: the winner's id, or null when it is gone for good. */
export type Successor = { id: string; successor: string | null }

/** What the legs need of the app that keeps the records. Never throws; every method has its own time limit. */
export interface Records {
  /** At most 1,000 rows of any entities, in one call where the app allows; `chunk` rows of one entity and key go together. */
  upsert(rows: Row[], chunk: number): Promise<UpsertResult>
  update(rows: Update[]): Promise<UpsertResult>
  /** Deletes whatever the fields name, found by their values now. A row for each record; harmless to repeat. */
  remove(named: Named[]): Promise<UpsertResult>
  /** One query per object type, whatever the number of ids. A record that does not exist has no entry. */
  read(object: string, ids: string[], paths: string[]): Promise<Result<ReadRecord[], CallFailure>>
  /** The primary contact role of opportunities: `{ opportunityId: contactId }`. */
  primaryContacts(opportunityIds: string[]): Promise<Result<Record<string, string>, CallFailure>>
  /** Ids of the people (contacts and leads) with one of these addresses. */
  peopleWithEmail(
    emails: string[],
  ): Promise<Result<{ entity: 'Contact' | 'Lead'; id: string; email: string }[], CallFailure>>
  /** For ids that a write was refused for: who took their place. */
  successors(object: string, ids: string[]): Promise<Result<Successor[], CallFailure>>
  /** Records whose moment in `field` is not before `since`, in the order of their ids, at most a page after `after`. */
  eventsSince(
    object: string,
    field: string,
    since: Date,
    after: string,
  ): Promise<Result<{ events: { id: string; at: unknown }[]; more: boolean }, CallFailure>>
}
