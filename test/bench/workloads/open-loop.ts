import { counter, openLoop, type Load } from '../load/load.ts'
import { messages } from '../load/outbound.ts'
import { percentile } from '../machine/figures.ts'
import { untilIdle } from '../machine/process-tree.ts'
import { acceptTargets } from '../peers/registry.ts'
import type { Target } from '../peers/target.ts'
import { Sent } from './accept.ts'
import type { Bench } from './bench.ts'

type Shape = { perSecond: number; size: number }

/** A steady day, and the hour in which a mass update closes cases as fast as Salesforce can tell. */
export const steadyDay: Shape = { perSecond: 10, size: 10 }
const massUpdate: Shape = { perSecond: 50, size: 100 }

/** The same rate for everybody, one target after the other: at a given rate nobody is compared by speed, only by how long an Ack takes. */
export async function steady(bench: Bench): Promise<void> {
  await bench.withTargets(
    acceptTargets(bench).filter(([name]) => names.includes(name)),
    null,
    async (targets) => {
      for (const target of targets) {
        const sent = new Sent()
        const seconds = bench.isQuick ? 8 : target.name === 'bridge live' ? 60 : 20 // a minute shows growth
        await steadyLoad(target, sent, 2) // warm
        bench.results.add('open loop 10 x 10', target.name, steadyFigures(await steadyLoad(target, sent, seconds)))
        const burst = await steadyLoad(target, sent, bench.isQuick ? 3 : 10, massUpdate)
        bench.results.add('open loop 50 x 100', target.name, steadyFigures(burst, massUpdate))
        await untilIdle(target.pid, 300_000) // what came last is still decided
        const check = sent.compare(await target.stored())
        for (const shape of ['10 x 10', '50 x 100']) bench.results.check(`open loop ${shape}`, target.name, check)
        bench.say(`  ${target.name} has had its turn`)
      }
    },
  )
}

const names = ['bridge live', 'Node-RED tuned', 'Express tuned', 'Express']

export async function steadyLoad(target: Target, sent: Sent, seconds: number, shape = steadyDay): Promise<Load> {
  const { origin, pid, accept } = target
  const { perSecond, size } = shape
  const next = counter(size, sent.next)
  const shot = messages(size, accept.path, accept.organizationId)
  const load = await openLoop({ origin, pid, connections: 16, next, shot, perSecond, seconds })
  sent.add(load.taken, load.refused, size)
  return load
}

/** `growth`: the last third's median against the first third's. */
export function steadyFigures({ latencies, cpuMicros, taken, seconds }: Load, { size } = steadyDay) {
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
