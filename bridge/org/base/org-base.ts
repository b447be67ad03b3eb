import { DurableObject } from 'cloudflare:workers'
import type { Commit } from '../../core/commit.ts'
import { loadConfig } from '../../core/config.ts'
import { fail, ok, type Result } from '../../core/failures.ts'
import type { Door } from '../../core/keys.ts'
import { log } from '../../core/log.ts'
import { closeAlert, raiseAlert } from '../../core/tables/alerts.ts'
import { dueAfter } from '../../core/time.ts'
import { Tally } from '../../operating/counters.ts'
import { lookAt, type Standing } from '../../operating/standing.ts'
import { watchStorage } from '../../operating/storage.ts'
import { observed, Seen, tellRun } from '../apps/observe.ts'
import { dueLanes, laneTimes, nextDueAt, type Held } from '../due.ts'
import { giveBack, runLane } from '../lanes.ts'
import { forgetOrg, isLive, readOrg, type OrgRow } from '../tables/org-row.ts'
import { migrate, migrations } from '../tables/schema.ts'
import { OrgTools } from '../tools.ts'

const idleMs = 60_000
const waitMs = 1_000 // for the lanes; a hanging app delays nobody else

export type Work<T> = (sql: SqlStorage, now: Date, org: OrgRow) => Result<T>

/** The clock and the one transaction of an org: what every method of `Org` builds on. */
export abstract class OrgBase extends DurableObject<Env> {
  /** Not null when the object cannot work: what every method answers. The constructor never throws, or the alarm would be lost. */
  protected closed: Result<never> | null = null
  #alarmAt: number | null = null // what the platform holds
  #lookedAt = 0 // when an alarm last looked what is due
  #held: Held = {} // lanes that run in this instance, and those that rest
  #tools: OrgTools | null = null
  /** What `/metrics` tells beside the tables. */
  protected readonly tally = new Tally()

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    void ctx.blockConcurrencyWhile(() => this.#open())
  }

  /** Brings the tables up to date and takes over what an earlier instance left. Never throws. */
  async #open(): Promise<void> {
    try {
      this.#tools = new OrgTools(this.commit, loadConfig(this.env), this.env.DIRECTORY)
      migrate(this.ctx.storage)
      this.#alarmAt = await this.ctx.storage.getAlarm()
      this.closed = null
      this.#settle((sql, now) => giveBack(sql, null, now)) // the tables are the truth; the alarm is worked out from them
    } catch (cause) {
      log('error', 'org_closed', this.#name, cause)
      this.closed = fail({ code: 'unavailable' })
    }
  }

  /** An alarm that stands within the second looks what is due anyway: most calls need not. */
  protected commit: Commit = (work) => this.#transact(work, (now) => (this.#alarmAt ?? Infinity) > dueAfter(now))

  /** At the end of a lane or an alarm: whatever stands, the alarm is worked out from the tables. */
  #settle: Commit = (work) => this.#transact(work, () => true)

