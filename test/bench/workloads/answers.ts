import { invitationOf } from '../bridge/fill.ts'
import { caseClosed } from '../bridge/start.ts'
import { bridgeTarget } from '../bridge/target.ts'
import { closedLoop, counter } from '../load/load.ts'
import { percentile } from '../machine/figures.ts'
import { CpuMeter, untilIdle } from '../machine/process-tree.ts'
import { startOrg, type Org } from '../org/start.ts'
import { answerPeers } from '../peers/registry.ts'
import type { Start, Target } from '../peers/target.ts'
import type { Bench } from './bench.ts'
import { compareAnswers, type Answered } from '../load/compare.ts'

const connections = 8
const latencies = [0, 100] // ms Salesforce takes for a call

/**
 * Customers answer while Salesforce replies at once, and while it takes 100 ms. The bridge stores the answer and writes it later, in
 * batches: `later cpu` is what that takes until nothing is left. Peers write before they reply.
 */
export async function answers(bench: Bench): Promise<void> {
  const seconds = bench.isQuick ? 2 : 3
  const org = await startOrg(bench.folder('answers'))
  const filled = bench.isQuick ? 20_000 : 150_000
  const options = { documents: caseClosed('live'), connections: { salesforce: org.connection }, filled }
  const ours: [string, Start][] = [['bridge', bridgeTarget('bridge', options)]]
  const { also } = bench.options
  if (also) ours.push(['bridge other', bridgeTarget('bridge other', { ...options, bundle: also })])
  try {
    await bench.withTargets([...ours, ...answerPeers], org, async (targets) => {
      const sent = new Map(targets.map(({ name }) => [name, answeredOf(name)]))
      let from = 0
      const load = async (target: Target, latencyMs: number, forSeconds: number) => {
        await org.behave({ latencyMs })
        const one = await answerFor(target, org, from, forSeconds)
        from = Math.max(from, one.until)
        for (const kind of ['taken', 'refused'] as const) for (const n of one[kind]) sent.get(target.name)![kind].add(n)
        return one.figures
      }
      for (const target of targets) await load(target, 0, 1) // warm
      await bench.alternately(targets, async (target) => {
        for (const latencyMs of latencies)
          bench.results.add(workloadOf(latencyMs), target.name, await load(target, latencyMs, seconds))
      })
      const rows = await org.rows()
      for (const [name, answered] of sent) {
        const check = compareAnswers(rows, answered, [...sent.values()])
        for (const latencyMs of latencies) bench.results.check(workloadOf(latencyMs), name, check)
      }
    })
  } finally {
    await org.stop()
  }
}

const answeredOf = (name: string): Answered => ({
  taken: new Set(),
  refused: new Set(),
  keyOf: name.startsWith('bridge') ? invitationOf : (n) => `R_${n}`,
})

const workloadOf = (latencyMs: number): string => `answers, org at ${latencyMs} ms`

async function answerFor(target: Target, org: Org, from: number, seconds: number) {
  const { origin, pid, answer, surveys = 0 } = target
  const before = await org.stats()
  const next = counter(1, from, surveys)
  const load = await closedLoop({ origin, pid, connections, next, shot: answer!, seconds })
  const rest = new CpuMeter(pid)
  const since = rest.micros()
  // Answers wait up to two seconds for company before they are written.
  if (target.name.startsWith('bridge')) await new Promise((done) => setTimeout(done, 2_000))
  await untilIdle(pid)
  const after = await org.stats()
  const items = load.taken.length
  return {
    taken: load.taken,
    refused: load.refused,
    until: next() ?? surveys,
    figures: {
      'cpu µs': load.cpuMicros / items,
      'later cpu µs': (rest.micros() - since) / items,
      'per s': items / load.seconds,
      'p50 ms': percentile(load.latencies, 0.5),
      'p99 ms': percentile(load.latencies, 0.99),
      'API calls each': (after.calls - before.calls) / items,
    },
  }
}
