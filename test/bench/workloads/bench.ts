import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { freePort } from '../../../scripts/run/ports.ts'
import { Results } from '../machine/figures.ts'
import type { Place, Start, Target } from '../peers/target.ts'

/** What a run is asked for; as JSON it goes to the process of each workload. */
export type Options = {
  quick: boolean
  /** The folder of the build that is measured, and of another one to be compared with. */
  bundle: string
  also: string | null
  /** Workloads, or shapes of one, by a part of their names. */
  only: string[] | null
  /** Servers, by name or by the beginning of several names. */
  targets: string[] | null
  /** Peers that are too large to be installed unasked. */
  with: string[]
  folder: string
}

/** One workload's run: what it needs and where it puts what it measured. */
export class Bench {
  readonly results = new Results()
  readonly options: Options
  readonly say: (line: string) => void
  #places = 0

  constructor(options: Options, say: (line: string) => void) {
    this.options = options
    this.say = say
  }

  get isQuick(): boolean {
    return this.options.quick
  }

  /** How often a workload is repeated for each target, alternately. */
  get rounds(): number {
    return this.isQuick ? 2 : 5
  }

  /** @param others whose names may begin like one that is asked for by its whole name */
  wants(target: string, others: string[] = []): boolean {
    const { targets } = this.options
    return targets?.some((name) => name === target || (target.startsWith(name) && !others.includes(name))) ?? true
  }

  folder(name: string): string {
    const folder = resolve(join(this.options.folder, name))
    mkdirSync(folder, { recursive: true })
    return folder
  }

  /** A folder and a port of its own. Without an org, peers have nothing to write to. */
  async place(name: string, org: { url: string; orgId: string } | null = null): Promise<Place> {
    const folder = this.folder(`${++this.#places}-${name}`)
    const orgId = org?.orgId ?? `00D${String(900_000 + this.#places).padStart(12, '0')}AAA`
    return { folder, port: await freePort(), bundle: this.options.bundle, orgUrl: org?.url ?? '', orgId }
  }

  /** Starts those that are wanted, hands them over together, and stops them whatever happens. */
  async withTargets(
    starts: readonly (readonly [string, Start])[],
    org: { url: string; orgId: string } | null,
    work: (targets: Target[]) => Promise<void>,
  ): Promise<void> {
    const targets: Target[] = []
    try {
      const names = starts.map(([name]) => name)
      for (const [name, start] of starts.filter(([name]) => this.wants(name, names))) {
        const target = await this.#start(name, start, org)
        if (target) targets.push(target)
      }
      await work(targets)
    } finally {
      for (const target of targets) await target.stop()
    }
  }

  /** A peer that is not to be had is told and left out; without the bridge there is nothing to measure. */
  async #start(name: string, start: Start, org: { url: string; orgId: string } | null): Promise<Target | null> {
    try {
      const target = await start(await this.place(name.replaceAll(' ', '-'), org), this.say)
      this.say(`  ${name} is up`)
      return target
    } catch (cause) {
      if (name.startsWith('bridge')) throw cause
      const why = cause instanceof Error ? cause.message : String(cause)
      this.say(`  ${name} is missing: ${why}`)
      this.results.missing.set(name, why)
      return null
    }
  }

  /** A B C, then C B A, so that no target always has the warmer or busier machine. */
  async alternately(targets: Target[], work: (target: Target) => Promise<void>): Promise<void> {
    for (let round = 0; round < this.rounds; round++) {
      for (const target of round % 2 === 0 ? targets : targets.toReversed()) await work(target)
      this.say(`  round ${round + 1} of ${this.rounds}`)
    }
  }
}
