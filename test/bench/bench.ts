import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { freePort } from '../../scripts/run/ports.ts'
import { Results } from './machine/figures.ts'
import type { Place, Start, Target } from './peers/target.ts'

/** One run of the benchmark: what workloads need and where they put what they measured. */
export class Bench {
  readonly results = new Results()
  readonly isQuick: boolean
  /** The folder of another build of the bridge, to be compared with. */
  readonly also: string | null
  readonly say: (line: string) => void
  readonly wants: (target: string) => boolean
  readonly #folder: string
  #places = 0

  constructor(options: {
    folder: string
    isQuick: boolean
    also: string | null
    say: (line: string) => void
    wants: (target: string) => boolean
  }) {
    this.#folder = resolve(options.folder)
    this.isQuick = options.isQuick
    this.also = options.also
    this.say = options.say
    this.wants = options.wants
  }

  /** How often a workload is repeated for each target, alternately. */
  get rounds(): number {
    return this.isQuick ? 2 : 5
  }

  folder(name: string): string {
    const folder = join(this.#folder, name)
    mkdirSync(folder, { recursive: true })
    return folder
  }

  /** A folder and a port of its own. Without an org, peers have nothing to write to. */
  async place(name: string, org: { url: string; orgId: string } | null = null): Promise<Place> {
    const folder = this.folder(`${++this.#places}-${name}`)
    const orgId = org?.orgId ?? `00D${String(900_000 + this.#places).padStart(12, '0')}AAA`
    return { folder, port: await freePort(), orgUrl: org?.url ?? '', orgId }
  }

  /** Starts those that are wanted, hands them over together, and stops them whatever happens. */
  async withTargets(
    starts: readonly (readonly [string, Start])[],
    org: { url: string; orgId: string } | null,
    work: (targets: Target[]) => Promise<void>,
  ): Promise<void> {
    const targets: Target[] = []
    try {
      for (const [name, start] of starts.filter(([name]) => this.wants(name))) {
        targets.push(await start(await this.place(name, org)))
        this.say(`  ${name} is up`)
      }
      await work(targets)
    } finally {
      for (const target of targets) await target.stop()
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
