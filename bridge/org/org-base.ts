import { DurableObject } from 'cloudflare:workers'
import type { Commit } from '../core/commit.ts'
import { loadConfig } from '../core/config.ts'
import { fail, type Result } from '../core/failures.ts'
import { log } from '../core/log.ts'
import { dueAfter } from '../core/time.ts'
import { listUnknown } from '../invitation/send.ts'
import { unknownInFlight } from '../invitation/send/sends.ts'
import { releaseInFlight } from '../write-back/writes.ts'
import { dueLanes, nextDueAt } from './due.ts'
import { runLane } from './lanes.ts'
import { migrate } from './schema.ts'
import { OrgTools } from './tools.ts'

const idleMs = 60_000
const waitMs = 1_000 // for the lanes; a hanging app delays nobody else

/** The clock and the one transaction of an org: what every method of `Org` builds on. */
export abstract class OrgBase extends DurableObject<Env> {
  /** Not null when the object cannot work: what every method answers. The constructor never throws, or the alarm would be lost. */
  protected closed: Result<never> | null = null
  #alarmAt: number | null = null // what the platform holds
  #notBefore = 0
  readonly #lanes = new Set<string>() // running in this instance
  #tools: OrgTools | null = null

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    void ctx.blockConcurrencyWhile(async () => {
      try {
        this.#tools = new OrgTools(this.commit, loadConfig(env), env.DIRECTORY)
        migrate(ctx.storage)
        this.#alarmAt = await ctx.storage.getAlarm()
        this.commit(takeOver) // the tables are the truth; the alarm is worked out from them
      } catch (cause) {
        log('error', 'org_closed', {}, cause)
        this.closed = fail({ code: 'unavailable' })
      }
    })
  }

  protected commit: Commit = (work) => {
    const { result, at } = this.ctx.storage.transactionSync(() => {
      const now = new Date()
      const result = work(this.ctx.storage.sql, now)
      if (result instanceof Promise) throw new TypeError('commit takes synchronous work')
      const due = nextDueAt(this.ctx.storage.sql, [...this.#lanes])
      const at = due !== null && due <= now.getTime() ? Math.max(due, this.#notBefore) : due
      if (at !== this.#alarmAt) void (at === null ? this.ctx.storage.deleteAlarm() : this.ctx.storage.setAlarm(at))
      return { result, at }
    })
    this.#alarmAt = at // after the transaction: a throw leaves neither rows nor alarm
    return result
  }

  protected get tools(): OrgTools {
    if (!this.#tools) throw new Error('the object is closed')
    return this.#tools
  }

  /** Never throws: the platform forgets an alarm that keeps throwing. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null // this one is spent
    try {
      if (this.closed) throw new Error('the tables could not be opened')
      const due = this.commit((sql, now) => dueLanes(sql, [...this.#lanes], now))
      const lanes = Promise.all(due.map((lane) => this.#run(lane)))
      const claimed = await Promise.race([lanes, scheduler.wait(waitMs)])
      const idle = claimed !== undefined && claimed.every((count) => count === 0)
      if (idle) log('warn', 'alarm_idle', { org: this.ctx.id.name ?? '', count: due.length })
      this.#notBefore = idle ? Date.now() + idleMs : 0
      this.commit(() => {})
    } catch (cause) {
      log('error', 'alarm', { org: this.ctx.id.name ?? '' }, cause)
      await this.ctx.storage.setAlarm(Date.now() + idleMs)
    }
  }

  /** Runs on after alarm() has returned, and re-arms at its end. */
  async #run(lane: string): Promise<number> {
    this.#lanes.add(lane)
    try {
      return await runLane(lane, this.tools.forLanes())
    } catch (cause) {
      log('error', 'lane', { org: this.ctx.id.name ?? '', lane }, cause)
      this.#notBefore = Date.now() + idleMs // a bug of ours: rest, or it would spin
      return 0
    } finally {
      this.#lanes.delete(lane)
      this.commit(() => {})
    }
  }
}

/** This instance is new: calls of an earlier one will never be recorded. */
function takeOver(sql: SqlStorage, now: Date): void {
  releaseInFlight(sql, dueAfter(now))
  for (const sendId of unknownInFlight(sql, now)) listUnknown(sql, sendId, now)
}
