import type { StandInOrg } from '../org.ts'
import { judge, type Verdict } from './post/ack.ts'
import { composeMessage } from './compose.ts'
import { post } from './post/post.ts'
import type { NewNotification, Queue, Queued } from './queue.ts'
import { inOrder, usualSwitches, type Switches } from './switches.ts'
import type { Action } from '../api/metadata/effects/triggers.ts'

/** The most notifications one message may hold. */
const fullMessage = 100
// Somebody may move the org's clock at any time, so no timer sleeps longer than this.
const longestSleepMs = 500
const lost: Verdict = { acked: false, reason: 'java.net.SocketTimeoutException: Read timed out' }

/** Sends an org's notifications until each is acknowledged or 24 hours of its clock are over. */
export class Outbox {
  switches: Switches = { ...usualSwitches }
  /** Messages posted so far, repeats included. */
  messages = 0
  readonly queue: Queue
  readonly #org: StandInOrg
  readonly #actions: () => Map<string, Action>
  #timer: NodeJS.Timeout | undefined
  #underWay = 0
  #collectUntil = 0
  #stopped = false

  constructor(org: StandInOrg, queue: Queue, actions: () => Map<string, Action>) {
    this.#org = org
    this.#actions = actions
    this.queue = queue
    this.wake()
  }

  /** Takes a notification; it leaves when the collection window closes. */
  add(notification: NewNotification): void {
    this.queue.add(notification, this.#org.clock.now())
    if (Date.now() >= this.#collectUntil) {
      this.#collectUntil = Date.now() + this.switches.windowMs
      this.#sleep(this.switches.windowMs)
    }
  }

  /** To be called when the clock or a switch was changed. */
  wake(): void {
    this.#sleep(0)
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  #sleep(ms: number): void {
    clearTimeout(this.#timer)
    if (!this.#stopped) this.#timer = setTimeout(() => this.#run(), ms)
  }

  #run(): void {
    if (this.#stopped) return
    const now = this.#org.clock.now()
    this.queue.expire(now)
    for (const batch of this.#batches(now).slice(0, this.#room())) void this.#send(batch)
    const next = this.queue.nextAt()
    // Nothing waits: the next add() sets the timer again.
    if (next) this.#sleep(this.#sleepUntil(next))
  }

  #room(): number {
    return this.switches.paused ? 0 : Math.max(0, this.switches.parallel - this.#underWay)
  }

  #sleepUntil(next: Date): number {
    if (this.#room() === 0) return longestSleepMs
    const windowMs = this.#collectUntil - Date.now()
    if (windowMs > 0) return Math.ceil(windowMs)
    return Math.min(Math.max(this.#org.clock.realMsUntil(next), 5), longestSleepMs)
  }

  #batches(now: Date): Queued[][] {
    const windowClosed = Date.now() >= this.#collectUntil
    const due = this.queue.due(now, windowClosed, fullMessage * this.switches.parallel * 4)
    const groups = Map.groupBy(inOrder(due, this.switches.reorder), ({ action, endpoint }) => `${action} ${endpoint}`)
    const batches: Queued[][] = []
    for (const group of groups.values()) {
      for (let at = 0; at < group.length; at += fullMessage) batches.push(group.slice(at, at + fullMessage))
    }
    return batches
  }

  async #send(batch: Queued[]): Promise<void> {
    this.#underWay += 1
    const ids = batch.map(({ id }) => id)
    this.queue.claim(ids)
    const verdict = await this.#deliver(batch)
    this.#underWay -= 1
    if (this.#stopped) return
    if (verdict.acked) this.queue.delivered(ids, this.#org.clock.now())
    else this.queue.failed(batch, verdict.reason, this.#org.clock.now())
    this.wake()
  }

  async #deliver(batch: Queued[]): Promise<Verdict> {
    const [{ action: name, endpoint }] = batch as [Queued]
    const action = this.#actions().get(name)
    if (!action) return { acked: false, reason: `${name} is no longer deployed` }
    const { duplicates, timeoutMs } = this.switches
    try {
      const body = composeMessage(this.#org, action, batch, this.switches)
      const times = 1 + Number(duplicates)
      this.messages += times
      const [posted] = await Promise.all(Array.from({ length: times }, () => post(endpoint, body, timeoutMs)))
      if (this.#losesReply()) return lost
      return 'reply' in posted! ? judge(posted.reply) : { acked: false, reason: posted!.reason }
    } catch (error) {
      return { acked: false, reason: error instanceof Error ? error.message : String(error) }
    }
  }

  #losesReply(): boolean {
    const { lostReplies } = this.switches
    if (typeof lostReplies === 'number' && lostReplies > 0) this.switches.lostReplies = lostReplies - 1
    return Boolean(lostReplies)
  }
}
