import type { Random } from '../core/backoff.ts'
import type { Commit } from '../core/commit.ts'
import { callFailed, callSucceeded } from '../core/tables/connections.ts'
import type { CallFailure } from '../core/failures.ts'
import { recordCallFailed, recordDone, recordRowFailed } from './outcome.ts'
import type { Records, RowResult, Update } from './records.ts'
import { claimDue, type Write } from './writes.ts'

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
    const plans = commit((sql, now) => claimDue(sql, connection, 'update', batch, now).map((write) => plan(sql, write)))
    if (plans.length === 0) return delivered
    delivered += plans.length
    const failed = (failure: CallFailure) =>
      commit((sql, now) => {
        callFailed(sql, connection, failure, now, random)
        recordCallFailed(
          sql,
          plans.map(({ write }) => write.key),
          failure,
          now,
        )
      })
    const people = await withNamesakes(records, plans)
    if ('failure' in people) {
      failed(people.failure)
      continue
    }
    const rows = people.plans.flatMap(({ updates }) => updates)
    const { result, usage } =
      rows.length === 0 ? { result: { ok: true as const, value: [] }, usage: null } : await records.update(rows)
    if (!result.ok) {
      failed(result.failure)
      continue
    }
    commit((sql, now) => {
      if (rows.length > 0) callSucceeded(sql, connection, usage, now)
      recordPlans(sql, people.plans, result.value, now, random)
    })
  }
}

/** Adds every contact and lead that has the address, because a wish not to be asked is the person's, not the record's. */
async function withNamesakes(
  records: Records,
  plans: UpdatePlan[],
): Promise<{ plans: UpdatePlan[] } | { failure: CallFailure }> {
  const emails = [...new Set(plans.flatMap(({ email }) => email ?? []))]
  if (emails.length === 0) return { plans }
  const found = await records.peopleWithEmail(emails)
  if (!found.ok) return { failure: found.failure }
  return {
    plans: plans.map((plan) => {
      const others = found.value
        .filter((person) => person.email.toLowerCase() === plan.email?.toLowerCase())
        .filter((person) => plan.updates.every(({ id }) => id !== person.id))
      return {
        ...plan,
        updates: [...plan.updates, ...others.map(({ entity, id }) => ({ entity, id, fields: plan.fields }))],
      }
    }),
  }
}

function recordPlans(sql: SqlStorage, plans: UpdatePlan[], results: RowResult[], now: Date, random: Random): void {
  let next = 0
  for (const { write, updates } of plans) {
    const own = results.slice(next, (next += updates.length))
    const failure = own.flatMap((result) => (!result.ok && result.failure.kind !== 'gone' ? [result.failure] : []))[0]
    if (failure) recordRowFailed(sql, write, failure, null, now, random)
    else recordDone(sql, [{ key: write.key, recordId: updates[0]?.id ?? '' }], now)
  }
}
