import type { Analytics } from '../../core/config.ts'
import { ok, type CallFailure, type Result } from '../../core/failures.ts'
import { log } from '../../core/log.ts'
import type { Mailer } from '../../invitation/mailer.ts'
import { measure } from '../../operating/analytics.ts'
import type { Tally } from '../../operating/counters.ts'
import type { Records, UpsertResult } from '../../write-back/records.ts'
import type { Tools } from '../lanes.ts'
import { aroundEach } from './gate.ts'

/** What one run of a lane did outside; `kind` is the class of its first failure, `status` the app's own code for it. */
export class Seen {
  calls = 0
  done = 0
  failed = 0
  sent = 0
  refused = 0
  unknown = 0
  kind: string | undefined
  status: string | undefined
  readonly tally: Tally

  constructor(tally: Tally) {
    this.tally = tally
  }

  called(connection: string, result: Result<unknown, CallFailure>, calls = 1): void {
    this.calls += calls
    this.tally.add(`calls|${connection}|${this.#resultOf(result)}`, calls)
  }

  wrote(connection: string, { result, calls }: UpsertResult): void {
    this.called(connection, result, calls)
    for (const row of result.ok ? result.value : []) {
      if (row.ok) this.done++
      else this.failed++
      this.tally.add(`written|${connection}|${this.#resultOf(row)}`)
    }
  }

  mailed(state: 'sent' | 'refused' | 'unknown'): void {
    this.calls++
    this[state]++
    this.tally.add(`mails|${state}`)
  }

  met({ kind, status }: CallFailure): void {
    if (this.kind !== undefined) return
    this.kind = kind
    this.status = status.slice(0, 80)
  }

  get isTrouble(): boolean {
    return this.kind !== undefined || this.refused > 0 || this.unknown > 0
  }

  /** What is worth a word in the log: not the many noughts. */
  get said(): { calls?: number; done?: number; kind?: string; status?: string } {
    const numbers = Object.entries(this.#numbers).filter(([, n]) => n > 0)
    const { kind, status } = this
    return { ...Object.fromEntries(numbers), ...(kind !== undefined && status !== undefined ? { kind, status } : {}) }
  }

  get #numbers() {
    const { calls, done, failed, sent, refused, unknown } = this
    return { calls, done, failed, sent, refused, unknown }
  }

  #resultOf(result: Result<unknown, CallFailure>): string {
    if (result.ok) return 'done'
    this.met(result.failure)
    return result.failure.kind
  }
}

/** One line, one data point and a few counts for a run of a lane, however many rows it took on. */
export function tellRun(
  { org, lane, count, ms }: { org: string; lane: string; count: number; ms: number },
  seen: Seen,
  analytics: Analytics | null,
): void {
  if (count > 0) seen.tally.add(`runs|${lane}`)
  seen.tally.add(`rows|${lane}`, count)
  seen.tally.add(`ms|${lane}`, ms)
  if (count === 0 && seen.calls === 0) return // it came a moment too early: nothing to tell
  log(seen.isTrouble ? 'warn' : 'info', 'lane_done', { org, lane, count, ms, ...seen.said })
  const { calls, done, failed, sent, refused, unknown, kind } = seen
  const numbers = { items: count, done: done + sent, failed: failed + refused + unknown, calls, ms }
  measure(analytics, 'lane', { org, of: lane, kind }, numbers)
}

/** The same tools, whose apps tell what became of each call: what the log and `/metrics` say of a lane comes from here. */
export const observed = (tools: Tools, seen: Seen): Tools => ({
  ...tools,
  records: async (name) => {
    const opened = await tools.records(name)
    if (!opened.ok) seen.met(opened.failure)
    return opened.ok ? ok(observedRecords(name, opened.value, seen)) : opened
  },
  mailer: async () => {
    const opened = await tools.mailer()
    if (!opened.ok) seen.met(opened.failure)
    return opened.ok ? ok(observedMailer(opened.value, seen)) : opened
  },
})

const observedRecords = (name: string, records: Records, seen: Seen): Records =>
  aroundEach(async (call) => {
    const reply = await call(records)
    if ('result' in reply) seen.wrote(name, reply)
    else seen.called(name, reply)
    return reply
  })

const observedMailer = (mailer: Mailer, seen: Seen): Mailer => ({
  send: async (mail) => {
    const result = await mailer.send(mail)
    seen.mailed(result.state)
    return result
  },
})
