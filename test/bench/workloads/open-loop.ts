import type { Bench } from '../bench.ts'
import { percentile } from '../machine/figures.ts'
import { counter, openLoop, type Load } from '../load/load.ts'
import { messages } from '../load/outbound.ts'
import { acceptTargets } from '../peers.ts'
import type { Target } from '../peers/target.ts'
import { Sent } from './accept.ts'

const size = 10

/** A steady day: 10 messages a second of 10 notifications each, at the same rate for everybody, one target after the other. */
export async function steady(bench: Bench): Promise<void> {
  const seconds = bench.isQuick ? 6 : 30
  await bench.withTargets(
    acceptTargets(bench).filter(([name]) => isSteady(name, bench)),
    null,
    async (targets) => {
      for (const target of targets) {
        const sent = new Sent()
        await steadyLoad(target, sent, 2) // warm
        const load = await steadyLoad(target, sent, seconds)
        bench.results.add('open loop', target.name, steadyFigures(load))
        await new Promise((done) => setTimeout(done, 2_000)) // what came last is still decided
        bench.results.check('open loop', target.name, sent.compare(await target.stored()))
      }
    },
  )
}

const isSteady = (name: string, { isQuick }: Bench): boolean =>
  !name.startsWith('bare') && !name.includes('1M') && !(isQuick && (name === 'bridge' || name === 'Express'))

export async function steadyLoad({ origin, pid, accept }: Target, sent: Sent, seconds: number): Promise<Load> {
  const next = counter(size, sent.next)
  const shot = messages(size, accept.path, accept.organizationId)
  const load = await openLoop({ origin, pid, connections: 16, next, shot, perSecond: 10, seconds })
  sent.add(load.taken, load.refused, size)
  return load
}

/** `growth`: the last third's median against the first third's. */
export function steadyFigures({ latencies, cpuMicros, taken, seconds }: Load) {
  const third = Math.floor(latencies.length / 3)
  return {
    'p50 ms': percentile(latencies, 0.5),
    'p99 ms': percentile(latencies, 0.99),
    'max ms': Math.max(...latencies),
    growth: percentile(latencies.slice(-third), 0.5) / percentile(latencies.slice(0, third), 0.5),
    'cpu µs': cpuMicros / (taken.length * size),
    'per s': (taken.length * size) / seconds,
  }
}
