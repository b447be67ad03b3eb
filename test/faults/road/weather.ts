import type { MailFault } from '../../standin/mail/faults.ts'
import type { Fault } from '../../support/stand-in.ts'
import type { Kind, Way } from '../kinds/kind.ts'
import { injector } from '../world/injector.ts'
import { upTo, type Random } from '../world/random.ts'
import type { Place } from './place.ts'

type Alert = { id: string; code: string; detail: string }

/** What goes wrong in one org at a time, and how often it did. */
export class Weather {
  readonly fired = new Map<string, number>()
  readonly needsPerson = new Set<string>()
  readonly stops: { fault: string; stopped: boolean }[] = []
  readonly complaints: string[] = []
  /** What befalls the next requests on their way to us. */
  ways: { kind: string; way: Way }[] = []
  readonly #place: Place
  #armed: Kind[] = []
  #defects = false

  constructor(place: Place) {
    this.#place = place
  }

  async arm(kinds: Kind[], random: Random): Promise<void> {
    const { bridge, orgKey } = this.#place
    this.#armed = kinds
    const later = <T extends { after?: number }>(given: T) => ({ after: upTo(random, 3), ...given })
    const ofMail: MailFault[] = []
    const ofSalesforce: Fault[] = []
    for (const kind of kinds) {
      if (kind.on === 'salesforce') {
        ofSalesforce.push({ ...kind.fault, ...(kind.fault['times'] === undefined && { after: upTo(random, 2) }) })
        if (kind.needsPerson) this.needsPerson.add(kind.needsPerson)
        this.#place.lateMs = Math.max(this.#place.lateMs, kind.lateMs ?? 0)
        if (kind.expire) await bridge.org.expireSessions()
      } else if (kind.on === 'mail') ofMail.push(kind.fault)
      else if (kind.on === 'object') injector.arm(orgKey, { ...later(kind.rule), kind: kind.name })
      else if (kind.on === 'edge') this.ways.push({ kind: kind.name, way: kind.way })
      else if (kind.on === 'clock') await this.#place.pass(kind.worldMs ?? 0, kind.bridgeMs ?? 0)
      else await this.#break(kind.breaks)
      this.#defects ||= kind.on === 'object' && kind.isDefect === true
      if (kind.on === 'clock' || kind.on === 'tables') this.count(kind.name)
    }
    await bridge.org.faults(...ofSalesforce)
    await bridge.org.control('PUT', '/mail-faults', ofMail)
  }

  count(kind: string, times = 1): void {
    this.fired.set(kind, (this.fired.get(kind) ?? 0) + times)
  }

  /** Everything is as it should be again; a person does what only a person can. */
  async clear(): Promise<void> {
    const { bridge, orgKey } = this.#place
    const struck = await this.#struck()
    await bridge.org.faults()
    await bridge.org.control('DELETE', '/mail-faults')
    for (const { kind, fired } of injector.disarm(orgKey)) this.count(kind, fired)
    this.ways = []
    for (const kind of this.#armed) {
      if (kind.on === 'clock') await this.#place.pass(0, -(kind.bridgeMs ?? 0))
      if (kind.on === 'tables') await this.#mend(kind.mends)
    }
    if (this.#place.lateMs > 0) await scheduler.wait(this.#place.lateMs)
    this.#place.lateMs = 0
    await this.#reconnect(struck)
    this.#armed = []
  }

  /** Which of the armed faults of Salesforce and mail struck, counted. */
  async #struck(): Promise<Set<Kind>> {
    const { org } = this.#place.bridge
    const lists = {
      salesforce: (await org.control('GET', '/faults')) as { fired: number }[],
      mail: (await org.control('GET', '/mail-faults')) as { fired: number }[],
    }
    const struck = new Set<Kind>()
    for (const on of ['salesforce', 'mail'] as const) {
      for (const [index, kind] of this.#armed.filter((one) => one.on === on).entries()) {
        const { fired = 0 } = lists[on][index] ?? {}
        this.count(kind.name, fired)
        if (fired > 0) struck.add(kind)
      }
    }
    return struck
  }

  /** An admin opens what was stopped; what stopped without a reason is a complaint. */
  async #reconnect(struck: Set<Kind>): Promise<void> {
    type Found = { rows: { name: string; opensAt: string | null }[] }
    const { bridge } = this.#place
    const alerts = (await bridge.api<{ rows: Alert[] }>('GET', 'alerts')).rows
    for (const { name, opensAt } of (await bridge.api<Found>('GET', 'connections')).rows) {
      const isStopped = opensAt === null
      const on = name === 'mail' ? 'mail' : 'salesforce'
      const causes = this.#armed.filter((kind) => kind.on === on && kind.stops === true)
      const fault = causes.map((kind) => kind.name).join(', ')
      if (causes.some((kind) => struck.has(kind))) this.stops.push({ fault, stopped: isStopped })
      else if (isStopped && causes.length === 0)
        this.complaints.push(alerts.find(({ id }) => id === `connection:${name}:stopped`)?.detail ?? `${name} stopped`)
      if (isStopped) await bridge.api('POST', `connections/${name}/reconnect`)
    }
    const failed = alerts.filter(({ code }) => code === 'lane_failed').map(({ id }) => id)
    // A lane that a fault of ours broke is told of until it has run once more.
    if (!this.#defects && this.#armed.every(({ on }) => on !== 'tables')) this.complaints.push(...failed)
  }

  /** The tables as no release leaves them; the object comes up over them. */
  async #break(statements: string): Promise<void> {
    await this.#place.inside((sql) => void sql.exec(statements))
    await this.#place.die()
  }

  async #mend(statements: string): Promise<void> {
    await this.#place.inside((sql) => void sql.exec(statements))
    await this.#place.die()
  }
}
