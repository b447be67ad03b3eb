import { filledIds } from '../bridge/fill.ts'
import { percentile, type Check } from '../machine/figures.ts'
import { closedLoop, counter } from '../load/load.ts'
import { expected, messages, numberOf } from '../load/outbound.ts'
import { CpuMeter, untilIdle } from '../machine/process-tree.ts'
import { acceptTargets } from '../peers/registry.ts'
import type { Stored, Target } from '../peers/target.ts'
import type { Bench } from './bench.ts'

/**
 * Outbound messages of 100 notifications and of one: parsed, told apart from known ones, stored durably, acknowledged. Sent in bursts
 * inside one whole second, because the bridge decides what it stored at the next one: `cpu` is the CPU until the Ack, `later cpu`
 * what follows until the server is idle again.
 */
const allShapes = [
  { workload: 'om100', size: 100, connections: 4 },
  { workload: 'om1', size: 1, connections: 8 },
] as const
type Shape = (typeof allShapes)[number]

/** Both, unless one is asked for by its name. */
function wanted(only: string[] | null): Shape[] {
  const named = allShapes.filter(({ workload }) => only?.includes(workload))
  return named.length > 0 ? named : [...allShapes]
}

export async function accept(bench: Bench): Promise<void> {
  const shapes = wanted(bench.options.only)
  await bench.withTargets(acceptTargets(bench), null, async (targets) => {
    const sent = new Map(targets.map((target) => [target, new Sent()]))
    for (const target of targets) for (const shape of shapes) await warm(bench, target, shape, sent.get(target)!)
    await bench.alternately(targets, async (target) => {
      for (const shape of shapes)
        bench.results.add(shape.workload, target.name, await burst(bench, target, shape, sent.get(target)!))
    })
    for (const target of targets) {
      const check = sent.get(target)!.compare(await target.stored())
      for (const { workload } of shapes) bench.results.check(workload, target.name, check)
    }
  })
}

/** Until the compilers have seen enough of it. One message at a time warms a server slowly. */
async function warm({ isQuick }: Bench, target: Target, shape: Shape, sent: Sent): Promise<void> {
  await send(target, shape, sent, (isQuick ? 0.8 : 4) * (shape.size === 1 ? 1 : 0.25))
  await untilIdle(target.pid)
}

async function send({ origin, pid, accept }: Target, { size, connections }: Shape, sent: Sent, seconds: number) {
  const shot = messages(size, accept.path, accept.organizationId)
  const load = await closedLoop({ origin, pid, connections, next: counter(size, sent.next), shot, seconds })
  sent.add(load.taken, load.refused, size)
  return load
}

async function burst({ isQuick }: Bench, target: Target, shape: Shape, sent: Sent) {
  const { pid } = target
  await beginOfSecond()
  const load = await send(target, shape, sent, isQuick ? 0.5 : 0.85)
  const rest = new CpuMeter(pid)
  const since = rest.micros()
  await untilIdle(pid)
  const items = load.taken.length * shape.size
  return {
    'cpu µs': load.cpuMicros / items,
    'later cpu µs': (rest.micros() - since) / items,
    'per s': items / load.seconds,
    'p50 ms': percentile(load.latencies, 0.5),
    'p99 ms': percentile(load.latencies, 0.99),
    'peak MB': load.peakMegabytes,
    'idle MB': target.idleMegabytes,
  }
}

const beginOfSecond = (): Promise<void> => new Promise((done) => setTimeout(done, 1_030 - (Date.now() % 1_000)))

/** What one target said it took. */
export class Sent {
  next = 1
  readonly #taken = new Set<number>()
  readonly #unsure = new Set<number>()

  add(taken: number[], refused: number[], size: number): void {
    for (const [firsts, numbers] of [
      [taken, this.#taken],
      [refused, this.#unsure],
    ] as const) {
      for (const first of firsts) {
        for (let n = first; n < first + size; n++) numbers.add(n)
        this.next = Math.max(this.next, first + size)
      }
    }
  }

  /** Lost: taken and not there. Doubled: there twice, or never sent. Mixed up: there with another's content. */
  compare(stored: Stored[]): Check {
    const found = new Set<number>()
    const check = { taken: this.#taken.size, lost: 0, doubled: 0, mixedUp: 0 }
    for (const { id, recordId, email } of stored) {
      const n = numberOf(id)
      if (id.startsWith(filledIds)) continue
      if (found.has(n) || !(this.#taken.has(n) || this.#unsure.has(n))) check.doubled++
      found.add(n)
      const right = expected(n)
      if (right.id !== id || right.recordId !== recordId || right.email !== email) check.mixedUp++
    }
    for (const n of this.#taken) if (!found.has(n)) check.lost++
    return check
  }
}
