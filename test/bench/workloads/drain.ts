import { until } from '../../../scripts/run/ports.ts'
import { invitationOf } from '../bridge/fill.ts'
import { caseClosed, connectOrg, startBridge, type BridgeOrg } from '../bridge/start.ts'
import { fill, targetOf } from '../bridge/target.ts'
import { closedLoop, counter } from '../load/load.ts'
import { CpuMeter } from '../machine/process-tree.ts'
import { startOrg } from '../org/start.ts'
import type { Bench } from './bench.ts'
import { compareAnswers } from '../load/compare.ts'

type Weather = { failRate: number; limitEvery: number }

/** Salesforce refuses our login while 10,000 customers answer; then a person reconnects it. What does it take to write everything? */
export const drain =
  (kind: string, { answerRows, faults }: { answerRows: boolean; faults?: Weather }) =>
  async (bench: Bench): Promise<void> => {
    if (!bench.wants('bridge')) return
    const workload = `drain, ${kind}`
    const count = (bench.isQuick ? 2_000 : 10_000) / (faults ? 5 : 1) // what fails waits, and takes its time
    const org = await startOrg(bench.folder('drain'))
    await org.behave({ refusesSignIn: true })
    const live = caseClosed('live')
    const bridge = await startBridge(await bench.place('drain', org))
    try {
      const connected = await connectOrg(bridge, org.orgId, {
        documents: answerRows ? live : live.replace(', { write: survey-answers }', ''),
        connections: { salesforce: org.connection },
      })
      await fill(connected, count)
      const target = targetOf('bridge', connected, count)
      const given = { ...target, connections: 8, next: counter(1, 0, count), shot: target.answer! }
      const { taken, refused } = await closedLoop({ ...given, seconds: 600 })
      await until('the refused login', async () => (await org.stats()).signIns > 0)
      await org.behave({ refusesSignIn: false, ...faults })
      await org.reset()
      const meter = new CpuMeter(target.pid)
      const [begin, cpu] = [performance.now(), meter.micros()]
      await connected.api('connections/salesforce/reconnect', 'POST')
      await until('everything to be written', () => isWritten(connected), 600_000)
      const seconds = (performance.now() - begin) / 1000
      const { calls, rows, failedRows, refusedCalls, byKind } = await org.stats()
      bench.say(`  ${calls} calls: ${JSON.stringify(byKind)}`)
      bench.results.add(workload, 'bridge', {
        responses: taken.length,
        rows,
        'API calls': calls,
        'refused calls': refusedCalls,
        'failed rows': failedRows,
        'over the ideal': (calls - refusedCalls) / Math.ceil((rows + failedRows) / 1_000),
        'calls per 1,000 responses': calls / (taken.length / 1_000),
        'cpu µs a row': (meter.micros() - cpu) / rows,
        'rows per s': rows / seconds,
      })
      const kept = await org.rows()
      const answered = { taken: new Set(taken), refused: new Set(refused), keyOf: invitationOf }
      const check = compareAnswers(kept, answered, [answered])
      const others = kept.filter(({ entity, writes }) => entity !== 'Survey_Response__c' && writes > 1).length
      bench.results.check(workload, 'bridge', { ...check, doubled: check.doubled + others })
    } finally {
      await bridge.running.stop()
      await org.stop()
    }
  }

async function isWritten({ api }: BridgeOrg): Promise<boolean> {
  const { writes, unplanned } = await api<{ writes: Record<string, number>; unplanned: number }>('')
  return unplanned === 0 && Object.keys(writes).every((state) => state === 'done')
}
