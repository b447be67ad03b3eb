import type { Bench } from '../bench.ts'
import { invitationOf } from '../bridge/fill.ts'
import { caseClosed, connectOrg, startBridge } from '../bridge/start.ts'
import { fill, targetOf } from '../bridge/target.ts'
import { closedLoop, counter } from '../load/load.ts'
import { CpuMeter } from '../machine/process-tree.ts'
import { startOrg } from '../org/start.ts'
import { until } from '../../../scripts/run/ports.ts'
import { compare } from './answers.ts'

/** Salesforce refuses our login while 10,000 customers answer; then a person reconnects it. What does it take to write everything? */
export const drain =
  (kind: 'with answer rows' | 'without answer rows') =>
  async (bench: Bench): Promise<void> => {
    if (!bench.wants('bridge')) return
    const workload = `drain, ${kind}`
    const count = bench.isQuick ? 2_000 : 10_000
    const org = await startOrg(bench.folder('drain'))
    await org.behave({ refusesSignIn: true })
    const live = caseClosed('live')
    const bridge = await startBridge(await bench.place('drain', org))
    try {
      const connected = await connectOrg(bridge, org.orgId, {
        documents: kind === 'with answer rows' ? live : live.replace(', { write: survey-answers }', ''),
        connections: { salesforce: org.connection },
      })
      await fill(connected, count)
      const target = targetOf('bridge', connected, count)
      const given = { ...target, connections: 8, next: counter(1, 0, count), shot: target.answer! }
      const { taken } = await closedLoop({ ...given, seconds: 600 })
      await until('the refused login', async () => (await org.stats()).signIns > 0)
      await org.behave({ refusesSignIn: false })
      await org.reset()
      const meter = new CpuMeter(target.pid)
      const [begin, cpu] = [performance.now(), meter.micros()]
      await connected.api('connections/salesforce/reconnect', 'POST')
      await until(
        'everything to be written',
        async () => {
          const { writes } = await connected.api<{ writes: Record<string, number> }>('')
          return Object.keys(writes).every((state) => state === 'done')
        },
        600_000,
      )
      const seconds = (performance.now() - begin) / 1000
      const { calls, rows } = await org.stats()
      bench.results.add(workload, 'bridge', {
        responses: taken.length,
        rows,
        'API calls': calls,
        'over the ideal': calls / Math.ceil(rows / 1_000),
        'calls per 1,000 responses': calls / (taken.length / 1_000),
        'cpu µs a row': (meter.micros() - cpu) / rows,
        'rows per s': rows / seconds,
      })
      const kept = await org.rows()
      const check = compare(kept, new Set(taken), invitationOf)
      bench.results.check(workload, 'bridge', { ...check, doubled: kept.filter(({ writes }) => writes > 1).length })
    } finally {
      await bridge.running.stop()
      await org.stop()
    }
  }