  #transact<T>(work: (sql: SqlStorage, now: Date) => T, mustLook: (now: Date) => boolean): T {
    const { storage } = this.ctx
    try {
      const { result, at } = storage.transactionSync(() => {
        const now = new Date()
        const result = work(storage.sql, now)
        if (result instanceof Promise) throw new TypeError('commit takes synchronous work')
        const at = mustLook(now) ? nextDueAt(storage.sql, this.#held, this.#lookedAt) : this.#alarmAt
        if (at !== this.#alarmAt) void (at === null ? storage.deleteAlarm() : storage.setAlarm(at))
        return { result, at }
      })
      this.#alarmAt = at // after the transaction: a throw leaves neither rows nor alarm
      return result
    } catch (cause) {
      forgetOrg(storage.sql) // what was read in it may never have been
      throw cause
    }
  }

  protected get tools(): OrgTools {
    if (!this.#tools) throw new Error('the object is closed')
    return this.#tools
  }

  // Arrow properties, like `commit`: only methods of the prototype can be called from the Worker.

  /** What every method goes through. `otherwise`: the org is not connected (any more); its credentials outlived it. */
  protected connected = <T>(work: Work<T>, otherwise: Result<never> = fail({ code: 'unauthorized' })): Result<T> =>
    this.closed ??
    this.commit((sql, now) => {
      const org = readOrg(sql)
      return org ? work(sql, now, org) : otherwise
    })

  /** The same for a door, whose credentials may be revoked. */
  protected opened = <T>(door: Door, generation: number, work: Work<T>): Result<T> =>
    this.connected((sql, now, org) =>
      isLive(sql, door, generation) ? work(sql, now, org) : fail({ code: 'unauthorized' }),
    )

  // For the operator, whose token the edge has checked.

  /** How this org stands; reads only, so that what is wrong is still wrong after it was looked at. */
  async standing(): Promise<Result<Standing>> {
    if (this.closed) return this.closed
    const { sql } = this.ctx.storage
    const alarmAt = await this.ctx.storage.getAlarm()
    const org = readOrg(sql)
    if (!org) return fail({ code: 'not_found' })
    const clock = { alarmAt, dueAt: nextDueAt(sql, this.#held, this.#lookedAt), running: this.#running() }
    const standing = lookAt(
      sql,
      { name: org.name, clock, lanes: laneTimes(sql), schemaKnown: migrations.length },
      new Date(),
    )
    return ok({ ...standing, counts: this.tally.sum(standing.counts) })
  }

  /** Takes the alarm for what the platform says it is: one that was lost is set again. An object that was asleep has done so already. */
  async wake(): Promise<Result<null>> {
    if (this.closed) await this.reopen()
    if (this.closed) return this.closed
    this.#alarmAt = await this.ctx.storage.getAlarm()
    this.#settle((sql, now) => watchStorage(sql, sql.databaseSize, now))
    await this.tools.sealAnew()
    return ok(null)
  }

  /** Nothing is left but the generation, so that old credentials stay dead. What still runs here ends with this instance. */
  protected emptied = async (generation: number): Promise<void> => {
    const { storage } = this.ctx
    await storage.deleteAlarm()
    await storage.deleteAll()
    forgetOrg(storage.sql)
    migrate(storage)
    storage.sql.exec('INSERT INTO removed (one, generation) VALUES (1, ?1)', generation)
    await storage.sync()
    if (this.#running().length > 0) this.ctx.abort('the org was removed')
    this.#alarmAt = null
  }

  #running = (): string[] => Object.keys(this.#held).filter((lane) => this.#held[lane] === null)

  /** Never throws: the platform forgets an alarm that keeps throwing. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null // this one is spent
    this.#lookedAt = Date.now()
    try {
      if (this.closed) await this.reopen()
      if (this.closed) return await this.#armLater()
      const due = dueLanes(this.ctx.storage.sql, this.#held, new Date())
      for (const lane of due) this.#held[lane] = null // all of them before the first commits: none asks for an alarm
      await firstOf(Promise.all(due.map((lane) => this.#run(lane))))
      this.#settle(() => {})
    } catch (cause) {
      log('error', 'alarm', this.#name, cause)
      await this.#armLater()
    }
  }

  /** What could not be opened when the object came up may be whole again: its tables were repaired, or the disk has room. */
  protected reopen = (): Promise<void> => this.#open()

  /** Runs on after alarm() has returned, and re-arms at its end. Never throws. */
  async #run(lane: string): Promise<void> {
    let took: number | null = null
    const startedAt = Date.now()
    const seen = new Seen(this.tally)
    try {
      took = await runLane(lane, observed(this.tools.forLanes(), seen))
    } catch (cause) {
      log('error', 'lane', { ...this.#name, lane }, cause)
    }
    try {
      delete this.#held[lane]
      const run = { ...this.#name, lane, ms: Date.now() - startedAt }
      if (took !== null) tellRun({ ...run, count: took }, seen, this.tools.config.analytics)
      const rests = this.#settle((sql, now) => {
        this.tally.store(sql)
        return took === null ? laneFailed(sql, lane, now) : this.#isIdle(sql, lane, took, now)
      })
      if (!rests) return
      this.#held[lane] = dueAfter(new Date(), idleMs)
      this.#settle(() => {})
    } catch (cause) {
      log('error', 'lane', { ...this.#name, lane }, cause)
      await this.#armLater()
    }
  }

  /** A lane that took nothing and is due again at once would spin: it alone rests. */
  #isIdle(sql: SqlStorage, lane: string, took: number, now: Date): boolean {
    closeAlert(sql, `lane_failed:${lane}`, now)
    const isIdle = took === 0 && dueLanes(sql, this.#held, now).includes(lane)
    if (isIdle) log('warn', 'lane_idle', { ...this.#name, lane })
    return isIdle
  }

  protected answered = (invitation: string): void => {
    this.tally.add('answers')
    log('info', 'answered', { ...this.#name, invitation })
  }

  /** When not even the tables can be asked what is due. */
  async #armLater(): Promise<void> {
    try {
      const at = Date.now() + idleMs
      await this.ctx.storage.setAlarm(at)
      this.#alarmAt = at
    } catch (cause) {
      log('error', 'alarm_lost', this.#name, cause) // the hourly wake finds it
    }
  }

  get #name(): { org: string } {
    return { org: this.ctx.id.name ?? '' }
  }
}

/** Waits for the lanes, but not for long. A timer that is left behind would keep the object in memory. */
async function firstOf(lanes: Promise<unknown>): Promise<void> {
  const done = new AbortController()
  const waited = scheduler.wait(waitMs, { signal: done.signal }).catch(() => {})
  await Promise.race([lanes, waited])
  done.abort()
}

/** A bug of ours: its rows are given back, somebody is told, and it rests. */
function laneFailed(sql: SqlStorage, lane: string, now: Date): true {
  giveBack(sql, lane, now)
  const detail = `The bridge's own work '${lane}' failed. It is tried again every minute, and the rest goes on. The log line "lane" says why: report it.`
  raiseAlert(sql, { id: `lane_failed:${lane}`, code: 'lane_failed', detail }, now)
  return true
}
