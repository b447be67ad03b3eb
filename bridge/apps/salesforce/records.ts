import type { Records } from '../../write-back/records.ts'
import { salesforceCall } from './call.ts'
import type { SalesforceDeps } from './connection.ts'
import { salesforceReads } from './read.ts'
import { tokenSource } from './token.ts'
import { removeNamed, updateRows, upsertRows } from './write.ts'

/** One connected Salesforce org. Keep it for as long as the object lives: it holds the session that all calls share. */
export function salesforceRecords(deps: SalesforceDeps): Records {
  const version = deps.config.apiVersion
  const call = salesforceCall(version, tokenSource(deps), deps.limitMs)
  return {
    upsert: (rows, chunk) => upsertRows(call, version, rows, chunk),
    update: (rows) => updateRows(call, version, rows),
    remove: (named) => removeNamed(call, version, named),
    ...salesforceReads(call, version),
  }
}
