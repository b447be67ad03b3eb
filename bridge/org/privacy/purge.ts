import type { Commit } from '../../core/commit.ts'
import { log } from '../../core/log.ts'
import { closeAlert, closeQuiet, raiseAlert } from '../../core/tables/alerts.ts'
import { dueAfter, isoDate } from '../../core/time.ts'
import { openLibrary } from '../../definitions/library.ts'
import type { Settings } from '../../definitions/settings.ts'
import { familyOf } from '../../write-back/writes.ts'
import { endedAt, sweeps, type Limits } from './sweeps.ts'

const dayMs = 86_400_000
const mostRows = 500 // written in one commit
const warnMs = 14 * dayMs // before answers go that never reached Salesforce
const warnedMs = 7 * dayMs // for so long somebody must have been able to see that

/** From now on the org is cleaned up once a day. Harmless to repeat. */
export const keepSweeping = (sql: SqlStorage, now: Date): void =>
  void sql
    .exec(
      `INSERT INTO sweeps (kind, looked_to, due_at) SELECT value, '', ?2 FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING`,
      JSON.stringify(Object.keys(sweeps)),
      dueAfter(now, dayMs),
    )
    .toArray()

/** A changed retention counts at once. */
export const sweepAgain = (sql: SqlStorage, now: Date): void =>
  void sql.exec(`UPDATE sweeps SET due_at = ?1 WHERE looked_to = ''`, dueAfter(now)).toArray()

/**
 * Looks at every row once a day and takes away what is too old, at most some 500 rows a commit; others get their turn in between. How far
 * it came is kept with what it took, so that it goes on there after a crash; a second run finds nothing.
 */
export async function purgeDue(commit: Commit, days: Settings['retentionDays']): Promise<number> {
  let commits = 0
  for (const kind of Object.keys(sweeps)) {
    while (commit((sql, now) => sweepOn(sql, kind, days, now))) {
      commits++
      await scheduler.wait(0)
    }
  }
  return commits
}

/** One window of one kind. False when it is not due. */
export function sweepOn(sql: SqlStorage, kind: string, days: Settings['retentionDays'], now: Date): boolean {
  const sweep = sweeps[kind]
  const [state] = sql
    .exec<{ looked_to: string }>('SELECT looked_to FROM sweeps WHERE kind = ?1 AND due_at <= ?2', kind, now.getTime())
    .toArray()
  if (!sweep || !state) return false
  if (kind === 'invitations' && state.looked_to === '') warnOfDead(sql, days, now)
  if (kind === 'notes' && state.looked_to === '') closeQuiet(sql, now)
  const limits = limitsOf(sql, days, now)
  const looked = sweep.look(sql, state.looked_to, limits, now)
  const { keys, last } = atOnce(looked)
  if (keys.length > 0) {
    sweep.purge(sql, keys, limits, now)
    log('info', 'purged', { code: kind, count: keys.length })
  }
  const isEnd = last === null && looked.length < sweep.window
  sql.exec(
    "UPDATE sweeps SET looked_to = ?2, due_at = CASE WHEN ?2 = '' THEN ?3 ELSE due_at END WHERE kind = ?1",
    kind,
    isEnd ? '' : (last ?? looked.at(-1)?.key ?? ''),
    dueAfter(now, dayMs),
  )
  return true
}

/** As many as one commit may purge; `last`: where it had to stop before the end of the window. */
function atOnce(looked: { key: string; cost: number }[]): { keys: string[]; last: string | null } {
  const keys: string[] = []
  let rows = 0
  for (const { key, cost } of looked) {
    if (cost === 0) continue
    if (keys.length > 0 && rows + cost > mostRows) return { keys, last: keys.at(-1) ?? null }
    keys.push(key)
    rows += cost
  }
  return { keys, last: null }
}

function limitsOf(sql: SqlStorage, days: Settings['retentionDays'], now: Date): Limits {
  const before = (some: number) => now.getTime() - some * dayMs
  const cooldowns = openLibrary(sql)
    .all('program')
    .map(({ body }) => body.participation.cooldown)
  const [warned] = sql
    .exec<{ first_at: number }>(`SELECT first_at FROM alerts WHERE id = '${deadAlert}' AND closed_at IS NULL`)
    .toArray()
  return {
    payloads: before(days.payloads),
    attempts: before(days.attempts),
    invitations: before(days.invitations),
    alerts: before(days.alerts),
    audit: before(days.audit),
    caps: Math.min(before(days.invitations), now.getTime() - Math.max(0, ...cooldowns)),
    mayPurgeDead: warned !== undefined && warned.first_at <= now.getTime() - warnedMs,
  }
}

const deadAlert = 'retention_dead'

/** A dead write may hold the only copy of an answer: who can mend it hears in time that it will go. */
function warnOfDead(sql: SqlStorage, days: Settings['retentionDays'], now: Date): void {
  const limit = now.getTime() - days.invitations * dayMs
  const families = sql
    .exec<{ key: string }>(`SELECT key FROM writes WHERE state <> 'done' AND state = 'dead' LIMIT 10000`)
    .toArray()
    .map(({ key }) => familyOf(key))
  const { n, first } = sql
    .exec<{ n: number; first: number | null }>(
      `SELECT count(*) AS n, min(${endedAt}) AS first FROM invitations
       WHERE id IN (SELECT value FROM json_each(?1)) AND ${endedAt} < ?2`,
      JSON.stringify([...new Set(families)]),
      limit + warnMs,
    )
    .one()
  if (n === 0 || first === null) return closeAlert(sql, deadAlert, now)
  const when = isoDate(new Date(Math.max(first + days.invitations * dayMs, now.getTime() + warnedMs)))
  const detail = `Writes of ${n} invitations are dead and go with their answers from ${when} on, because the retention of ${days.invitations} days is over. Mend and replay them, or dismiss them.`
  raiseAlert(sql, { id: deadAlert, code: 'retention_dead', detail }, now)
}
