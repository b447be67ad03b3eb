import type { Check } from '../machine/figures.ts'
import type { KeptRow } from '../org/quick-org.ts'
import { commentOf } from '../peers/target.ts'

/** Which survey numbers a target said it took, and for which it said nothing one can rely on; and how it names a response in Salesforce. */
export type Answered = { taken: Set<number>; refused: Set<number>; keyOf: (n: number) => string }

/**
 * Every answer that was taken is in the org once, under its key, with its own content.
 * @param all of this org, so that a response nobody gave is seen
 */
export function compareAnswers(rows: KeptRow[], { taken, keyOf }: Answered, all: Answered[]): Check {
  const responses = new Map(rows.filter(({ entity }) => entity === 'Survey_Response__c').map((row) => [row.key, row]))
  const check = { taken: taken.size, lost: 0, doubled: 0, mixedUp: 0 }
  for (const n of taken) {
    const row = responses.get(keyOf(n))
    if (!row) check.lost++
    else if (row.fields['Comment__c'] !== commentOf(n) || row.fields['CSAT__c'] !== 4 + (n % 2)) check.mixedUp++
    else if (row.writes > 1) check.doubled++
  }
  for (const one of all) for (const n of [...one.taken, ...one.refused]) responses.delete(one.keyOf(n))
  return { ...check, doubled: check.doubled + responses.size }
}
