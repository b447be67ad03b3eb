import type { Random } from '../../core/backoff.ts'
import type { Commit } from '../../core/commit.ts'
import { fail, ok, type CallFailure, type Result } from '../../core/failures.ts'
import type { Records, RowResult, Update } from '../records.ts'
import { claimDue, type Write } from '../writes.ts'
import {
  chargeCall,
  chargeFailedCall,
  isOfConnection,
  recordCallFailed,
  recordDone,
  recordFailed,
  unheard,
  type Done,
  type Failed,
} from './outcome.ts'

const batch = 200

/** What an update of ours is about: a record named by its id, and everybody with an address. */
export type UpdatePlan = { write: Write; updates: Update[]; email: string | null; fields: Record<string, unknown> }
export type PlanUpdate = (sql: SqlStorage, write: Write) => UpdatePlan

/** Updates by record id: the same values once more do no harm, so they need no receipt. A person who is gone needs none. */
export async function deliverUpdates(
  connection: string,
  commit: Commit,
  records: Records,
  plan: PlanUpdate,
  random: Random,
): Promise<number> {
  for (let delivered = 0; ;) {
    const claimed = commit((sql, now) =>
      claimDue(sql, connection, 'update', batch, now).map((write) => plan(sql, write)),
    )
    if (claimed.length === 0) return delivered
    delivered += claimed.length
    const failed = (failure: CallFailure) =>
      commit((sql, now) => chargeFailedCall(sql, connection, claimed, failure, now, random))
    const plans = await withNamesakes(records, claimed)
    if (!plans.ok) {
      failed(plans.failure)
      continue
    }
    const { result, usage } = await records.update(plans.value.flatMap(({ updates }) => updates))
    if (!result.ok) failed(result.failure)
    else
      commit((sql, now) => {
        chargeCall(sql, connection, result.value, usage, now, random)
        recordPlans(sql, plans.value, result.value, now, random)
      })
  }
}

/** Adds every contact and lead that has the address, because a wish not to be asked is the person's, not the record's. */
async function withNamesakes(records: Records, plans: UpdatePlan[]): Promise<Result<UpdatePlan[], CallFailure>> {
  const emails = [...new Set(plans.flatMap(({ email }) => email ?? []))]
  if (emails.length === 0) return ok(plans)
  const found = await records.peopleWithEmail(emails)
  if (!found.ok) return found
  return ok(
    plans.map((plan) => {
      const others = found.value
        .filter((person) => person.email.toLowerCase() === plan.email?.toLowerCase())
        .filter((person) => plan.updates.every(({ id }) => id.slice(0, 15) !== person.id.slice(0, 15)))
      return {
        ...plan,
        updates: [...plan.updates, ...others.map(({ entity, id }) => ({ entity, id, fields: plan.fields }))],
      }
    }),
  )
}

/** A plan is done when all its records are, and fails with the first that is not. */
function recordPlans(sql: SqlStorage, plans: UpdatePlan[], results: RowResult[], now: Date, random: Random): void {
  const done: Done[] = []
  const failed: Failed[] = []
  let next = 0
  for (const { write, updates } of plans) {
    const own = Array.from({ length: updates.length }, () => results[next++] ?? fail(unheard))
    const failures = own.flatMap((result) => (!result.ok && result.failure.kind !== 'gone' ? [result.failure] : []))
    const ofConnection = failures.find(isOfConnection)
    const [failure] = failures
    if (ofConnection) recordCallFailed(sql, [write.key], ofConnection, now)
    else if (failure) failed.push({ write, failure, value: null })
    else done.push({ key: write.key, recordId: updates[0]?.id ?? '' })
  }
  recordDone(sql, done, now)
  recordFailed(sql, failed, now, random)
}
