import { closeAlert, raiseAlert } from '../core/tables/alerts.ts'
import { storageLimitBytes, storageWarnsAt } from './health.ts'

const id = 'storage_nearly_full'

/** Looked at with the hourly wake: an object that is full accepts nothing, and Salesforce forgets a message after a day. */
export function watchStorage(sql: SqlStorage, bytes: number, now: Date): void {
  if (bytes < storageLimitBytes * storageWarnsAt) return closeAlert(sql, id, now)
  const share = Math.round((bytes / storageLimitBytes) * 100)
  const detail = `The data of this org takes ${share} % of what one object may hold. Shorten its retention; when it is full, nothing new is accepted.`
  raiseAlert(sql, { id, code: 'storage_nearly_full', detail }, now)
}
