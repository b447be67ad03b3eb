import type { Connection } from '@salesforce/core'

/** Rows of one sObject collection (REST guide: Delete Multiple Records). */
const batchSize = 200

export type Refused = { id: string; code: string; message: string }

/** Deletes records, 200 a call, each on its own: one that is refused keeps none of the others. */
export async function deleteInBatches(
  connection: Connection,
  object: string,
  ids: string[],
  tell: (text: string) => void,
): Promise<{ deleted: number; failed: Refused[] }> {
  const failed: Refused[] = []
  let deleted = 0
  for (let start = 0; start < ids.length; start += batchSize) {
    const batch = ids.slice(start, start + batchSize)
    const results = await connection.sobject(object).destroy(batch, { allOrNone: false })
    for (const [index, result] of results.entries()) {
      if (result.success) deleted++
      else failed.push({ id: batch[index]!, ...reasonOf(result.errors[0]) })
    }
    tell(`${object}: ${start + batch.length} of ${ids.length}${failed.length > 0 ? `, ${failed.length} refused` : ''}`)
  }
  return { deleted, failed }
}

const reasonOf = (error: { statusCode?: string; errorCode?: string; message?: string } | undefined) => ({
  code: error?.statusCode ?? error?.errorCode ?? 'UNKNOWN',
  message: error?.message ?? '',
})
